"""Who may change what about a colleague. Facts in, a Refusal or None out."""

from dataclasses import dataclass
from enum import StrEnum

from comptoir.firms.rights import rights_of


class Refusal(StrEnum):
    """Why a colleague stays as they are."""

    ONESELF = "oneself"
    NO_RIGHT = "no_right"
    BEYOND = "beyond"
    LAST_ADMINISTRATOR = "last_administrator"
    OTHER_FIRM = "other_firm"


@dataclass(frozen=True)
class State:
    """What a colleague has in a firm. `ticked`: the rights of the custom role as it keeps them, None without one."""

    role: str
    custom_role_id: int | None = None
    ticked: str | None = None
    licence_ids: frozenset = frozenset()
    team_ids: frozenset = frozenset()

    @property
    def rights(self):
        return rights_of(self.role, self.ticked)

    @property
    def place(self):
        return self.role, self.custom_role_id


def refusal_to_change(before, after, *, is_oneself, own_rights, may_manage):
    """The Refusal of a change by somebody with `own_rights` in the firm, or None.

    Nobody changes their own place, gives a right that they do not have, or takes a role away that gives more than their own.
    """
    if not may_manage:
        return Refusal.NO_RIGHT
    if is_oneself:
        return Refusal.ONESELF
    if before.place != after.place and not before.rights | after.rights <= own_rights:
        return Refusal.BEYOND
    return None


def foreign_to(state, *, licence_ids, team_ids, role_ids):
    """Whether something in this State is not of the firm whose licences, teams and custom roles these are."""
    return not (state.licence_ids <= licence_ids and state.team_ids <= team_ids and (state.custom_role_id is None or state.custom_role_id in role_ids))
