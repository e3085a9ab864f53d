"""What must not be seen, planted everywhere it could leak from. Every marker begins with «Zibeline», which a search finds."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.applications.actions import add_application, add_family, register_sign_in
from comptoir.applications.models import Application
from comptoir.away.actions import end_absence, plan_absence
from comptoir.billing.models import CardSetup, Mandate, PaymentMethod
from comptoir.client_notes.actions import add_note as note_about
from comptoir.clients.actions import suspend
from comptoir.clients.models import Client, ClientAccess, ClientContact, Contact, Dossier
from comptoir.connectors.actions import add_account
from comptoir.connectors.registry import get_connector
from comptoir.conversations.actions import Draft, add_mission, add_note, ask, classify_conversation, keep_answer, post_message, save_draft
from comptoir.conversations.actions.participation import choose
from comptoir.conversations.models import CannedAnswer, Incoming, IncomingFile
from comptoir.conversations.places import find_place
from comptoir.conversations.saved_views import save_view
from comptoir.documents.actions import share_document, store_file, withdraw_document
from comptoir.events.outbox import drain
from comptoir.firms.looks import version_of
from comptoir.firms.models import CustomRole
from comptoir.imports.actions import run_waiting_imports, start_import
from comptoir.invitations.actions import Asked, invite
from comptoir.notifications.models import Notification
from comptoir.portal.actions import change_background, change_brand
from comptoir.preferences.actions import change_settings
from comptoir.profile.photos import keep
from comptoir.provisioning.actions import change_many
from comptoir.provisioning.actions.drafting import begin
from comptoir.provisioning.holdings import Change, Kind
from comptoir.requests.actions import complete_request, send_request
from comptoir.staffing.actions import Departing, NewMember, invite_member, plan_departure
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from comptoir.validations.actions import request_validation
from tests.billing.paying import OTHER_IBAN, a_plan, sign
from tests.transports.push_receiver import push_device_of
from tests.web.signing_in import open_session_of

from .table import GASTON, HELENE, JULES, LUC, MARIE, VERA, VISITOR

CLIENT, DOSSIER, CODE, CITY = "Zibeline-client-4711", "Zibeline-dossier-4711", "Zibeline-code", "Zibeline-ville-4711"
SUBJECT, BODY, ANSWER, FILE, FILE_WORDS = (
    "Zibeline-objet-4711",
    "Zibeline-question-4711",
    "Zibeline-reponse-4711",
    "Zibeline-fichier-4711.txt",
    "Zibeline-contenu-4711",
)
NOTE, NOTE_FILE = "Zibeline-note-4711", "Zibeline-fichier-de-note-4711.txt"
CONTACT, CONTACT_MAIL = "Zibeline-contact-4711", "zibeline-4711@example.net"
CLIENT_NOTE = "Zibeline-note-de-fiche-4711"
FOR_JULES = "Zibeline-pour-jules-4711"
ACCOUNT = "Zibeline-compte-4711"
IMPORT_FILE, IMPORT_CELL = "Zibeline-import-4711.csv", "Zibeline-cellule-4711"
VALIDATION, VALIDATION_WORDS = "Zibeline-validation-4711", "Zibeline-a-valider-4711"
INCOMING, INCOMING_FILE = "Zibeline-recu-4711", "Zibeline-fichier-recu-4711.txt"
CANNED, CANNED_WORDS = "Zibeline-reponse-type-4711", "Zibeline-texte-type-4711"
REQUEST, REQUEST_WORDS, REQUEST_ANSWER = "Zibeline-demande-4711", "Zibeline-demandé-4711", "Zibeline-rendu-4711"
REQUEST_FILE, REQUEST_FILE_WORDS = "Zibeline-fichier-rendu-4711.txt", "Zibeline-contenu-rendu-4711"
MISSION, DRAFT = "Zibeline-mission-4711", "Zibeline-brouillon-4711"
VIEW = "Zibeline-vue-4711"
APPLICATION, APPLICATION_FAMILY = "Zibeline-application-4711", "Zibeline-famille-4711"
DOCUMENT, DOCUMENT_WORDS = "Zibeline-document-4711", "Zibeline-ecrit-4711"
DOCUMENT_FOR_JULES, DOCUMENT_WITHDRAWN = "Zibeline-document-pour-jules-4711", "Zibeline-document-retire-4711"
FIRM = "Cabinet Lormeau"
FIRM_HOLDER, COMPANY_HOLDER = "Zibeline-titulaire-4711", "Zibeline-entreprise-4711"

OF_THE_CLIENT = {CLIENT, DOSSIER}
OF_THE_FIRM_SIDE = {CODE, CITY, CONTACT, CONTACT_MAIL}
OF_THE_CONVERSATION = {SUBJECT, BODY, ANSWER, FILE, FILE_WORDS}
OF_THE_REQUEST = {REQUEST, REQUEST_WORDS, REQUEST_ANSWER, REQUEST_FILE, REQUEST_FILE_WORDS}
OF_THE_NOTE = {NOTE, NOTE_FILE, CLIENT_NOTE}
OF_THE_IMPORT = {IMPORT_FILE, IMPORT_CELL}
OF_THE_ACCOUNT = {ACCOUNT}
OF_THE_VALIDATION = {VALIDATION, VALIDATION_WORDS}
OF_THE_INCOMING = {INCOMING, INCOMING_FILE}
OF_THE_VIEW = {VIEW}
OF_THE_CATALOGUE = {APPLICATION, APPLICATION_FAMILY}
OF_THE_DOCUMENT = {DOCUMENT, DOCUMENT_WORDS}
OF_THE_WRITING = {CANNED, CANNED_WORDS, MISSION}
EVERYTHING = (
    {FIRM_HOLDER}
    | OF_THE_VIEW
    | OF_THE_CATALOGUE
    | OF_THE_DOCUMENT
    | {DOCUMENT_FOR_JULES, DOCUMENT_WITHDRAWN}
    | OF_THE_INCOMING
    | OF_THE_WRITING
    | OF_THE_VALIDATION
    | OF_THE_REQUEST
    | OF_THE_ACCOUNT
    | OF_THE_CLIENT
    | OF_THE_FIRM_SIDE
    | OF_THE_CONVERSATION
    | OF_THE_NOTE
    | OF_THE_IMPORT
    | {FOR_JULES}
)
# What clients never read, however much of the conversation they see.
OF_ITS_OWN_SIDE = (
    OF_THE_WRITING
    | {DRAFT, DOCUMENT_WITHDRAWN, FIRM_HOLDER}
    | OF_THE_VIEW
    | OF_THE_CATALOGUE
    | OF_THE_INCOMING
    | OF_THE_VALIDATION
    | OF_THE_ACCOUNT
    | OF_THE_NOTE
    | OF_THE_FIRM_SIDE
)
# What nobody of this kind may ever read, whatever the address.
HIDDEN_FROM = {
    VISITOR: EVERYTHING | {FIRM, COMPANY_HOLDER},
    VERA: EVERYTHING | {FIRM, DRAFT, COMPANY_HOLDER},
    GASTON: EVERYTHING | {DRAFT, COMPANY_HOLDER},
    # Missions and the catalogue of applications are the firm's own words, for all who work there.
    LUC: EVERYTHING - {MISSION} - OF_THE_CATALOGUE | {DRAFT, COMPANY_HOLDER},
    JULES: {COMPANY_HOLDER} | OF_ITS_OWN_SIDE | OF_THE_DOCUMENT | OF_THE_CONVERSATION | OF_THE_REQUEST | OF_THE_IMPORT,
    HELENE: OF_ITS_OWN_SIDE | OF_THE_IMPORT,
    MARIE: OF_THE_IMPORT | {DRAFT, FIRM_HOLDER, COMPANY_HOLDER},
}


def text_file(name, words):
    return SimpleUploadedFile(name, words.encode(), content_type="text/plain")


def set_aside(conversation, user, fingerprint):
    """A mail to the conversation that waits for a person, with its file."""
    words = {
        "firm": conversation.firm,
        "conversation": conversation,
        "user": user,
        "fingerprint": fingerprint,
        "verdict": "quarantined",
        "reason": "other_sender",
    }
    row = Incoming.objects.create(**words, sender_address="zibeline@example.net", subject=INCOMING, body=INCOMING)
    IncomingFile.objects.create(incoming=row, file=store_file(text_file(INCOMING_FILE, INCOMING), firm=conversation.firm, by=None))
    return row


def shared(cast, title, words, *contacts):
    """A document of the Roux file; with full access everybody there sees it."""
    return share_document(cast.dossier, [text_file(f"{title}.txt", words)], contacts=contacts, by=cast.paul)[0]


def plant_payments(cast):
    """Mandates of the firm and of the client, a second one to remove, visits to the card provider."""
    firm_method, method, to_remove = sign(cast.firm, cast.admin), sign(cast.client, cast.helene), sign(cast.client, cast.helene, OTHER_IBAN)
    for one, holder in ((firm_method, FIRM_HOLDER), (method, COMPANY_HOLDER), (to_remove, COMPANY_HOLDER)):
        PaymentMethod.objects.filter(pk=one.pk).update(holder=holder)
        Mandate.objects.filter(method=one).update(holder=holder, file=store_file(text_file(f"{holder}.txt", holder), firm=cast.firm, by=None))
    words = {"firm": cast.firm, "provider": "stripe", "page": "https://pay.example/1"}
    visits = [
        CardSetup.objects.create(client=client, begun_by=by, reference=by.email, **words) for client, by in ((cast.client, cast.helene), (None, cast.admin))
    ]
    return {
        "paying_firm": cast.firm.pk,
        "firm_method": firm_method.pk,
        "method": method.pk,
        "method_to_remove": to_remove.pk,
        "card_visit": visits[0].pk,
        "firm_card_visit": visits[1].pk,
        "plan": a_plan().pk,
    }


def plant_documents(cast):
    jules = cast.contact_of(cast.jules, cast.client)
    withdrawn, to_restore = shared(cast, DOCUMENT_WITHDRAWN, "Retiré."), shared(cast, DOCUMENT_WITHDRAWN, "Retiré.")
    for one in (withdrawn, to_restore):
        withdraw_document(one, by=cast.paul)
    return {
        "document": shared(cast, DOCUMENT, DOCUMENT_WORDS).pk,
        "document_of_jules": shared(cast, DOCUMENT_FOR_JULES, "Pour Jules.", jules).pk,
        "document_withdrawn": withdrawn.pk,
        "document_to_withdraw": shared(cast, DOCUMENT, "À retirer.").pk,
        "document_to_restore": to_restore.pk,
        "contact_of_jules": jules.pk,
    }


def plant_client_users(cast):
    lina, luna = [cast.client_user(key, key.capitalize(), "Essai", cast.client, level="limited").client_places.get() for key in ("lina", "luna")]
    suspend(luna, by=cast.helene)
    made, _plan = change_many(cast.firm, [lina.pk], Change(Kind.LEVEL, level="full"), by=cast.marie)
    return {
        "client_user": lina.pk,
        "client_user_access": ClientAccess.objects.get(user=lina.user).pk,
        "client_user_suspended": luna.pk,
        "mass_change": made.pk,
    }


def plant(cast):
    """Everything above, and the ids by the names that the table uses."""
    client, dossier = cast.client, cast.dossier
    client.name, client.city = CLIENT, CITY
    client.save()
    dossier.name, dossier.code = DOSSIER, CODE
    dossier.save()
    contact = Contact.objects.create(firm=cast.firm, last_name=CONTACT, email=CONTACT_MAIL)
    ClientContact.objects.create(client=client, contact=contact)
    dossier = Dossier.objects.get(pk=dossier.pk)
    absence_over = plan_absence(cast.marie, cast.firm, by=cast.marie, delegate_user=cast.paul)
    end_absence(cast.marie, cast.firm, by=cast.marie)
    absence = plan_absence(cast.marie, cast.firm, by=cast.marie, starts_at=timezone.now() + timedelta(days=100), delegate_user=cast.paul)
    draft = Draft(BODY, cast.helene, (text_file(FILE, FILE_WORDS),))
    question = ask(dossier, side="accountant", subject=SUBJECT, draft=draft, recipient_ids=[cast.marie.pk])
    conversation = question.conversation
    answer = post_message(conversation, Draft(ANSWER, cast.marie))
    note = add_note(conversation, Draft(NOTE, cast.marie, (text_file(NOTE_FILE, NOTE),)))
    client_note = note_about(client, body=CLIENT_NOTE, by=cast.marie, mentioned=[cast.paul])
    passkey = Authenticator.objects.create(user=cast.paul, type="webauthn", data={"name": "Clé", "credential": {"id": "zibeline"}})
    for_jules = ask(dossier, side="entrepreneur", subject=FOR_JULES, draft=Draft("Bonjour Jules.", cast.marie), recipient_ids=[cast.jules.pk])
    upload = SimpleUploadedFile(IMPORT_FILE, f"Raison sociale;SIREN\nMenuiserie;{IMPORT_CELL}\n".encode())
    job = start_import(upload, firm=cast.firm, licence=cast.lille, by=cast.admin)
    run_waiting_imports()
    (change,) = change_settings(cast.marie, {"dates.first_day": "sunday"}, by=cast.marie)
    chosen = choose(cast.marie, find_place(cast.marie, "entrepreneur", "dossier", dossier.pk), False, by=cast.marie)
    generic = get_connector("generic")
    accounts = [add_account(cast.marie, generic, label=ACCOUNT, address="https://127.0.0.1/", username="u", secret="s") for _ in range(2)]
    canned = [keep_answer(CannedAnswer(firm=cast.firm, owner=cast.marie, title=f"{CANNED} {n}", body=CANNED_WORDS), by=cast.marie) for n in (1, 2)]
    mission = add_mission(cast.firm, MISSION, by=cast.admin)
    classify_conversation(conversation, by=cast.marie, mission=mission, due_on=None)
    family = add_family(cast.firm, name=APPLICATION_FAMILY, by=cast.admin)
    application = add_application(cast.firm, name=APPLICATION, family=family, address="https://zibeline.example/", by=cast.admin)
    register_sign_in(application, cast.firm, ["https://zibeline.example/retour"], by=cast.admin)
    save_draft(cast.paul, {"conversation": conversation}, body=DRAFT)
    validation = request_validation(dossier, subject=VALIDATION, body=VALIDATION_WORDS, addressed_to=cast.marie, by=cast.paul)
    cast.put_on_portal(client)
    (invitation,) = invite([Asked(client, contact)], by=cast.marie).sent
    helene = cast.contact_of(cast.helene, client)
    words = {"subject": REQUEST, "body": REQUEST_WORDS, "asks_file": True, "due_on": None, "by": cast.marie}
    asked, asked_to_cancel = [send_request(dossier, [helene], **words) for _twice in range(2)]
    complete_request(asked, helene, REQUEST_ANSWER, text_file(REQUEST_FILE, REQUEST_FILE_WORDS), by=cast.helene)
    incoming, incoming_to_discard = [set_aside(conversation, cast.helene, fingerprint) for fingerprint in ("1", "2")]
    documents = plant_documents(cast) | plant_client_users(cast) | plant_payments(cast)
    former = cast.member("former", "Ancien", "Collègue", cast.lille).memberships.select_related("user", "firm").get()
    departure = plan_departure(former, Departing(cast.admin.pk), by=cast.admin)
    arrival = invite_member(cast.firm, NewMember(first_name="Future", last_name="Collègue", email="future@example.com"), by=cast.admin)
    company = {"client": str(client.pk), "mode": "firm", "plan": ""}
    drafts = [begin(company, firm_id=cast.firm.pk, by=cast.marie, key=key) for key in ("1", "2")]
    views = [save_view(cast.marie, name=name, query="box=mine") for name in (VIEW, f"{VIEW}-bis")]
    while drain():
        pass
    while send_due(MailboxOutlet()):
        pass
    assert Client.objects.get(pk=client.pk).name == CLIENT
    cast.nora.photo = keep((b"large", b"small"))
    cast.nora.save()
    change_brand(cast.firm, by=cast.admin, logo=(b"logo", {"logo_width": 480, "logo_height": 120}, False))
    brand = change_background(cast.firm, by=cast.admin, picture=(b"picture", {"picture_veil": 40}, False))
    return documents | {
        "slug": cast.firm.slug,
        "icon": "icon-192",
        "logo": brand.logo,
        "background_picture": brand.picture,
        "look": version_of(brand.style_sheet),
        "person_with_photo": cast.nora.pk,
        "photo_size": 96,
        "client": client.pk,
        "contact": contact.pk,
        "access": ClientAccess.objects.get(client=client, user=cast.jules).pk,
        "dossier": dossier.pk,
        "client_note": client_note.pk,
        "absence": absence.pk,
        "absence_over": absence_over.pk,
        "membership_left": former.pk,
        "departure": departure.pk,
        "arrival": arrival.pk,
        "marie_membership": cast.marie.memberships.get().pk,
        "role": CustomRole.objects.create(firm=cast.firm, name="Zibeline-role-4711").pk,
        "licence": cast.lille.pk,
        "membership": cast.marie.memberships.get().pk,
        "conversation": conversation.pk,
        "canned_answer": canned[0].pk,
        "canned_answer_to_remove": canned[1].pk,
        "mission": mission.pk,
        "application": application.pk,
        "application_family": application.family_id,
        "common_application": Application.objects.filter(firm=None).earliest("pk").pk,
        "conversation_of_jules": for_jules.conversation_id,
        "message": answer.pk,
        "delivery": Delivery.objects.get(event=answer.event_id, user=cast.helene).pk,
        "member": cast.paul.pk,
        "team": cast.team.pk,
        "jules": cast.jules.pk,
        "passkey": passkey.pk,
        "file": question.attachments.get().file_id,
        "note_file": note.attachments.get().file_id,
        "notification": Notification.objects.filter(user=cast.marie).latest("pk").pk,
        "import": job.pk,
        "validation": validation.pk,
        "invitation": invitation.pk,
        "request": asked.pk,
        "request_to_cancel": asked_to_cancel.pk,
        "request_contact": helene.pk,
        "client_user_draft": drafts[0].pk,
        "client_user_draft_to_drop": drafts[1].pk,
        "draft_step": "company",
        "saved_view": views[0].pk,
        "saved_view_to_remove": views[1].pk,
        "session": open_session_of(cast.marie).handle,
        "token": ApiToken.issue(cast.marie, name="Export", scopes=SCOPES)[0].pk,
        "external_account": accounts[0].pk,
        "external_account_to_remove": accounts[1].pk,
        "device": push_device_of(cast.marie).pk,
        "device_to_remove": push_device_of(cast.marie).pk,
        "incoming": incoming.pk,
        "incoming_file": incoming.files.get().file_id,
        "incoming_to_discard": incoming_to_discard.pk,
        "mail": MailboxMessage.objects.latest("pk").pk,
        "setting_change": change.pk,
        "participation_change": chosen.pk,
        "dossier_scope": "dossier",
        "uid": "1",
        "key": "forged-1234",
        "forged_token": "WzEsImNvbnZlcnNhdGlvbi5tZXNzYWdlIl0:forged",
    }
