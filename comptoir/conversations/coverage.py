"""Dossiers for whose questions nobody is there: nobody takes part, everybody is away, or everybody left (X4).

Whoever takes part is found by the very functions that propose recipients (C5), on rows that are read once for all dossiers.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.utils import timezone

from comptoir.away.models import Absence
from comptoir.clients.models import Dossier, DossierManager
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership
from comptoir.firms.rights import Right, rights_of

from .decisions import Choice, Gap, Presence, gap_between
from .models import Participation, Side
from .proposals import Person, can_receive, candidate

# The dossier that one choice is about, whichever it is: only how narrow a choice is counts.
THIS = 0
REVIEWERS = frozenset({Membership.Role.ADMINISTRATOR, Membership.Role.ACCOUNTANT})


@dataclass(frozen=True)
class Uncovered:
    """`user_ids`: whoever is away or left. `returns_at`: when the first of them is back, as far as that is known."""

    gap: Gap
    user_ids: tuple = ()
    returns_at: object = None


def firms_reviewed_by(user):
    """The ids of the firms whose coverage `user` sees: administrators and chartered accountants, the latter for the dossiers they work on."""
    return frozenset(firm_id for firm_id, role in standing_of(user).roles if role in REVIEWERS)


def dossiers_reviewed_by(user):
    return Dossier.objects.worked_on_by(user).filter(firm_id__in=firms_reviewed_by(user))


def uncovered(dossiers, now=None):
    """{dossier id: Uncovered} of `dossiers` (a queryset). Five queries whatever their number."""
    rows = list(dossiers.order_by().values_list("pk", "firm_id", "licence_id"))
    people = People({firm_id for _pk, firm_id, _licence in rows}, now or timezone.now())
    found = ((pk, people.gap_of(pk, firm_id, licence_id)) for pk, firm_id, licence_id in rows)
    return {pk: gap for pk, gap in found if gap}


class People:
    """Who works for these firms, who is away, who manages what, who chose what."""

    def __init__(self, firm_ids, now, also_away=None):
        """`also_away`: {(firm id, user id): when they return or None} of those who would be away besides."""
        self.employed, self.in_licence = set(), set()
        members = Membership.objects.active().filter(firm__in=firm_ids)
        columns = ("firm_id", "user_id", "role", "custom_role__rights", "licence_accesses__licence_id")
        for firm_id, user_id, role, ticked, licence_id in members.values_list(*columns):
            self.employed.add((firm_id, user_id))
            self.in_licence.add((firm_id, user_id, None if Right.ALL_DOSSIERS in rights_of(role, ticked) else licence_id or 0))
        absences = Absence.objects.covering(now).filter(firm__in=firm_ids)
        self.away = {(firm_id, user_id): ends_at for firm_id, user_id, ends_at in absences.values_list("firm_id", "user_id", "ends_at")} | (also_away or {})
        self.managers, self.narrow, self.wide = defaultdict(set), defaultdict(dict), defaultdict(list)
        for dossier_id, user_id in DossierManager.objects.filter(dossier__firm__in=firm_ids).values_list("dossier_id", "user_id"):
            self.managers[dossier_id].add(user_id)
        self.read_choices(Participation.objects.filter(firm__in=firm_ids, side=Side.ACCOUNTANT))
        # One person stands the same way in all dossiers of a licence that they manage (or not) and chose alike for: found once.
        self.presence = cache(self.find_presence)
        self.by_wide_choice = cache(self.find_by_wide_choice)

    def read_choices(self, choices):
        for firm_id, user_id, licence_id, dossier_id, answer in choices.values_list("firm_id", "user_id", "licence_id", "dossier_id", "takes_part"):
            if dossier_id:
                self.narrow[dossier_id][user_id] = answer
            else:
                self.wide[firm_id, user_id].append(Choice(answer, licence_id=licence_id))

    def gap_of(self, dossier_id, firm_id, licence_id):
        """Why nobody is there for the dossier, or None."""
        managers, narrow = self.managers.get(dossier_id, ()), self.narrow.get(dossier_id, {})
        presences = {user_id: self.presence(firm_id, licence_id, user_id, user_id in managers, narrow.get(user_id)) for user_id in {*managers, *narrow}}
        if Presence.HERE in presences.values():
            return None
        presences = self.by_wide_choice(firm_id, licence_id) | presences
        gap = gap_between(presences.values())
        return gap and self.uncovered(firm_id, gap, presences)

    def managers_present(self, dossier_id, firm_id, licence_id):
        """The ids of the dossier's managers who take part and are there."""
        narrow = self.narrow.get(dossier_id, {})
        managers = self.managers.get(dossier_id, ())
        return {one for one in managers if self.presence(firm_id, licence_id, one, True, narrow.get(one)) == Presence.HERE}

    def uncovered(self, firm_id, gap, presences):
        # A gap and a presence name what people are in the same words.
        user_ids = tuple(sorted(user_id for user_id, presence in presences.items() if presence == gap))
        returns = [self.away[firm_id, user_id] for user_id in user_ids if gap == Gap.AWAY]
        return Uncovered(gap, user_ids, min((moment for moment in returns if moment), default=None))

    def find_by_wide_choice(self, firm_id, licence_id):
        """{user id: Presence or None} of everybody who chose for the whole licence or the whole firm."""
        return {user_id: self.presence(firm_id, licence_id, user_id, False, None) for firm, user_id in self.wide if firm == firm_id}

    def find_presence(self, firm_id, licence_id, user_id, is_manager, answer):
        """HERE, AWAY or LEFT for somebody who takes part, or who would if they still worked for the firm; None for the others.

        `answer`: their choice for the dossier itself, or None.
        """
        is_employed, is_away = (firm_id, user_id) in self.employed, (firm_id, user_id) in self.away
        works_here = is_employed and (is_manager or bool({(firm_id, user_id, None), (firm_id, user_id, licence_id)} & self.in_licence))
        person = Person(user_id, is_away, None, works_here, 0 if is_manager else None, choices=self.choices(firm_id, licence_id, user_id, answer))
        if not candidate(person, Side.ACCOUNTANT).takes_part:
            return None
        if can_receive(person, Side.ACCOUNTANT):
            return Presence.AWAY if is_away else Presence.HERE
        return None if is_employed else Presence.LEFT

    def choices(self, firm_id, licence_id, user_id, answer):
        wide = [choice for choice in self.wide.get((firm_id, user_id), ()) if choice.licence_id in (None, licence_id)]
        return wide if answer is None else [*wide, Choice(answer, dossier_id=THIS)]
