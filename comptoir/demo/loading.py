"""The demo firm, made by the very verbs that the product uses: its client lists come in through the import, its conversations through asking."""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.away.actions import start_absence
from comptoir.client_notes.actions import add_note as note_about
from comptoir.clients.models import Client, ClientAccess, Contact, Dossier
from comptoir.connectors.actions import add_account
from comptoir.connectors.registry import get_connector
from comptoir.conversations.actions import Draft, add_note, ask, assign_conversation, close_conversation, post_message
from comptoir.conversations.models import Conversation, Incoming, Message, Participation, Side
from comptoir.events.models import Event
from comptoir.events.outbox import drain
from comptoir.firms.models import Firm, Licence, LicenceAccess, Membership, Team
from comptoir.imports.actions import import_file
from comptoir.kernel.text import fold
from comptoir.notifications.models import Notification
from comptoir.preferences.actions import change_settings
from comptoir.profile.actions import save_profile, set_trigram, taken_trigrams
from comptoir.profile.decisions import propose_trigram
from comptoir.transports.models import Delivery
from comptoir.validations.actions import accept_validation, refuse_validation, request_validation
from comptoir.validations.models import Validation

from . import cast
from .absences import show_absences
from .access import show_access
from .answering import show_answering
from .applications import show_applications
from .billing import show_billing
from .branding import show_branding
from .client_users import show_client_users
from .correspondence import show_correspondence
from .desk import show_desk
from .documents import show_documents
from .invitations import show_invitations
from .links import show_links
from .oversight import show_oversight
from .requests import show_requests
from .staff import show_staff
from .staffing import show_staffing
from .texting import show_texting

FILES = Path(__file__).parent / "files"


def is_loaded():
    return Firm.objects.filter(slug="lormeau").exists()


def load():
    """Everything the demo shows. Nothing when it is already there."""
    if is_loaded():
        return
    with transaction.atomic():
        lormeau = make_firm("Cabinet Lormeau", "lormeau", ["Lille", "Arras"], cast.LORMEAU)
        make_firm("Cabinet Vasseur", "vasseur", ["Siège"], cast.VASSEUR)
        User.objects.create(email=cast.OPERATOR[0], first_name=cast.OPERATOR[1], last_name=cast.OPERATOR[2], password=password(), is_operator=True)
        people = {user.first_name.lower(): user for user in User.objects.filter(memberships__firm=lormeau)}
        team = Team.objects.create(firm=lormeau, name="Équipe TPE")
        team.members.set([people["paul"], people["jean"]])
        lormeau.fallback_team = team
        lormeau.save()
        make_themselves_known(people)
    for name, licence in (("clients-lille.xlsx", "Lille"), ("clients-arras.csv", "Arras")):
        bring_in(name, lormeau, licence, people["alix"])
    with transaction.atomic():
        show_branding(lormeau, people)
        open_portal(lormeau, people)
        note_what_matters(lormeau, people)
        ask_for_validations(lormeau, people)
        converse(lormeau, people, team)
        show_desk(lormeau, people)
        show_texting(lormeau, people)
        show_absences(lormeau, people)
        show_answering(lormeau, people)
        show_access(lormeau, people)
        show_invitations(lormeau, people)
        show_documents(lormeau, people)
        show_requests(lormeau, people)
        show_applications(lormeau, people)
        show_links(lormeau)
        show_client_users(lormeau, people)
        show_staff(lormeau, people, password())
        show_billing(lormeau, people, password())
        show_oversight(lormeau, people)
        show_staffing(lormeau, people)


def make_firm(name, slug, licences, members):
    firm = Firm.objects.create(name=name, slug=slug)
    by_name = {licence: Licence.objects.create(firm=firm, name=licence) for licence in licences}
    for email, first, last, role, given, job_title in members:
        user = User.objects.create(email=email, first_name=first, last_name=last, password=password(), job_title=job_title)
        membership = Membership.objects.create(firm=firm, user=user, role=role)
        LicenceAccess.objects.bulk_create([LicenceAccess(membership=membership, licence=by_name[licence]) for licence in given])
    return firm


