"""The firm held, so that of two who change its people the second sees what the first did; and what somebody may do at that moment."""

from comptoir.clients.standing import standings_of
from comptoir.firms.models import Firm, Membership
from comptoir.firms.rights import Right


class NotAllowed(Exception):
    """The right to manage colleagues was taken away meanwhile."""


class BeyondOwn(Exception):
    """Nobody gives a right that they do not have."""


class NameTaken(Exception):
    """The firm has one of this name."""


def hold_firms(firm_ids):
    """Lock these firms until the end of the transaction, in the order of their ids. SQLite has one writer anyway."""
    return list(Firm.objects.filter(pk__in=set(firm_ids)).select_for_update(of=["self"], no_key=True).order_by("pk"))


def standing_now(user):
    """The Standing of `user` as the rows are now, whatever was known when the request began."""
    return standings_of([user.pk])[user.pk]


def rights_now(user, firm_id):
    """The rights that `user` has in the firm. Raises NotAllowed without the right to manage colleagues."""
    standing = standing_now(user)
    if not standing.may(Right.MEMBERS, firm_id):
        raise NotAllowed
    return rights_in(standing, firm_id)


def rights_in(standing, firm_id):
    return frozenset(Right) if firm_id in standing.administered_firm_ids else frozenset(right for firm, right in standing.rights if firm == firm_id)


def administrators_of(firm_ids):
    """The (membership id, firm id) pairs of those who run these firms now."""
    rows = Membership.objects.active().filter(firm__in=firm_ids, role=Membership.Role.ADMINISTRATOR)
    return set(rows.values_list("pk", "firm_id"))
