"""From recorded events to notifications and deliveries, set-based: a batch costs the same few queries for one recipient or a thousand."""

from collections import defaultdict

from comptoir.kernel.hub import publish
from comptoir.kernel.rows import insert_ignoring
from comptoir.transports.models import Delivery

from .decisions import decide
from .models import Notification, NotificationChoice
from .registry import Channel, topics_of

# Which channels leave the building, and by what. A channel without a transport reaches nobody, so no decision names it.
LEAVING = {Channel.EMAIL: Delivery.Channel.EMAIL}
REACHING = frozenset({Channel.IN_APP, *LEAVING})


def notify(events):
    """Listener of the outbox: write what is owed to whom. Unique per event, person and channel, so hearing twice tells once."""
    decisions = decide_for(events)
    write_notifications(decisions)
    write_deliveries(decisions)
    publish(*sorted({f"user:{user_id}" for _event, user_id in decisions}))


def decide_for(events):
    """{(event, user id): Decision}: recipients − actor → still allowed → decision. Writes nothing; «Qui sera prévenu ?» calls it too."""
    reasons = reasons_to_tell(events)
    codes = {topic.code for pairs in reasons.values() for topic, _reason in pairs}
    choices = choices_of({user_id for _event, user_id in reasons}, codes)
    decisions = {key: decide(pairs, choices=choices[key[1]], available=REACHING) for key, pairs in reasons.items()}
    return {key: decision for key, decision in decisions.items() if decision}


def reasons_to_tell(events):
    """{(event, user id): [(topic, reason), …]} of everyone but the actor who may see it."""
    reasons = defaultdict(list)
    by_verb = defaultdict(list)
    for event in events:
        by_verb[event.verb].append(event)
    for verb, of_verb in by_verb.items():
        for topic in topics_of(verb):
            told = [one for one in topic.recipients(of_verb) if topic.critical or one.user_id != one.event.actor_id]
            allowed = topic.still_allowed({(one.event, one.user_id) for one in told})
            for one in told:
                if (one.event, one.user_id) in allowed and (topic, one.reason) not in reasons[one.event, one.user_id]:
                    reasons[one.event, one.user_id].append((topic, one.reason))
    return {key: pairs for key, pairs in reasons.items() if pairs}


def choices_of(user_ids, codes):
    """{user id: {(topic, channel): bool}} for people and topics, in one query."""
    choices = defaultdict(dict)
    rows = NotificationChoice.objects.filter(user_id__in=user_ids, topic__in=codes) if user_ids else []
    for row in rows:
        choices[row.user_id][row.topic, row.channel] = row.enabled
    return choices


def write_notifications(decisions):
    names = ("firm", "event", "user", "topic", "reasons", "channels", "in_app", "created_at", "read_at")
    rows = [
        (event.firm_id, event.pk, user_id, decision.topic, decision.reasons, decision.channels, Channel.IN_APP in decision.channels, event.occurred_at, None)
        for (event, user_id), decision in decisions.items()
    ]
    insert_ignoring(Notification, names, rows)


def write_deliveries(decisions):
    names = ("firm", "event", "user", "channel", "content", "data", "state", "outcome", "error", "attempts", "created_at", "due_at")
    rows = [
        (event.firm_id, event.pk, user_id, LEAVING[channel], "notification", {}, Delivery.State.PENDING, "", "", 0, event.occurred_at, event.occurred_at)
        for (event, user_id), decision in decisions.items()
        for channel in decision.channels
        if channel in LEAVING
    ]
    insert_ignoring(Delivery, names, rows)
