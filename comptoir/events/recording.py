from comptoir.kernel.hub import publish

from .models import Event
from .origin import here

EVENTS = "events"


def record_event(verb, target, /, *, actor, firm=None, **data):
    """Write down what happened. Call it inside the transaction that made it happen.

    `verb` is `noun.past-participle`; `data` keeps the words that are true now (names, subjects) and nothing secret.
    """
    origin = here()
    event = Event.objects.create(
        firm_id=firm.pk if firm else getattr(target, "firm_id", None),
        actor=actor,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        data=data,
        door=origin.door,
        address=origin.address,
    )
    publish(EVENTS)
    return event
