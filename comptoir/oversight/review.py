"""The access review of one person: every check that concerns them, with what it finds among what they see (X10)."""

from dataclasses import dataclass, field

from django.utils import timezone

from comptoir.clients.findings import Looker, Severity, all_checks, get_check
from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right
from comptoir.kernel.text import fold

from .models import Ignored

# Whoever holds one of these reads the review; each check asks for its own beside.
READERS = (Right.CLIENT_USERS, Right.MEMBERS)


@dataclass
class Group:
    """One check and what it found, by name; `ignored`: [(Found, Ignored), …]."""

    check: object
    found: list = field(default_factory=list)
    ignored: list = field(default_factory=list)


def may_review(user):
    return any(standing_of(user).firms_where(right) for right in READERS)


def looker_for(user, check, now):
    """Who asks for this check; None for who may not."""
    firm_ids = standing_of(user).firms_where(check.right)
    return Looker(user, frozenset(firm_ids), now) if firm_ids and may_review(user) else None


def review(user, *, only="", words="", now=None):
    """[Group, …] of the checks that found something, the gravest first; of the check `only`, and of what has every word of `words`, where given."""
    now = now or timezone.now()
    firm_ids = frozenset().union(*(standing_of(user).firms_where(check.right) for check in all_checks()))
    ignored = {(row.firm_id, row.check_code, row.target_id): row for row in ignored_in(firm_ids, now)}
    groups = [group_of(check, user, ignored, words, now) for check in all_checks() if only in ("", check.code)]
    return [group for group in groups if group is not None and (group.found or group.ignored)]


def ignored_in(firm_ids, now):
    return Ignored.objects.in_force(now).filter(firm__in=firm_ids).select_related("ignored_by")


def group_of(check, user, ignored, words, now):
    looker = looker_for(user, check, now)
    if looker is None:
        return None
    group, wanted = Group(check), fold(words).split()[:8]
    for one in sorted(check.find(looker), key=lambda one: (fold(one.subject), one.pk)):
        if all(word in fold(f"{one.subject} {one.words}") for word in wanted):
            row = ignored.get((one.firm_id, check.code, one.pk))
            group.ignored.append((one, row)) if row else group.found.append(one)
    return group


def to_review(user):
    """How many findings wait for this person; what is information alone is not counted."""
    return sum(len(group.found) for group in review(user) if group.check.severity < Severity.INFORMATION)


def find_one(user, code, pk, now=None):
    """(Check, Found) of one finding as it is now, dressed; (Check, None) for one that is no more; (None, None) for who may not ask."""
    check = get_check(code)
    looker = looker_for(user, check, now or timezone.now()) if check else None
    if looker is None:
        return None, None
    founds = check.find(looker, pk)
    check.dress(founds)
    return check, next(iter(founds), None)
