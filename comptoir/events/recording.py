from comptoir.kernel.hub import publish

from .models import Event
from .origin import here

EVENTS = "events"


def record_event(verb, target, /, *, actor, firm=None, **data):
    """Write down what happened. Call it inside the transaction that made it happen.

    `verb` is `noun.past-participle`; `data` keeps the words that are true now (names, subjects) and nothing secret.
    """
    event = event_of(verb, target, actor=actor, firm=firm, data=data)
    event.save(force_insert=True)
    publish(EVENTS)
    return event


def record_events(verb, told, /, *, actor):
    """The same of many things in one statement; `told`: [(target, data), …]. Returns the events. What many of them tell one person leaves in one message."""
    several = {"is_one_of_many": True} if len(told) > 1 else {}
    events = Event.objects.bulk_create([event_of(verb, target, actor=actor, firm=None, data=data | several) for target, data in told])
    if events:
        publish(EVENTS)
    return events


def event_of(verb, target, *, actor, firm, data):
    """The event, not saved."""
    origin = here()
    return Event(
        firm_id=firm.pk if firm else getattr(target, "firm_id", None),
        actor=actor,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        data=data,
        door=origin.door,
        address=origin.address,
    )
