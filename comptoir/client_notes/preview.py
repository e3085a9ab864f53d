"""«Qui sera prévenu ?» of a note that is not added yet (X1), by the very code that will tell. Writes nothing."""

from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.notifications.preview import preview_event

from .actions import what_is_told
from .models import ClientNote


def preview_note(client, *, body, by, mentioned):
    """The Preview of `add_note` with the same arguments."""
    note = ClientNote(pk=0, firm_id=client.firm_id, client=client, author=by, body=body)
    ids = sorted({user.pk for user in mentioned})
    event = Event(
        pk=0,
        firm_id=client.firm_id,
        actor=by,
        verb="client_note.added",
        target_type=client._meta.label_lower,
        target_id=client.pk,
        data=what_is_told(note, ids),
    )
    return preview_event(event, silent=dict.fromkeys(ids, _("a coupé ces notifications ou ne suit plus ce client")))
