"""From events to decisions, set-based: a batch costs the same few queries for one recipient or a thousand. Writes nothing.

The worker, «Qui sera prévenu ?», the replay of a month and «Pourquoi n’ai-je pas reçu ?» all ask here.
"""

from collections import defaultdict

from .registry import topics_of
from .wishes import wishes_of


def decide_for(events, *, only=None):
    """{(event, user id): Decision}: recipients − actor → still allowed → decision. `only`: the people asked about, everybody unless given."""
    reasons = reasons_to_tell(events, only=only)
    topics = {topic for pairs in reasons.values() for topic, _reason in pairs}
    wishes = wishes_of({user_id for _event, user_id in reasons}, topics)
    decisions = {(event, user_id): wishes[user_id].decide(pairs, event.occurred_at) for (event, user_id), pairs in reasons.items() if user_id in wishes}
    return {key: decision for key, decision in decisions.items() if decision}


def reasons_to_tell(events, *, only=None):
    """{(event, user id): [(topic, reason), …]} of everyone but the actor who may see it."""
    reasons = defaultdict(list)
    by_verb = defaultdict(list)
    for event in events:
        by_verb[event.verb].append(event)
    for verb, of_verb in by_verb.items():
        for topic in topics_of(verb):
            told = [one for one in topic.recipients(of_verb) if is_told(one, topic) and (only is None or one.user_id in only)]
            allowed = topic.still_allowed({(one.event, one.user_id) for one in told})
            for one in told:
                if (one.event, one.user_id) in allowed and (topic, one.reason) not in reasons[one.event, one.user_id]:
                    reasons[one.event, one.user_id].append((topic, one.reason))
    return {key: pairs for key, pairs in reasons.items() if pairs}


def is_told(told, topic):
    """Nobody hears of what they did themselves, but for the security of their account: it may not have been them (N5)."""
    return topic.critical or told.user_id != told.event.actor_id
