"""Who takes part, who is proposed, who gets the conversation, who sees it. Pure functions of facts, each with its reason."""

from dataclasses import dataclass, field
from enum import StrEnum

from comptoir.away.decisions import Reason as AwayReason
from comptoir.away.decisions import redirect
from comptoir.clients.decisions import FULL, LIMITED, works_on


@dataclass(frozen=True)
class Choice:
    """One sparse row: about a dossier, a licence, or (both empty) all dossiers."""

    takes_part: bool
    dossier_id: int | None = None
    licence_id: int | None = None

    @property
    def width(self):
        if self.dossier_id is not None:
            return 0
        return 1 if self.licence_id is not None else 2


class Origin(StrEnum):
    """Where somebody's participation in a dossier comes from, from narrow to wide."""

    DOSSIER = "dossier"
    LICENCE = "licence"
    ALL = "all"
    DEFAULT = "default"


@dataclass(frozen=True)
class Stand:
    """Whether somebody takes part in a dossier, and what says so."""

    takes_part: bool
    origin: Origin


def stand_of(choices, *, default):
    """Of the choices that cover a dossier the narrowest wins, else the default (C4)."""
    narrowest = min(choices, key=lambda choice: choice.width, default=None)
    return Stand(default, Origin.DEFAULT) if narrowest is None else Stand(narrowest.takes_part, tuple(Origin)[narrowest.width])


def takes_part(choices, *, default):
    """The same without its reason."""
    return stand_of(choices, default=default).takes_part


def default_participation(side, *, is_manager=False, is_client_user=False):
    """C4: managers take part in questions to the accountant, client users in questions to the entrepreneur, nobody else."""
    return is_client_user if side == "entrepreneur" else is_manager


class Standing(StrEnum):
    """Why somebody is on the list of possible recipients."""

    MANAGER = "manager"
    PARTICIPANT = "participant"
    CLIENT_USER = "client_user"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Candidate:
    """Somebody who can receive a question about a dossier. `rank` orders managers, 0 being the primary one."""

    user: object
    standing: Standing
    rank: int
    takes_part: bool
    is_away: bool = False
    away_until: object = None


@dataclass(frozen=True)
class Proposal:
    """The list that the composer shows: candidates in order, ids selected by default, and the team when the fallback is one."""

    candidates: tuple = ()
    selected_ids: frozenset = frozenset()
    team: object = None
    uses_fallback: bool = False


def propose(candidates, *, fallback=(), team=None):
    """Managers who take part are selected, those who do not are listed (grey bell); with nobody selected the fallback is (C5).

    `fallback` are candidates, `team` a team: what the firm named for questions that nobody takes part in.
    """
    ordered = sorted(candidates, key=lambda one: (one.rank, one.user.full_name))
    selected = frozenset(one.user.pk for one in ordered if one.takes_part)
    if selected:
        return Proposal(tuple(ordered), selected)
    listed = {one.user.pk for one in ordered}
    rescued = [one for one in fallback if one.user.pk not in listed]
    return Proposal((*ordered, *rescued), frozenset(one.user.pk for one in fallback), team, uses_fallback=True)


class Reason(StrEnum):
    """Why a conversation is with whom it is with; kept with it and told in words."""

    FIRST_RECIPIENT = "first_recipient"
    BY_NUMBER = "by_number"
    ASKED_IT = "asked_it"
    AWAY = "away"
    AWAY_WITHOUT_DELEGATE = "away_without_delegate"
    AWAY_AND_CONFIDENTIAL = "away_and_confidential"
    WROTE_WHILE_AWAY = "wrote_while_away"
    AWAY_WHEN_CLIENT_WROTE = "away_when_client_wrote"
    # An absence gave all open ones to the delegate at its start, or they came back at its end.
    HANDED_OVER = "handed_over"
    GIVEN_BACK = "given_back"
    LEFT_THE_FIRM = "left_the_firm"
    TEAM = "team"
    FALLBACK_TEAM = "fallback_team"
    NOBODY = "nobody"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Assignment:
    """Who answers, and why: the story that the conversation tells.

    `absence` is the one that gave it to somebody else, `team` the one whose member has it in turn.
    """

    to: object
    reason: Reason
    meant_for: object = None
    absence: object = None
    team: object = None


