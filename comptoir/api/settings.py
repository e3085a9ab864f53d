"""Settings: one's own, and those that an administrator sets for the firm, a role or a licence. Each says where its value comes from."""

from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.conversations.actions import participation
from comptoir.conversations.actions.participation import CHOSEN
from comptoir.events.models import Event
from comptoir.firms.models import Firm
from comptoir.notifications.reach import reach_of
from comptoir.notifications.rows import waiting_keys
from comptoir.preferences.actions import CHANGED, SettingRefused, apply_to_everybody, change_settings, change_settings_at, may_set, undo
from comptoir.preferences.catalogue import BadValue
from comptoir.preferences.history import change_of, events_of, holder_of
from comptoir.preferences.lines import lines_of
from comptoir.preferences.policy import holder_named
from comptoir.preferences.resolver import values_at, values_of

from .auth import Scope
from .bodies import ONE_LINE, Body, Id, PathId, read, takes
from .cursors import Page, one_page, one_page_of_list, page_schema
from .problems import Invalid
from .shapes import Named, person

router = Router(tags=["settings"])
MOST_CHANGES = 100


class SettingShown(Schema):
    """`origin`: default, or the scope whose value holds. `inherited`: what would hold without the own value. `choices`: null where any value goes.

    `waits_since`: of a firm or role, since when the value holds for newcomers only; null where it holds for all.
    """

    key: str
    label: str
    value: Any
    inherited: Any
    origin: Literal["default", "firm", "role", "licence", "dossier", "user"]
    is_own: bool
    is_imposed: bool
    waits_since: datetime | None
    choices: list[str] | None


Key = Annotated[str, Field(max_length=60, pattern=ONE_LINE)]


class SettingsAsked(Body):
    """{key: value}; null returns to the inherited value. All of them or none."""

    values: Annotated[dict[Key, Any], Field(min_length=1, max_length=MOST_CHANGES)]


class FirmSettingsAsked(SettingsAsked):
    """`imposed`: whether nothing narrower may say otherwise."""

    imposed: bool = False


class ChangeShown(Schema):
    """`before` and `after`: {"value", "locked"}, or null where nothing stood.

    `choices`: of a change of participation, [side, scope, id, before, after] of each choice; null of all others.
    """

    id: int
    key: str | None
    title: str
    before: Any
    after: Any
    choices: list[list[Any]] | None
    at: datetime
    by: Named | None
    door: str
    address: str


class ReversalAsked(Body):
    change: Id


class Reached(Schema):
    """One setting that waits. `changing`: people for whom it will change; `keeping`: who keep their own choice; `already`: who have it."""

    key: str
    before: str
    after: str
    changing: int
    keeping: int
    already: int


class Applied(Schema):
    applied: int


class ForWhom(Page):
    """`of`: firm, role-staff, licence-12…"""

    of: Annotated[str, Field(max_length=40, pattern=ONE_LINE)] = "firm"


@router.get("me/settings", response=page_schema(SettingShown), auth=Scope("me:read"), summary="Ses réglages")
def list_my_settings(request, page: Query[Page]):
    return one_page_of_list(lines_of(values_of(request.user)), page, name="settings", show=setting)


@router.patch("me/settings", response=page_schema(SettingShown), auth=Scope("me:write"), summary="Changer ses réglages", openapi_extra=takes(SettingsAsked))
def change_my_settings(request):
    """Answers with the settings that were named, as they are now."""
    asked = read(request, SettingsAsked)
    with named_by_key():
        change_settings(request.user, asked.values, by=request.user)
    return {"items": [setting(line) for line in lines_of(values_of(request.user)) if line.setting.key in asked.values], "next": None}


@router.get("me/settings/history", response=page_schema(ChangeShown), auth=Scope("me:read"), summary="L’historique de ses réglages et de son compte")
def list_my_changes(request, page: Query[Page]):
    return one_page(events_of(request.user), page, show=change)


