"""The catalogue of news that can reach the person."""

from typing import Literal

from ninja import Query, Router, Schema

from comptoir.clients.standing import standing_of
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, all_topics

from .auth import Scope
from .cursors import Page, one_page_of_list, page_schema

router = Router(tags=["notifications"])


class TopicShown(Schema):
    code: str
    label: str
    category: str
    category_label: str
    default_channels: list[Literal["in_app", "web", "mobile", "email"]]
    critical: bool


@router.get("topics", response=page_schema(TopicShown), auth=Scope("notifications:read"), summary="Types de notification")
def list_topics(request, page: Query[Page]):
    return one_page_of_list(topics_for(request.user), page, name="topics", show=shown)


def topics_for(user):
    """The topics whose audience the person belongs to, as colleague or as client."""
    standing = standing_of(user)
    audiences = {Audience.BOTH} | ({Audience.STAFF} if standing.is_member else set()) | ({Audience.CLIENT} if standing.client_ids else set())
    return [topic for topic in all_topics() if topic.audience in audiences]


def shown(topic):
    return {
        "code": topic.code,
        "label": str(topic.label),
        "category": topic.category,
        "category_label": str(CATEGORY_LABELS.get(topic.category, topic.category)),
        "default_channels": sorted(topic.default),
        "critical": topic.critical,
    }
