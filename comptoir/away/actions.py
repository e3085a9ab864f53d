"""Leaving and coming back."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from comptoir.events.recording import record_event
from comptoir.firms.models import Membership

from .models import Absence, KeptClient


class AlreadyAway(Exception):
    """Somebody planned an absence for this person at the same moment."""


@transaction.atomic
def start_absence(user, firm, *, by, starts_at=None, ends_at=None, delegate_user=None, delegate_team=None):
    """Plan or start `user`'s absence, in place of the one that was planned or running. Records absence.started."""
    now = timezone.now()
    one_at_a_time(user, firm)
    replaced = close_past_and_present(user, firm, now)
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                firm=firm, user=user, starts_at=starts_at or now, ends_at=ends_at, delegate_user=delegate_user, delegate_team=delegate_team, created_by=by
            )
    except IntegrityError as error:
        raise AlreadyAway from error
    take_over_kept_clients(absence, replaced)
    record_event("absence.started", absence, actor=by, user=user.pk, until=ends_at.isoformat() if ends_at else None)
    return absence


def one_at_a_time(user, firm):
    """Absences of one person in one firm are planned one after the other: the second window waits for the first. SQLite has one writer anyway."""
    Membership.objects.select_for_update(no_key=True).filter(user=user, firm=firm).first()


@transaction.atomic
def end_absence(user, firm, *, by):
    """Bring `user` back now. Records absence.ended; does nothing for somebody who is not away."""
    ended = close_past_and_present(user, firm, timezone.now())
    for absence in ended:
        record_event("absence.ended", absence, actor=by, user=user.pk)


def close_past_and_present(user, firm, now):
    """End what runs or is planned; give what ran out by itself the end that it had. Return the absences that were cut short."""
    absences = Absence.objects.filter(user=user, firm=firm, ended_at=None)
    absences.filter(ends_at__lte=now).update(ended_at=F("ends_at"))
    cut_short = list(absences.filter(ended_at=None))
    absences.filter(ended_at=None).update(ended_at=now)
    return cut_short


def take_over_kept_clients(absence, replaced):
    """Changing an absence is still the same absence: clients written to since it began stay kept (A4)."""
    kept = KeptClient.objects.filter(absence__in=replaced).values_list("client_id", flat=True).distinct()
    KeptClient.objects.bulk_create([KeptClient(absence=absence, client_id=client_id) for client_id in kept])


def keep_client(user, client, moment):
    """Remember that `user`, away at `moment`, wrote to `client` (A4). Nothing for somebody who is present."""
    absence = Absence.objects.covering(moment).filter(user=user, firm_id=client.firm_id).first()
    if absence:
        KeptClient.objects.get_or_create(absence=absence, client=client)
