"""The roles that a firm makes for itself."""

from django.db import IntegrityError, transaction

from comptoir.events.recording import record_event
from comptoir.firms.models import CustomRole
from comptoir.firms.rights import Right

from .members import change_members
from .standing import BeyondOwn, NameTaken, hold_firms, rights_now

CREATED, CHANGED, DELETED = "role.created", "role.changed", "role.deleted"


class OwnRole(Exception):
    """Nobody changes what they may do themselves."""


class RoleHeld(Exception):
    """A role that people hold is not deleted. `count`: how many."""

    def __init__(self, count):
        super().__init__(count)
        self.count = count


class CannotMove(Exception):
    """Somebody who holds the role cannot be given the other. `refused`: [(Membership, Refusal), …]."""

    def __init__(self, refused):
        super().__init__(len(refused))
        self.refused = refused


@transaction.atomic
def create_role(firm, *, name, rights, by):
    """A role with exactly these rights. Raises NotAllowed, BeyondOwn, NameTaken. Records role.created."""
    hold_firms([firm.pk])
    if not set(rights) <= rights_now(by, firm.pk):
        raise BeyondOwn
    role = saved(CustomRole(firm=firm, name=name, rights=as_kept(rights)))
    record_event(CREATED, role, actor=by, name=name, rights=role.ticked)
    return role


@transaction.atomic
def change_role(role, *, name, rights, by):
    """Rename it, or tick other rights: whoever holds it has them from the next request on. Rights that one does not have stay as they are.

    Raises NotAllowed, OwnRole, BeyondOwn, NameTaken. Records role.changed, unless it was so.
    """
    hold_firms([role.firm_id])
    own, before = rights_now(by, role.firm_id), CustomRole.objects.get(pk=role.pk)
    if set(rights) != set(before.ticked):
        if before.memberships.filter(user=by, left_at=None).exists():
            raise OwnRole
        if not set(rights) ^ set(before.ticked) <= own:
            raise BeyondOwn
    role.name, role.rights = name, as_kept(rights)
    if (role.name, role.ticked) != (before.name, before.ticked):
        saved(role)
        record_event(CHANGED, role, actor=by, name=name, before_name=before.name, before=before.ticked, after=role.ticked)
    return role


@transaction.atomic
def delete_role(role, *, by, instead=None):
    """Delete a role that nobody holds; or, with `instead` (a GiveRole), give that to whoever holds it first.

    Raises NotAllowed, RoleHeld, CannotMove. Records role.deleted, and member.changed for each who moved.
    """
    hold_firms([role.firm_id])
    rights_now(by, role.firm_id)
    if instead:
        outcome = change_members(role.memberships.filter(left_at=None), instead, by=by)
        if outcome.refused:
            raise CannotMove(outcome.refused)
    # Who left the firm keeps nothing of a role that is no more.
    role.memberships.exclude(left_at=None).update(custom_role=None)
    held = role.memberships.count()
    if held:
        raise RoleHeld(held)
    record_event(DELETED, role, actor=by, name=role.name, rights=role.ticked)
    role.delete()


def as_kept(rights):
    return ",".join(right for right in Right if right in rights)


def saved(row):
    """Raises NameTaken."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken from None
    return row
