"""What every change of somebody's place looks at first, and the rows that make a place."""

from contextlib import contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from comptoir.clients.models import Dossier, DossierManager
from comptoir.clients.standing import forget_standing, standing_of
from comptoir.firms.administrators import has_other_administrator
from comptoir.firms.models import Licence, LicenceAccess, Membership, Team
from comptoir.firms.rights import Right
from comptoir.kernel.among import among

from ..decisions import Obstacle, is_above

FARTHEST = timedelta(days=730)


class CannotChange(Exception):
    """The change cannot be: `obstacle` says why."""

    def __init__(self, obstacle):
        super().__init__(obstacle)
        self.obstacle = obstacle


def refuse_above(by, firm_id, role, custom_role):
    """Nobody gives, or takes, more than they hold now, whatever they held when their page was shown; the operator gives a new firm its first administrator.

    Raises CannotChange.
    """
    if by.is_operator:
        return
    forget_standing(by)
    standing = standing_of(by)
    if not standing.may(Right.MEMBERS, firm_id):
        raise CannotChange(Obstacle.ABOVE_ONE)
    rights = {right for held_firm_id, right in standing.rights if held_firm_id == firm_id}
    administers = firm_id in standing.administered_firm_ids
    if is_above(role=role, ticked=custom_role.rights if custom_role else None, own_rights=rights, administers=administers):
        raise CannotChange(Obstacle.ABOVE_ONE)


def as_it_is(membership):
    """The place as the rows say it now: for who holds the firm."""
    return Membership.objects.select_related("user", "firm", "custom_role").get(pk=membership.pk)


@contextmanager
def planned_once():
    """Of two plans of one kind for one colleague, the constraint refuses the second. Raises CannotChange."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise CannotChange(Obstacle.ALREADY_PLANNED) from None


def keep_an_administrator(membership):
    """Raises CannotChange where nobody else administers the firm, which the caller holds."""
    if membership.is_administrator and not has_other_administrator(membership):
        raise CannotChange(Obstacle.LAST_ADMINISTRATOR)


def refuse_day(day, firm):
    """A day to come, within two years. Raises CannotChange."""
    today = today_at(firm)
    if not today <= day <= today + FARTHEST:
        raise CannotChange(Obstacle.IN_THE_PAST)


def today_at(firm, now=None):
    return timezone.localdate(now or timezone.now(), ZoneInfo(firm.time_zone))


def give_licences(membership, licence_ids):
    """These licences of the firm, and no other."""
    wanted = set(Licence.objects.filter(firm=membership.firm_id, pk__in=licence_ids).values_list("pk", flat=True))
    held = set(membership.licence_accesses.values_list("licence_id", flat=True))
    if held - wanted:
        membership.licence_accesses.filter(licence__in=held - wanted).delete()
    LicenceAccess.objects.bulk_create([LicenceAccess(membership=membership, licence_id=pk) for pk in sorted(wanted - held)])


def give_teams(membership, team_ids):
    """These teams of the firm, and no other of it."""
    through = Team.members.through
    wanted = set(Team.objects.filter(firm=membership.firm_id, pk__in=team_ids).values_list("pk", flat=True))
    places = through.objects.filter(user=membership.user_id, team__firm=membership.firm_id)
    held = set(places.values_list("team_id", flat=True))
    if held - wanted:
        places.filter(team__in=held - wanted).delete()
    through.objects.bulk_create([through(team_id=pk, user_id=membership.user_id) for pk in sorted(wanted - held)])


def give_dossiers(membership, dossier_ids):
    """The person manages these dossiers too, after who manages them already."""
    dossiers = Dossier.objects.filter(among("pk", list(dossier_ids)), firm=membership.firm_id) if dossier_ids else Dossier.objects.none()
    new = dossiers.exclude(manager_links__user=membership.user_id).annotate(last=Max("manager_links__rank")).values_list("pk", "last")
    rows = [DossierManager(dossier_id=pk, user_id=membership.user_id, rank=0 if last is None else last + 1) for pk, last in new]
    DossierManager.objects.bulk_create(rows, batch_size=500)


def works_here(firm_id, user_ids):
    """The ids of those who work for the firm now."""
    return set(Membership.objects.active().filter(firm=firm_id, user__in=user_ids).values_list("user_id", flat=True))
