"""«Qui sera prévenu ?» (X1): the decision of a request that was not sent yet, by the very code that will tell. Writes nothing."""

from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.notifications.preview import preview_event

from .actions.sending import prepare, reachable
from .actions.telling import what_is_told, words_of
from .models import Request


def preview_request(dossier, contacts, *, subject, by):
    """The Preview of `send_request`; `more["mailed"]` are the contacts without access, whom a mail reaches in any case. Raises UnknownContact."""
    people = reachable(dossier, contacts)
    request = prepare(dossier, by=by, subject=subject, body="", asks_file=False, due_on=None)
    data = what_is_told(request, people) | words_of(by)
    event = Event(pk=0, firm_id=dossier.firm_id, actor=by, verb="request.sent", target_type=Request._meta.label_lower, target_id=0, data=data)
    silent = {user_id: _("a coupé ces notifications") for user_id in data["recipients"]}
    return preview_event(event, silent=silent, mailed=[one.contact for one in people if not one.has_access])
