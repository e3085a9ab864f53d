"""Requests for validation to a chartered accountant: for members."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import BeforeValidator, Field

from comptoir.clients.models import Dossier
from comptoir.validations.actions import CannotValidate, accept_validation, refuse_validation, remind_validation, request_validation, withdraw_validation
from comptoir.validations.decisions import State
from comptoir.validations.models import Validation
from comptoir.validations.proposals import propose_accountants

from .auth import Scope
from .bodies import SOME_TEXT, Body, Id, MessageBody, PathId, Search, Subject, read, takes
from .cursors import Page, one_page, one_page_of_list, page_schema
from .idempotency import draft_key
from .problems import Invalid
from .shapes import Named, named, person

router = Router(tags=["validations"])

States = Literal["pending", "accepted", "refused", "withdrawn"]
LAST_DAY = date(2199, 12, 31)


def day_in_letters(day):
    """A day is written in ISO 8601: 2026-11-30."""
    try:
        return day if day is None else date.fromisoformat(day)
    except (TypeError, ValueError):
        raise ValueError(_("Un jour est attendu : 2026-11-30.")) from None


Day = Annotated[date, BeforeValidator(day_in_letters)]


class ValidationShown(Schema):
    """`reminded_at` is the last reminder; `reason` is that of a refusal."""

    id: int
    firm: int
    dossier: Named
    subject: str
    body: str
    state: States
    due_on: date | None
    requested_by: Named | None
    requested_at: datetime
    addressed_to: Named | None
    reminded_at: datetime | None
    decided_by: Named | None
    decided_at: datetime | None
    reason: str
    withdrawn_by: Named | None
    withdrawn_at: datetime | None


class ValidationFilters(Page):
    state: States | None = None
    addressed_to: Literal["me"] | None = None
    requested_by: Literal["me"] | None = None
    dossier: Id | None = None
    q: Search | None = None


class ValidationAsked(Body):
    """`addressed_to` is one of the dossier's accountants; `replaces` a pending request, withdrawn when this one is made."""

    dossier: Id
    subject: Subject
    body: MessageBody
    addressed_to: Id
    due_on: Day | None = None
    replaces: Id | None = None


class Refused(Body):
    reason: Annotated[str, Field(max_length=5_000, pattern=SOME_TEXT)]


class AccountantShown(Named):
    """`away_until` is null for who is there, and for who gave no day of return."""

    manages: bool
    is_away: bool
    away_until: datetime | None


@router.get("validations", response=page_schema(ValidationShown), auth=Scope("validations:read"), summary="Demandes de validation")
def list_validations(request, filters: Query[ValidationFilters]):
    """The latest first."""
    return one_page(filtered(visible_to(request.user), filters, request.user), filters, show=shown)


@router.post("validations", response={201: ValidationShown}, auth=Scope("validations:write"), summary="Demander une validation",
             openapi_extra=takes(ValidationAsked))  # fmt: skip
def ask_for_validation(request):
    asked = read(request, ValidationAsked)
    dossier = dossier_of(request.user, asked.dossier)
    if asked.due_on and not timezone.localdate() <= asked.due_on <= LAST_DAY:
        raise Invalid("due_on", _("Cette date est déjà passée, ou trop lointaine."))
    made = request_validation(
        dossier,
        subject=asked.subject.strip(),
        body=asked.body,
        addressed_to=addressee_of(asked.addressed_to),
        by=request.user,
        due_on=asked.due_on,
        key=draft_key(request),
        replaces=replaced(request.user, asked.replaces),
    )
    return Status(201, shown(visible_to(request.user).get(pk=made.pk)))


@router.get("validations/{validation_id}", response=ValidationShown, auth=Scope("validations:read"), summary="Une demande de validation")
def get_validation(request, validation_id: PathId):
    return shown(visible(request.user, validation_id))


@router.post("validations/{validation_id}/acceptance", response=ValidationShown, auth=Scope("validations:write"), summary="Accepter")
def accept(request, validation_id: PathId):
    """For whom it is addressed to. Doing it twice does it once; 409 once it was decided otherwise or withdrawn."""
    return shown(accept_validation(visible(request.user, validation_id), by=request.user))


@router.post("validations/{validation_id}/refusal", response=ValidationShown, auth=Scope("validations:write"), summary="Refuser", openapi_extra=takes(Refused))
def refuse(request, validation_id: PathId):
    """For whom it is addressed to. The same refusal twice is one; 409 once it was decided otherwise or withdrawn."""
    row = visible(request.user, validation_id)
    return shown(refuse_validation(row, by=request.user, reason=read(request, Refused).reason))


@router.post("validations/{validation_id}/withdrawal", response=ValidationShown, auth=Scope("validations:write"), summary="Retirer la demande")
def withdraw(request, validation_id: PathId):
    """For who asked, and administrators. Doing it twice does it once; 409 once it is decided."""
    return shown(withdraw_validation(visible(request.user, validation_id), by=request.user))


@router.post("validations/{validation_id}/reminder", response=ValidationShown, auth=Scope("validations:write"), summary="Relancer")
def remind(request, validation_id: PathId):
    """For who asked, at most once a day: 409 before, and once it is decided or withdrawn."""
    return shown(remind_validation(visible(request.user, validation_id), by=request.user))


@router.get("dossiers/{dossier_id}/accountants", response=page_schema(AccountantShown), auth=Scope("validations:read"), summary="À qui demander une validation")
def list_accountants(request, dossier_id: PathId, page: Query[Page]):
    """The chartered accountants who work on the dossier, its managers first, without who asks."""
    dossier = get_object_or_404(Dossier.objects.worked_on_by(request.user), pk=dossier_id)
    return one_page_of_list(propose_accountants(dossier, asked_by=request.user), page, name=f"accountants:{dossier.pk}", show=accountant)


def visible_to(user):
    return Validation.objects.visible_to(user).with_people()


def visible(user, validation_id):
    return get_object_or_404(visible_to(user), pk=validation_id)


def filtered(rows, filters, user):
    if filters.state:
        rows = rows.in_state(State(filters.state))
    if filters.addressed_to:
        rows = rows.filter(addressed_to=user)
    if filters.requested_by:
        rows = rows.asked_by(user)
    if filters.dossier:
        rows = rows.filter(dossier=filters.dossier)
    return rows.matching(filters.q) if filters.q else rows


def dossier_of(user, dossier_id):
    dossier = Dossier.objects.worked_on_by(user).select_related("firm").filter(pk=dossier_id).first()
    if dossier is None:
        raise Invalid("dossier", _("Choisissez un de vos dossiers."))
    return dossier


def addressee_of(user_id):
    """Whoever it is; the action looks whether they may validate."""
    user = get_user_model().objects.filter(pk=user_id).first()
    if user is None:
        raise CannotValidate
    return user


def replaced(user, validation_id):
    found = visible_to(user).filter(pk=validation_id).first() if validation_id else None
    if validation_id and found is None:
        raise Invalid("replaces", _("La demande à remplacer n’est plus là."))
    return found


def shown(row):
    same = ("subject", "body", "state", "due_on", "requested_at", "reminded_at", "decided_at", "reason", "withdrawn_at")
    people = ("requested_by", "addressed_to", "decided_by", "withdrawn_by")
    plain = {name: getattr(row, name) for name in same} | {name: person(getattr(row, name)) for name in people}
    return plain | {"id": row.pk, "firm": row.firm_id, "dossier": named(row.dossier)}


def accountant(one):
    return person(one.user) | {"manages": one.manages, "is_away": one.absence is not None, "away_until": one.absence.ends_at if one.absence else None}