def make_themselves_known(people):
    """Trigrams, an ID in a connected software, an account with one, and a change that the history shows."""
    for person in people.values():
        set_trigram(person, propose_trigram(person.first_name, person.last_name, taken_trigrams(person)), person)
    marie, paul = people["marie"], people["paul"]
    save_profile(marie, {"phone": "+33320000001", "number": "0142"}, marie)
    save_profile(paul, {"signature": "Paul Petit\nCabinet Lormeau · 03 20 00 00 00"}, paul)
    change_settings(marie, {"dates.first_day": "sunday"}, by=marie)
    change_settings(marie, {"dates.first_day": None}, by=marie)
    add_account(marie, get_connector("acd"), label="ACD Lille", address="https://acd.lormeau.example", username="mdubois", secret=cast.PASSWORD)


def bring_in(name, firm, licence, by):
    import_file(FILES / name, firm=firm, licence=firm.licences.get(name=licence), by=by)


def open_portal(firm, people):
    """Hélène and Jules can sign in; Jean takes no part in their dossier."""
    client = Client.objects.get(firm=firm, name="Boulangerie Roux")
    for email, first, last, level, kind in cast.BOULANGERIE_ROUX:
        user = User.objects.create(email=email, first_name=first, last_name=last, password=password())
        ClientAccess.objects.create(firm=firm, client=client, user=user, level=level, type=kind)
        Contact.objects.filter(firm=firm, email=email).update(user=user)
        people[fold(first)] = user
    dossier = Dossier.objects.get(firm=firm, client=client)
    Participation.objects.create(firm=firm, user=people["jean"], dossier=dossier, side=Side.ACCOUNTANT, takes_part=False)


def note_what_matters(firm, people):
    """What colleagues note about a client, for each other."""
    client = Client.objects.get(firm=firm, name="Boulangerie Roux")
    marie, paul = people["marie"], people["paul"]
    note_about(client, body="Préfère le téléphone, entre 14 h et 16 h : la boutique ferme.", by=marie)
    named = "@Marie Dubois, le bail du fournil arrive à son terme en mars. À prévoir au prochain rendez-vous."
    note_about(client, body=named, by=paul, mentioned=[marie])


def converse(firm, people, team):
    """A week of conversations: open, answered, noted, reassigned, closed, undelivered; and one absence."""
    marie, paul, jean, helene, jules = (people[name] for name in ("marie", "paul", "jean", "helene", "jules"))
    roux = Dossier.objects.get(firm=firm, name="Boulangerie Roux")
    others = list(Dossier.objects.filter(firm=firm).exclude(pk=roux.pk).order_by("name_key")[:3])

    vat = ask(
        roux, side=Side.ACCOUNTANT, subject="TVA d’octobre", draft=Draft("Bonjour, la TVA d’octobre sera-t-elle prélevée avant la fin du mois ?", helene)
    ).conversation
    post_message(vat, Draft("Bonjour Madame Roux, oui, le 24. Le montant est de 1\u202f842\u202f€.", marie))
    post_message(vat, Draft("Merci, c’est parfait !", helene))
    close_conversation(vat, by=marie)

    lease = ask(
        roux,
        side=Side.ACCOUNTANT,
        subject="Bail du fournil",
        draft=Draft("Le bailleur propose un nouveau loyer. Pouvez-vous me dire ce que vous en pensez ?", helene),
    ).conversation
    add_note(lease, Draft("@Marie Dubois l’indexation me paraît trop haute, je compare avec le bail de 2021.", paul), mentioned=[marie])
    assign_conversation(lease, by=marie, user=jean)

    pay = ask(
        roux,
        side=Side.ENTREPRENEUR,
        subject="Relevés de novembre",
        draft=Draft("Bonjour, il nous manque le relevé du compte courant de novembre. Pouvez-vous le joindre ici ?", paul),
        recipient_ids=[helene.pk],
    ).conversation
    ask(roux, side=Side.ACCOUNTANT, subject="Note de frais", draft=Draft("Comment déclarer mes trajets au marché de gros ?", jules))
    waiting = ask(
        others[0], side=Side.ENTREPRENEUR, subject="Bilan à relire", draft=Draft("Votre bilan est prêt. Quand pouvons-nous en parler ?", marie)
    ).conversation
    assign_conversation(waiting, by=marie, team=team)

    show_correspondence(firm, people)
    start_absence(marie, firm, by=marie, ends_at=monday_nine(), delegate_user=paul)
    ask(roux, side=Side.ACCOUNTANT, subject="Embauche d’un apprenti", draft=Draft("Nous prenons un apprenti en janvier. Que dois-je préparer ?", helene))
    settle_the_past(pay)


