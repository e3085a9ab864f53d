"""What the verbs have in common: what is told, and what is said to whoever comes second."""

from email.headerregistry import Address

from comptoir.clients.models import Contact
from comptoir.events.recording import record_event

from ..models import Request
from ..proposals import candidates


class AlreadyDone(Exception):
    """Somebody answered or cancelled the request first; `request` says who and what."""

    def __init__(self, request):
        super().__init__(request.pk)
        self.request = request


def as_it_is_now(request):
    return Request.objects.with_people().get(pk=request.pk)


def recipients_of(request):
    """The recipients as Candidates: how each is reached today."""
    return candidates(request.dossier, Contact.objects.filter(pk__in=request.recipients.values("contact_id")).order_by("name_key", "pk"))


def tell(verb, request, people, *, by, author=None, **more):
    """Record `verb`; `people` are the recipients as Candidates. What notifications and the request's story need stays true to this moment.

    `author` is whose words these are: the colleague who acts unless given, else a Contact or client user.
    """
    return record_event(verb, request, actor=by, **what_is_told(request, people), **words_of(by, author), **more)


def what_is_told(request, people):
    return {
        "dossier": request.dossier_id,
        "dossier_name": request.dossier.name,
        "client": request.client_id,
        "subject": request.subject,
        "due_on": request.due_on.isoformat() if request.due_on else "",
        "sent_by": request.sent_by_id,
        "recipients": [one.contact.user_id for one in people if one.has_access],
    }


def words_of(by, author=None):
    """Who acted, and whom an answer to the mail goes to. Nobody, where the calendar did."""
    person = author or by
    if person is None:
        return {"author": ""}
    words = {"author": person.full_name, "reply_to": mailbox(person) if person.email else ""}
    return words if author else words | {"from_colleague": by.full_name}


def mailbox(person):
    """«Paul Petit <paul@…>»"""
    return str(Address(display_name=" ".join(person.full_name.split()), addr_spec=person.email))
