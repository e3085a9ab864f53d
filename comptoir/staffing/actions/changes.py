"""What can be changed about colleagues: each answers the new State of somebody who has this one."""

from dataclasses import dataclass, replace

from comptoir.firms.models import CustomRole, Membership

ADMINISTRATOR = Membership.Role.ADMINISTRATOR


@dataclass(frozen=True)
class GiveRole:
    """A built-in role, or the firm's own: then the built-in one stays beneath it, and an administrator is none any more."""

    role: str = ""
    custom_role: CustomRole | None = None

    def __call__(self, state):
        if self.custom_role is None:
            return replace(state, role=str(self.role), custom_role_id=None, ticked=None)
        beneath = self.role or (Membership.Role.STAFF if state.role == ADMINISTRATOR else state.role)
        return replace(state, role=str(beneath), custom_role_id=self.custom_role.pk, ticked=self.custom_role.rights)


@dataclass(frozen=True)
class GiveLicences:
    ids: frozenset

    def __call__(self, state):
        return replace(state, licence_ids=state.licence_ids | self.ids)


@dataclass(frozen=True)
class TakeLicences:
    ids: frozenset

    def __call__(self, state):
        return replace(state, licence_ids=state.licence_ids - self.ids)


@dataclass(frozen=True)
class JoinTeam:
    id: int

    def __call__(self, state):
        return replace(state, team_ids=state.team_ids | {self.id})


@dataclass(frozen=True)
class LeaveTeam:
    id: int

    def __call__(self, state):
        return replace(state, team_ids=state.team_ids - {self.id})


@dataclass(frozen=True)
class Have:
    """Exactly these licences and teams; None leaves what there is."""

    licence_ids: frozenset | None = None
    team_ids: frozenset | None = None

    def __call__(self, state):
        licences = state.licence_ids if self.licence_ids is None else self.licence_ids
        return replace(state, licence_ids=licences, team_ids=state.team_ids if self.team_ids is None else self.team_ids)


def one_after_the_other(*changes):
    def change(state):
        for one in changes:
            state = one(state)
        return state

    return change
