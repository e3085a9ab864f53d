"""Which news one wants, on which channel: the registry's topics with one's own choices."""

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.notifications.listener import choices_of
from comptoir.notifications.models import NotificationChoice
from comptoir.notifications.registry import Channel
from comptoir.notifications.unsubscribing import choose

from .auth import Scope
from .bodies import ONE_LINE, Body, read, takes
from .cursors import Page, one_page_of_list, page_schema
from .problems import Invalid
from .topics import topics_for

router = Router(tags=["me"])

Channels = Literal["in_app", "web", "mobile", "email"]


class ChoiceShown(Schema):
    """`origin` says where the state comes from: default, own_choice, or critical (cannot be switched off)."""

    topic: str
    label: str
    channel: Channels
    enabled: bool
    origin: Literal["default", "own_choice", "critical"]


class ChoiceAsked(Body):
    """`enabled` null returns to the default."""

    topic: Annotated[str, Field(max_length=40, pattern=ONE_LINE)]
    channel: Channels
    enabled: bool | None


@router.get("me/notification-choices", response=page_schema(ChoiceShown), auth=Scope("me:read"), summary="Ses réglages de notification")
def list_choices(request, page: Query[Page]):
    topics = topics_for(request.user)
    chosen = choices_of([request.user.pk], [topic.code for topic in topics])[request.user.pk]
    cells = [(topic, channel) for topic in topics for channel in Channel]
    return one_page_of_list(cells, page, name="choices", show=lambda cell: shown(cell[0], cell[1], chosen))


@router.put("me/notification-choices", response=ChoiceShown, auth=Scope("me:write"), summary="Régler une notification", openapi_extra=takes(ChoiceAsked))
def put_choice(request):
    asked = read(request, ChoiceAsked)
    topic = next((topic for topic in topics_for(request.user) if topic.code == asked.topic), None)
    if topic is None:
        raise Invalid("topic", _("Ce type de notification n’existe pas pour vous."))
    if topic.critical:
        raise Invalid("topic", _("Ces notifications sont toujours envoyées : il s’agit de la sécurité de votre compte."))
    write(request.user, asked)
    return shown(topic, Channel(asked.channel), {} if asked.enabled is None else {(asked.topic, asked.channel): asked.enabled})


def write(user, asked):
    if asked.enabled is None:
        NotificationChoice.objects.filter(user=user, topic=asked.topic, channel=asked.channel).delete()
    else:
        choose(user.pk, asked.topic, asked.channel, enabled=asked.enabled)


def shown(topic, channel, chosen):
    own = None if topic.critical else chosen.get((topic.code, channel))
    origin = "critical" if topic.critical else "default" if own is None else "own_choice"
    return {"topic": topic.code, "label": str(topic.label), "channel": channel, "enabled": channel in topic.default if own is None else own, "origin": origin}