@router.post("settings/reversals", response=ChangeShown | None, auth=Scope("me:write"), summary="Rétablir ce qui était", openapi_extra=takes(ReversalAsked))
def reverse_change(request):
    """Brings back exactly what stood before a change: one's own, or as administrator the firm's. null when it stands already."""
    asked = read(request, ReversalAsked)
    event = get_object_or_404(Event, pk=asked.change, verb__in=[CHANGED, CHOSEN])
    done = undo_choice(event, request.user) if event.verb == CHOSEN else undo(event, holder_or_404(event, request.user), by=request.user)
    return change(done) if done else None


def undo_choice(event, user):
    """One's own choices of participation, as they were before."""
    if (event.target_type, event.target_id) != (user._meta.label_lower, user.pk):
        raise Http404
    return participation.undo(event, user, by=user)


@router.get("firms/{firm_id}/settings", response=page_schema(SettingShown), auth=Scope("firms:read"), summary="Les réglages du cabinet")
def list_firm_settings(request, firm_id: PathId, filters: Query[ForWhom]):
    return one_page_of_list(lines_of(values_at(administered(request, firm_id, filters.of))), filters, name="firm-settings", show=setting)


@router.patch(
    "firms/{firm_id}/settings",
    response=page_schema(SettingShown),
    auth=Scope("firms:write"),
    summary="Changer les réglages du cabinet",
    openapi_extra=takes(FirmSettingsAsked),
)
def change_firm_settings(request, firm_id: PathId, filters: Query[ForWhom]):
    holder = administered(request, firm_id, filters.of)
    asked = read(request, FirmSettingsAsked)
    with named_by_key():
        change_settings_at(holder, asked.values, by=request.user, is_locked=asked.imposed)
    return {"items": [setting(line) for line in lines_of(values_at(holder)) if line.setting.key in asked.values], "next": None}


@router.get("firms/{firm_id}/settings/application", response=list[Reached], auth=Scope("firms:read"), summary="Ce qu’appliquer à tous changerait")
def preview_application(request, firm_id: PathId, filters: Query[ForWhom]):
    """What waits for newcomers, and how many people it would reach."""
    holder = administered(request, firm_id, filters.of)
    values = values_at(holder)
    return [reached(one) for one in reach_of(holder, values, waiting_keys(values))]


@router.post("firms/{firm_id}/settings/application", response=Applied, auth=Scope("firms:write"), summary="Appliquer aux utilisateurs existants")
def apply(request, firm_id: PathId, filters: Query[ForWhom]):
    """What waits for newcomers holds for all from now on; who chose for themselves keeps their choice."""
    holder = administered(request, firm_id, filters.of)
    return {"applied": len(apply_to_everybody(holder, waiting_keys(values_at(holder)), by=request.user))}


@contextmanager
def named_by_key():
    """What is refused is named as it was asked: «values.appearance.theme»."""
    try:
        yield
    except (BadValue, SettingRefused) as refusal:
        raise Invalid(f"values.{refusal.key}", str(refusal)) from refusal


def administered(request, pk, name):
    firm = get_object_or_404(Firm.objects.visible_to(request.user), pk=pk)
    holder = holder_named(firm, name)
    if holder is None:
        raise Invalid("of", _("Indiquez firm, role-<rôle> ou licence-<numéro>."))
    if not may_set(request.user, holder):
        raise Http404
    return holder


def holder_or_404(event, user):
    try:
        holder = holder_of(event)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if not may_set(user, holder):
        raise Http404
    return holder


def setting(line):
    kind = line.setting.kind
    return {
        "key": line.setting.key,
        "label": str(line.setting.label),
        "value": line.resolved.value,
        "inherited": line.inherited.value,
        "origin": line.resolved.origin or "default",
        "is_own": line.is_own,
        "is_imposed": line.is_imposed,
        "waits_since": line.waits_since,
        "choices": [value for value, _label in kind.options()] if kind.control in {"select", "several"} else None,
    }


def reached(one):
    return {"key": one.setting.key, "before": one.before, "after": one.after, "changing": one.changing, "keeping": one.keeping, "already": one.already}


def change(event):
    told = change_of(event)
    return {
        "id": event.pk,
        "key": event.data.get("key"),
        "title": told.title,
        "before": event.data.get("before"),
        "after": event.data.get("after"),
        "choices": event.data["changes"] if event.verb == CHOSEN else None,
        "at": event.occurred_at,
        "by": person(event.actor),
        "door": event.door,
        "address": event.address,
    }
