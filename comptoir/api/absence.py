"""«Mode absence»: a thing that one has or has not, per firm."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from comptoir.away.actions import end_absence, start_absence
from comptoir.away.models import Absence
from comptoir.firms.models import Firm, Membership, Team

from .auth import Scope
from .bodies import Body, Id, Moment, read, takes
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["me"])


class AbsenceShown(Schema):
    firm: int
    starts_at: datetime
    ends_at: datetime | None
    is_running: bool
    delegate_user: Named | None
    delegate_team: Named | None


class AbsenceAsked(Body):
    """`starts_at` defaults to now, `ends_at` to «until I come back». `firm` is needed by who works for several."""

    starts_at: Moment | None = None
    ends_at: Moment | None = None
    delegate_user: Id | None = None
    delegate_team: Id | None = None
    firm: Id | None = None


class OfFirm(Schema):
    firm: Id | None = None


@router.get("me/absence", response=AbsenceShown, auth=Scope("me:read"), summary="Son absence, en cours ou prévue")
def get_absence(request, filters: Query[OfFirm]):
    """404 while one is there and nothing is planned."""
    return shown(current(request.user, firm_of(request.user, filters.firm)))


@router.put("me/absence", response=AbsenceShown, auth=Scope("me:write"), summary="S’absenter", openapi_extra=takes(AbsenceAsked))
def put_absence(request):
    """Takes the place of the absence that was planned or running."""
    asked = read(request, AbsenceAsked)
    firm = firm_of(request.user, asked.firm)
    check_dates(asked)
    delegates = {"delegate_user": delegate_user(asked, firm, request.user), "delegate_team": delegate_team(asked, firm)}
    return shown(start_absence(request.user, firm, by=request.user, starts_at=asked.starts_at, ends_at=asked.ends_at, **delegates))


@router.delete("me/absence", response={204: None}, auth=Scope("me:write"), summary="Revenir")
def delete_absence(request, filters: Query[OfFirm]):
    """Doing it twice does it once."""
    end_absence(request.user, firm_of(request.user, filters.firm), by=request.user)
    return Status(204, None)


def firm_of(user, firm_id):
    """The firm one is absent from. 404 for who works for none."""
    firms = list(Firm.objects.visible_to(user).order_by("pk"))
    chosen = [firm for firm in firms if firm_id in (None, firm.pk)]
    if not firms:
        raise Http404
    if len(chosen) != 1:
        raise Invalid("firm", _("Choisissez l’un de vos cabinets."))
    return chosen[0]


def current(user, firm):
    absences = Absence.objects.current_or_planned(timezone.now()).filter(user=user, firm=firm)
    absence = absences.select_related("delegate_user", "delegate_team").first()
    if absence is None:
        raise Http404
    return absence


def check_dates(asked):
    now = timezone.now()
    if asked.ends_at and asked.ends_at <= (asked.starts_at or now):
        raise Invalid("ends_at", _("La fin doit venir après le début."))
    if asked.ends_at and asked.ends_at <= now:
        raise Invalid("ends_at", _("Cette date est déjà passée."))


def delegate_user(asked, firm, user):
    if asked.delegate_user is None:
        return None
    if asked.delegate_team is not None:
        raise Invalid("delegate_team", _("Une personne ou une équipe, pas les deux."))
    if asked.delegate_user == user.pk:
        raise Invalid("delegate_user", _("Choisissez quelqu’un d’autre que vous."))
    colleagues = Membership.objects.active().filter(firm=firm)
    return found(
        get_user_model().objects.filter(pk=asked.delegate_user, memberships__in=colleagues), "delegate_user", _("Cette personne n’est pas du cabinet.")
    )


def delegate_team(asked, firm):
    if asked.delegate_team is None:
        return None
    return found(Team.objects.filter(pk=asked.delegate_team, firm=firm), "delegate_team", _("Cette équipe n’est pas du cabinet."))


def found(rows, field, sentence):
    row = rows.first()
    if row is None:
        raise Invalid(field, sentence)
    return row


def shown(absence):
    return {
        "firm": absence.firm_id,
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "is_running": absence.covers(timezone.now()),
        "delegate_user": person(absence.delegate_user),
        "delegate_team": named(absence.delegate_team),
    }
