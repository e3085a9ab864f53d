from comptoir.kernel.hub import publish

from .models import Event
from .origin import here

EVENTS = "events"


def record_event(verb, target, /, *, actor, firm=None, **data):
    """Write down what happened. Call it inside the transaction that made it happen.

    `verb` is `noun.past-participle`; `data` keeps the words that are true now (names, subjects) and nothing secret.
    """
    event = unsaved(verb, target, actor, firm, data)
    event.save(force_insert=True)
    publish(EVENTS)
    return event


def record_events(verb, told, *, actor):
    """The same for many that happen at once, in one statement. `told`: [(target, {its data}), …]. They are told in one message to each person."""
    Event.objects.bulk_create([unsaved(verb, target, actor, None, data | {"is_one_of_many": len(told) > 1}) for target, data in told])
    publish(EVENTS)


def unsaved(verb, target, actor, firm, data):
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
