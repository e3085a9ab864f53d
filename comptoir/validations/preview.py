"""«Qui sera prévenu ?» (X1): the decision of a request that was not made yet, by the very code that will tell. Writes nothing."""

from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.notifications.preview import preview_event

from .actions.requesting import prepare
from .actions.settling import what_is_told
from .models import Validation


def preview_request(dossier, *, subject, body, addressed_to, by, due_on=None):
    """The Preview of `request_validation` with the same arguments. Raises CannotValidate."""
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
    return preview_event(event, silent={addressed_to.pk: _("a coupé ces notifications ou ne suit plus ce dossier")})