def monday_nine():
    """Monday after next, at nine."""
    now = timezone.localtime()
    return (now + timedelta(days=14 - now.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)


def settle_the_past(undelivered):
    """Spread the story over the last days; its mails count as delivered, but for one that the server refused (C7)."""
    while drain():
        pass
    refused = Message.objects.get(conversation=undelivered).event_id
    Delivery.objects.exclude(event=refused).update(state=Delivery.State.SENT, sent_at=timezone.now())
    Delivery.objects.filter(event=refused).update(state=Delivery.State.FAILED, error="550 5.1.1 boîte inconnue", attempts=1)
    conversations = list(Conversation.objects.order_by("pk"))
    for age, conversation in enumerate(reversed(conversations)):
        shift = timedelta(days=age, minutes=37 * age)
        events = Event.objects.filter(target_type="conversations.conversation", target_id=conversation.pk)
        for model, field, rows in (
            (Conversation, "opened_at", Conversation.objects.filter(pk=conversation.pk)),
            (Conversation, "last_message_at", Conversation.objects.filter(pk=conversation.pk)),
            (Conversation, "closed_at", Conversation.objects.closed().filter(pk=conversation.pk)),
            (Message, "sent_at", Message.objects.filter(conversation=conversation)),
            (Incoming, "received_at", Incoming.objects.filter(conversation=conversation)),
            (Event, "occurred_at", events),
            (Notification, "created_at", Notification.objects.filter(event__in=events)),
            (Delivery, "sent_at", Delivery.objects.filter(event__in=events, state=Delivery.State.SENT)),
        ):
            for row in model.objects.filter(pk__in=rows.values("pk")):
                setattr(row, field, getattr(row, field) - shift)
                row.save(update_fields=[field])


def ask_for_validations(firm, people):
    """What Marie is asked to validate: one is accepted, one refused, one waits for her return."""
    marie, paul, jean = people["marie"], people["paul"], people["jean"]
    roux = Dossier.objects.get(firm=firm, name="Boulangerie Roux")
    vat = {"subject": "TVA d’octobre", "body": "La déclaration est prête : 1 842 € à payer. Puis-je l’envoyer ?"}
    days_ago(accept_validation(request_validation(roux, addressed_to=marie, by=paul, **vat), by=marie), 9)
    contract = {"subject": "Contrat d’apprentissage", "body": "Le contrat de l’apprenti est rédigé, sur la base de 35 heures. Bon pour signature ?"}
    reason = "Le salaire de la deuxième année n’est pas le bon. À reprendre avec la grille de la convention."
    days_ago(refuse_validation(request_validation(roux, addressed_to=marie, by=jean, **contract), by=marie, reason=reason), 4)
    words = "La situation est à jour, sauf les stocks, que le client recompte. Peut-on la présenter à la banque ?"
    due_on = timezone.localdate() + timedelta(days=12)
    days_ago(request_validation(roux, subject="Situation au 30 septembre", body=words, addressed_to=marie, by=paul, due_on=due_on), 1)


def days_ago(validation, days):
    """Move a request and its story into the past; what is told of it follows."""
    shift = timedelta(days=days)
    Validation.objects.filter(pk=validation.pk).update(requested_at=F("requested_at") - shift, decided_at=F("decided_at") - shift)
    Event.objects.about(validation).update(occurred_at=F("occurred_at") - shift)


_hash = None


def password():
    """One hash for the whole cast: nine of them would be nine times the start's waiting."""
    global _hash
    _hash = _hash or make_password(cast.PASSWORD)
    return _hash
