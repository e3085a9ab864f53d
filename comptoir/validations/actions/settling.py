"""What the verbs have in common: who may, what is told, and what is said to whoever comes second."""

from email.headerregistry import Address

from comptoir.events.recording import record_event
from comptoir.kernel.text import excerpt

from ..models import Validation
from ..visibility import rights_on


class NotTheirs(Exception):
    """It is for somebody else to do this with the request."""

    def __init__(self, act, validation):
        super().__init__(act)
        self.act, self.validation = act, validation


class AlreadySettled(Exception):
    """Somebody decided or withdrew the request first; `validation` says who and what."""

    def __init__(self, validation):
        super().__init__(validation.pk)
        self.validation = validation


class AddresseeGone(Exception):
    """Whom the request is addressed to can no longer decide."""


def check_theirs(act, validation, by):
    if act not in rights_on(validation, by):
        raise NotTheirs(act, validation)


def as_it_is_now(validation):
    return Validation.objects.with_people().get(pk=validation.pk)


def tell(verb, validation, *, by, **more):
    """Record `verb` with the words and ids that notifications and the request's story need; they stay true to this moment."""
    return record_event(verb, validation, actor=by, **what_is_told(validation, by), **more)


def what_is_told(validation, by):
    requester, addressee = validation.requested_by, validation.addressed_to
    return {
        "dossier": validation.dossier_id,
        "dossier_name": validation.dossier.name,
        "subject": validation.subject,
        "excerpt": excerpt(validation.body),
        "author": by.full_name,
        "requested_by": validation.requested_by_id,
        "requester": requester.full_name if requester else "",
        "addressed_to": validation.addressed_to_id,
        "addressee": addressee.full_name if addressee else "",
        "from_colleague": by.full_name,
        "reply_to": str(Address(display_name=" ".join(by.full_name.split()), addr_spec=by.email)),
    }
