"""«Qui sera prévenu ?» (X1): the decision of a request that was not made yet, by the very code that will tell. Writes nothing."""

from comptoir.events.models import Event
from comptoir.notifications.deciding import decide_for

from .actions.requesting import prepare
from .actions.settling import what_is_told
from .models import Validation


def preview_request(dossier, *, subject, body, addressed_to, by, due_on=None):
    """{user id: Decision} that `request_validation` with the same arguments would cause. Raises CannotValidate."""
    validation = prepare(dossier, subject=subject, body=body, addressed_to=addressed_to, by=by, due_on=due_on)
    event = Event(
        pk=0,
        firm_id=dossier.firm_id,
        actor=by,
        verb="validation.requested",
        target_type=Validation._meta.label_lower,
        target_id=0,
        data=what_is_told(validation, by),
    )
    return {user_id: decision for (_event, user_id), decision in decide_for([event]).items()}
