"""Which news one wants, on which channel: the registry's topics with where each state comes from; and what they would have sent last month."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.notifications.choices import choice_key, topics_for
from comptoir.notifications.registry import Channel
from comptoir.notifications.rows import row_of
from comptoir.notifications.simulation import simulate
from comptoir.preferences.actions import SettingRefused, change_settings
from comptoir.preferences.resolver import values_of

from .auth import Scope
from .bodies import ONE_LINE, Body, read, takes
from .cursors import Page, one_page_of_list, page_schema
from .problems import Invalid

router = Router(tags=["me"])

Channels = Literal["in_app", "web", "mobile", "email"]


class ChoiceShown(Schema):
    """`origin` says where the state comes from: default, the scope that set it, own_choice, imposed (by the firm), or critical (cannot be switched off)."""

    topic: str
    label: str
    channel: Channels
    enabled: bool
    origin: Literal["default", "firm", "role", "own_choice", "imposed", "critical"]


class ChoiceAsked(Body):
    """`enabled` null returns to what is inherited."""

    topic: Annotated[str, Field(max_length=40, pattern=ONE_LINE)]
    channel: Channels
    enabled: bool | None


class Counts(Schema):
    mails: int
    digests: int
    web: int
    mobile: int
    bell: int


class SimulationShown(Schema):
    """`sent`: what did leave in the last thirty days; `own`, `firm`: what would have, with one's settings and with the firm's."""

    sent: Counts
    own: Counts
    firm: Counts
    since: datetime
    is_cut_short: bool


@router.get("me/notification-choices", response=page_schema(ChoiceShown), auth=Scope("me:read"), summary="Ses réglages de notification")
def list_choices(request, page: Query[Page]):
    values = values_of(request.user)
    cells = [(topic, cell) for topic in topics_for(request.user) for cell in row_of(values, topic).cells]
    return one_page_of_list(cells, page, name="choices", show=lambda pair: shown(*pair))


@router.put("me/notification-choices", response=ChoiceShown, auth=Scope("me:write"), summary="Régler une notification", openapi_extra=takes(ChoiceAsked))
def put_choice(request):
    asked = read(request, ChoiceAsked)
    topic = next((topic for topic in topics_for(request.user) if topic.code == asked.topic), None)
    if topic is None:
        raise Invalid("topic", _("Ce type de notification n’existe pas pour vous."))
    if topic.critical:
        raise Invalid("topic", _("Ces notifications sont toujours envoyées : il s’agit de la sécurité de votre compte."))
    try:
        change_settings(request.user, {choice_key(topic.code, Channel(asked.channel)): asked.enabled}, by=request.user)
    except SettingRefused as refusal:
        raise Invalid("enabled", str(refusal)) from None
    cell = next(cell for cell in row_of(values_of(request.user), topic).cells if cell.channel == asked.channel)
    return shown(topic, cell)


@router.get("me/notification-simulation", response=SimulationShown, auth=Scope("me:read"), summary="Simuler le mois dernier")
def simulation(request):
    return simulate(request.user)


def shown(topic, cell):
    return {"topic": topic.code, "label": str(topic.label), "channel": cell.channel, "enabled": cell.is_on, "origin": origin_of(cell)}


def origin_of(cell):
    if cell.line is None:
        return "critical"
    if cell.line.is_imposed:
        return "imposed"
    origin = cell.line.resolved.origin
    return "own_choice" if origin == "user" else origin or "default"
