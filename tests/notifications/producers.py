"""For each topic, the part of the product that makes it happen. A topic without a producer here fails the tests: it would be a switch that does nothing."""

import io
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from comptoir.accounts.models import User
from comptoir.client_notes.actions import add_note as note_about
from comptoir.conversations.actions import Draft, add_note, ask, assign_conversation, post_message
from comptoir.documents.actions import share_document
from comptoir.imports.actions import carry_out, run_waiting_imports, start_import
from comptoir.invitations.actions import Asked, accept, invite
from comptoir.invitations.actions.ending import look_after
from comptoir.requests.actions import cancel_request, complete_request, remind
from comptoir.security.actions import change_password
from comptoir.transports.actions import send_due
from comptoir.transports.email import Refused
from comptoir.validations.actions import refuse_validation, request_validation
from tests.requests.asking import demand, send


@dataclass
class RefusingOutlet:
    """A mail server that refuses every recipient."""

    def send(self, delivery, message):
        raise Refused("550 no such user")

    def close(self):
        pass


def question(cast, *, by=None, **kwargs):
    author = by or cast.helene
    side = "accountant" if author in (cast.helene, cast.jules) else "entrepreneur"
    return ask(cast.dossier, side=side, subject="TVA de novembre", draft=Draft("Sera-t-elle prélevée ?", author), **kwargs)


def sheet(*rows):
    """A client list as an uploaded .xlsx."""
    book = Workbook()
    for row in (["Raison sociale", "SIREN"], *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("clients.xlsx", file.getvalue())


def message_posted(cast, drain):
    post_message(question(cast).conversation, Draft("Et pour la CFE ?", cast.helene))
    return cast.marie


def note_added(cast, drain):
    add_note(question(cast).conversation, Draft("À vérifier.", cast.paul))
    return cast.marie


def mentioned(cast, drain):
    add_note(question(cast).conversation, Draft("@Nora Benali, qu’en penses-tu ?", cast.paul), mentioned=[cast.nora])
    return cast.nora


def mentioned_about_client(cast, drain):
    note_about(cast.client, body="@Nora Benali, le bail change.", by=cast.paul, mentioned=[cast.nora])
    return cast.nora


def assigned(cast, drain):
    assign_conversation(question(cast).conversation, by=cast.paul, user=cast.nora)
    return cast.nora


def mail_refused(cast, drain):
    question(cast, by=cast.paul)
    drain()
    while send_due(RefusingOutlet()):
        pass
    return cast.paul


def clients_imported(cast, drain):
    imported(cast, ["Menuiserie Ortega", "732829320"])
    return cast.nora


def import_done(cast, drain):
    imported(cast, ["Menuiserie Ortega", "732829320"])
    return cast.admin


def import_in_error(cast, drain):
    start_import(sheet(["Menuiserie Ortega", "12"]), firm=cast.firm, licence=cast.lille, by=cast.admin)
    run_waiting_imports()
    return cast.admin


def imported(cast, *rows):
    job = start_import(sheet(*rows), firm=cast.firm, licence=cast.lille, by=cast.admin)
    run_waiting_imports()
    carry_out(job, all_or_nothing=False, by=cast.admin)
    run_waiting_imports()


def password_changed(cast, drain):
    change_password(cast.jules, "Un-nouveau-secret-77")
    return cast.jules


def validation(cast):
    return request_validation(cast.dossier, subject="Liasse 2025", body="Peut-on l’envoyer ?", addressed_to=cast.marie, by=cast.paul)


def validation_requested(cast, drain):
    validation(cast)
    return cast.marie


def validation_decided(cast, drain):
    refuse_validation(validation(cast), by=cast.marie, reason="Il manque l’annexe.")
    return cast.paul


def invitation(cast):
    """By Paul, to somebody of his client's."""
    cast.put_on_portal(cast.client)
    contact = cast.contact(cast.client, "Luna", "Roux", email="luna@roux.example")
    return invite([Asked(cast.client, contact)], by=cast.paul).sent[0]


def invitation_accepted(cast, drain):
    sent = invitation(cast)
    accept([sent], user=User.objects.create_user(sent.email, first_name="Luna", last_name="Roux"))
    return cast.paul


def invitation_expired(cast, drain):
    look_after(invitation(cast).expires_at)
    return cast.paul


def document_shared(cast, drain):
    share_document(cast.dossier, [SimpleUploadedFile("Bilan 2025.txt", b"Actif : 12")], by=cast.paul)
    return cast.helene


def asked_of_client(cast, person):
    """A request to this client user. The firm wants accounts, so that the mail leads to the portal's page, not to a link."""
    cast.put_on_portal(cast.client)
    demand(cast, "account")
    return send(cast, cast.contact_of(person, cast.client))


def request_received(cast, drain):
    asked_of_client(cast, cast.helene)
    return cast.helene


def request_recalled(cast, drain):
    remind(asked_of_client(cast, cast.helene), by=cast.marie)
    return cast.helene


def request_completed(cast, drain):
    complete_request(send(cast), cast.contact_of(cast.helene, cast.client), "Le voici.", None, by=cast.helene)
    return cast.marie


def request_updated(cast, drain):
    cancel_request(send(cast), by=cast.marie)
    return cast.helene


# topic code → a function (cast, drain) that makes it happen and returns who must hear of it.
PRODUCERS = {
    "conversation.message": message_posted,
    "conversation.note": note_added,
    "conversation.mention": mentioned,
    "conversation.assigned": assigned,
    "conversation.send_error": mail_refused,
    "client.created": clients_imported,
    "client.mention": mentioned_about_client,
    "document.shared": document_shared,
    "import.completed": import_done,
    "import.failed": import_in_error,
    "invitation.accepted": invitation_accepted,
    "invitation.failed": invitation_expired,
    "request.completed": request_completed,
    "request.due": request_recalled,
    "request.received": request_received,
    "request.updated": request_updated,
    "security.account": password_changed,
    "validation.requested": validation_requested,
    "validation.decided": validation_decided,
}
