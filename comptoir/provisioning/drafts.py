"""«En cours»: the drafts of «Nouveau client» that wait for somebody to go on."""

from dataclasses import dataclass

from .asking import asked_of
from .models import Draft
from .steps import LABELS, ORDER, Step

SHOWN_AT_ONCE = 20


@dataclass(frozen=True)
class Unfinished:
    """A draft as the list shows it; `number` of `steps` says how far it got."""

    draft: Draft
    name: str
    company: str
    label: str
    number: int
    steps: int = len(ORDER)


def unfinished_for(user):
    """[Unfinished, …] of the drafts that `user` may go on with, the latest first: one query, for `provisioning/drafts.html` with `drafts`."""
    rows = Draft.objects.visible_to(user).unfinished().select_related("client", "started_by").order_by("-changed_at", "-pk")
    return [shown(draft) for draft in rows[:SHOWN_AT_ONCE]]


def shown(draft):
    asked, step = asked_of(draft.answers), Step(draft.step)
    name = f"{asked.first_name} {asked.last_name}".strip()
    return Unfinished(draft, name, draft.client.name if draft.client else "", LABELS[step], ORDER.index(step) + 1)
