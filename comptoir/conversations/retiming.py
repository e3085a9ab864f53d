"""Other working hours, another target, other steps: what waits is due when that now says (X4)."""

from django.db.models import Q

from comptoir.firms.models import Licence
from comptoir.preferences.actions import CHANGED

from .answering import PREFIX, policies_of
from .models import Conversation

AT_ONCE = 1000
COLUMNS = ("answer_due_at", "next_escalation_at")


def retime(events):
    """Listens to changes of settings: the questions that wait in the firms and licences concerned get their new moments. Who was reminded stays reminded."""
    changed = [event for event in events if event.verb == CHANGED and event.data["key"].startswith(PREFIX)]
    firms = {event.target_id for event in changed if event.data["scope"] == "firm"}
    licences = {event.target_id for event in changed if event.data["scope"] == "licence"}
    if firms or licences:
        in_batches(Licence.objects.filter(Q(firm__in=firms) | Q(pk__in=licences)))


def in_batches(licences):
    places = licences.values_list("firm_id", "pk")
    firm_ids, licence_ids = {firm_id for firm_id, _pk in places}, {pk for _firm_id, pk in places}
    waiting = Conversation.objects.open().filter(firm__in=firm_ids, licence__in=licence_ids, awaits_firm=True).exclude(awaits_since=None)
    last = 0
    while batch := list(waiting.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        move(batch)


def move(conversations):
    policies = policies_of({(one.firm_id, one.licence_id) for one in conversations})
    for one in conversations:
        policy = policies[one.firm_id, one.licence_id]
        one.answer_due_at = policy.due_at(one.awaits_since)
        one.next_escalation_at = policy.next_at(one.answer_due_at, one.escalation)
    Conversation.objects.bulk_update(conversations, COLUMNS)
