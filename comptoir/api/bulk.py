"""One change to many conversations."""

from typing import Annotated, Literal

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.conversations.actions.bulk import MOST_AT_ONCE, Assign, Close, GiveMission, MarkRead, Reopen, SetDue, Snooze, change_many
from comptoir.conversations.change_forms import LONGEST_SLEEP
from comptoir.conversations.models import Conversation, Mission
from comptoir.firms.models import Membership, Team

from .auth import Scope
from .bodies import Body, Id, Moment, read, takes
from .problems import Invalid
from .validations import Day

router = Router(tags=["conversations"])


class ManyAsked(Body):
    """`user` or `team` go with «assign» (neither: nobody has them), `until` with «snooze», `mission` and `due_on` with the changes of that name."""

    conversations: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    change: Literal["close", "reopen", "assign", "snooze", "wake", "mission", "due_on", "read"]
    user: Id | None = None
    team: Id | None = None
    until: Moment | None = None
    mission: Id | None = None
    due_on: Day | None = None


class ManyChanged(Schema):
    """`same`: how many were so already. `refused`: how many do not lend themselves to it, or are not yours to change."""

    changed: list[int]
    same: int
    refused: int


@router.post("conversations/bulk", response=ManyChanged, auth=Scope("conversations:write"), summary="Changer plusieurs conversations",
             openapi_extra=takes(ManyAsked))  # fmt: skip
def change_conversations(request):
    """For members. One event for each conversation that changed."""
    asked = read(request, ManyAsked)
    ids = set(asked.conversations)
    outcome = change_many(
        Conversation.objects.worked_on_by(request.user).filter(pk__in=ids), by=request.user, change=MADE_OF[asked.change](asked, request.user)
    )
    return {"changed": list(outcome.changed), "same": outcome.same, "refused": len(ids) - len(outcome.changed) - outcome.same}


def assignment(asked, user):
    if asked.user and asked.team:
        raise Invalid("team", _("Une personne ou une équipe, pas les deux."))
    firms = standing_of(user).firm_ids
    colleagues = Membership.objects.active().filter(firm__in=firms)
    person = get_user_model().objects.filter(pk=asked.user, memberships__in=colleagues).first() if asked.user else None
    team = Team.objects.filter(pk=asked.team, firm__in=firms).first() if asked.team else None
    if (asked.user and not person) or (asked.team and not team):
        raise Invalid("user" if asked.user else "team", _("Cette personne ou cette équipe n’est pas du cabinet."))
    return Assign(user=person, team=team)


def sleep(asked, user):
    now = timezone.now()
    if asked.until is None or not now < asked.until <= now + LONGEST_SLEEP:
        raise Invalid("until", _("Choisissez un moment à venir, dans l’année."))
    return Snooze(asked.until)


def mission(asked, user):
    found = Mission.objects.visible_to(user).filter(pk=asked.mission).first() if asked.mission else None
    if asked.mission and not found:
        raise Invalid("mission", _("Le cabinet n’a pas cette mission."))
    return GiveMission(found)


MADE_OF = {
    "close": lambda asked, user: Close(),
    "reopen": lambda asked, user: Reopen(),
    "assign": assignment,
    "snooze": sleep,
    "wake": lambda asked, user: Snooze(None),
    "mission": mission,
    "due_on": lambda asked, user: SetDue(asked.due_on),
    "read": lambda asked, user: MarkRead(),
}