def assign(recipients, *, team, absences, kept_by, named=None):
    """Who gets a NEW question: the first selected colleague, or their delegate while they are away; else the team.

    `recipients`: the selected colleagues, primary manager first. `absences`: {user id: Absence-like with `.delegate`}.
    `kept_by`: ids of the absent who wrote to this client during their absence (A4).
    `named`: the ids of those who may read a confidential question; it goes to no delegate beside them. None: anybody may.
    """
    if not recipients:
        return Assignment(team, Reason.TEAM if team else Reason.NOBODY)
    meant_for = recipients[0]
    return stand_in(meant_for, absences.get(meant_for.pk), keeps=meant_for.pk in kept_by, named=named)


def stand_in(meant_for, absence, *, keeps, named=None):
    """The Assignment of something meant for one colleague, away by `absence` or (None) present. `keeps`: they wrote to this client meanwhile (A4)."""
    delegate = absence.delegate if absence else None
    if delegate is not None and not keeps and not is_named(delegate, named):
        return Assignment(meant_for, Reason.AWAY_AND_CONFIDENTIAL)
    answer = redirect(meant_for, delegate=delegate, is_away=absence is not None, kept_client=keeps)
    if answer.reason == AwayReason.AWAY and answer.to != meant_for:
        return Assignment(answer.to, Reason.AWAY, meant_for, absence)
    return Assignment(answer.to, REASONS_TO_STAY[answer.reason])


REASONS_TO_STAY = {
    AwayReason.PRESENT: Reason.FIRST_RECIPIENT,
    AwayReason.AWAY: Reason.AWAY,
    AwayReason.AWAY_WITHOUT_DELEGATE: Reason.AWAY_WITHOUT_DELEGATE,
    AwayReason.WROTE_WHILE_AWAY: Reason.WROTE_WHILE_AWAY,
}


def is_named(delegate, named):
    """Whether a confidential question may go to this person; a team is more people than were named."""
    return named is None or (is_person(delegate) and delegate.pk in named)


def is_person(assignee):
    return hasattr(assignee, "email")


def moves_when_client_wrote(absence, *, keeps):
    """Whether an open conversation of somebody who is away goes to the delegate as the client writes in it again (A3, the wider choices)."""
    return absence is not None and absence.delegate is not None and absence.moves in MOVING and not keeps


# Absence.Moves, by value: this module knows no tables.
MOVING = frozenset({"returning", "all"})


@dataclass(frozen=True)
class ConversationFacts:
    """What decides who sees a conversation."""

    dossier: object  # clients.decisions.DossierFacts
    assigned_user_id: int | None = None
    assigned_team_id: int | None = None
    recipient_ids: frozenset = field(default_factory=frozenset)
    is_confidential: bool = False


def sees_conversation(standing, conversation, *, team_ids=frozenset()):
    """The rule that `Conversation.objects.visible_to` says in SQL."""
    return sees_as_member(standing, conversation, team_ids=team_ids) or sees_as_client(standing, conversation)


def sees_as_member(standing, conversation, *, team_ids=frozenset()):
    entrusted = conversation.assigned_user_id == standing.user_id or conversation.assigned_team_id in team_ids
    works = conversation.dossier.firm_id in standing.firm_ids and (works_on(standing, conversation.dossier) or entrusted)
    return works and (entrusted or not conversation.is_confidential or standing.user_id in conversation.recipient_ids)


def sees_as_client(standing, conversation):
    """With full access all of the client's, with limited access what one takes part in (K9); of what is confidential nobody sees more than that."""
    level, takes_part = standing.level_in(conversation.dossier), standing.user_id in conversation.recipient_ids
    if level == FULL:
        return takes_part or not conversation.is_confidential
    return takes_part and level == LIMITED


class Gap(StrEnum):
    """Why nobody is there for a dossier's questions."""

    NOBODY = "nobody"
    AWAY = "away"
    LEFT = "left"


class Presence(StrEnum):
    """What becomes of a question put to somebody who takes part in a dossier."""

    HERE = "here"
    AWAY = "away"
    LEFT = "left"


def gap_between(presences):
    """Why nobody is there now, from the presence of everybody who takes part; None when somebody is (X4).

    Of those who left only their absence is known: they count when nobody else takes part.
    """
    if Presence.HERE in presences:
        return None
    if Presence.AWAY in presences:
        return Gap.AWAY
    return Gap.LEFT if Presence.LEFT in presences else Gap.NOBODY


def week_to_review(local):
    """The ISO week («2026-W48») whose review is due at `local`, a moment in the firm's zone: from Monday at eight until Friday night; else ""."""
    year, week, weekday = local.isocalendar()
    if weekday > 5 or (weekday == 1 and local.hour < 8):
        return ""
    return f"{year}-W{week:02}"
