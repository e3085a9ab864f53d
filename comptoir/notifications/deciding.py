"""From events to decisions, set-based: a batch costs the same few queries for one recipient or a thousand. Writes nothing.

The worker, «Qui sera prévenu ?», the replay of a month and «Pourquoi n’ai-je pas reçu ?» all ask here.
"""

from collections import defaultdict

from .registry import topics_of
from .wishes import wishes_of


def decide_for(events, *, only=None):
    """{(event, user id): Decision}: recipients − actor → still allowed → decision. `only`: the people asked about, everybody unless given."""
    reasons = reasons_to_tell(events, only=only)
    topics = {topic for pairs in reasons.values() for topic, _reason in pairs}
    wishes = wishes_of({user_id for _event, user_id in reasons}, topics)
    decisions = {(event, user_id): decision_of(wishes[user_id], pairs, event) for (event, user_id), pairs in reasons.items() if user_id in wishes}
    return {key: decision for key, decision in decisions.items() if decision}


def decision_of(wishes, pairs, event):
    return wishes.decide(pairs, event.occurred_at, firm_id=event.firm_id, is_one_of_many=bool(event.data.get("is_one_of_many")))


def reasons_to_tell(events, *, only=None):
    """{(event, user id): [(topic, reason), …]} of everyone but the actor who may see it."""
    return without_forbidden(reasons_had(events, only=only))


def reasons_had(events, *, only=None):
    """The same whether they may see it or not: what would concern them."""
    reasons = defaultdict(list)
    by_verb = defaultdict(list)
    for event in events:
        by_verb[event.verb].append(event)
    for verb, of_verb in by_verb.items():
        for topic in topics_of(verb):
            for one in topic.recipients(of_verb):
                pairs = reasons[one.event, one.user_id]
                if is_told(one, topic) and (only is None or one.user_id in only) and (topic, one.reason) not in pairs:
                    pairs.append((topic, one.reason))
    return {key: pairs for key, pairs in reasons.items() if pairs}


def without_forbidden(reasons):
    """What is left of `reasons` when each topic has looked at the rights (N5): one question for each topic, whatever the number of people."""
    by_topic = defaultdict(set)
    for key, pairs in reasons.items():
        for topic, _reason in pairs:
            by_topic[topic].add(key)
    allowed = {topic: topic.still_allowed(keys) for topic, keys in by_topic.items()}
    seen = {key: [(topic, reason) for topic, reason in pairs if key in allowed[topic]] for key, pairs in reasons.items()}
    return {key: pairs for key, pairs in seen.items() if pairs}


def is_told(told, topic):
    """Nobody hears of what they did themselves, but for the security of their account: it may not have been them (N5)."""
    return topic.critical or told.user_id != told.event.actor_id
