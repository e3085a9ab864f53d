"""The catalogue of news that can reach the person."""

from typing import Literal

from ninja import Query, Router, Schema

from comptoir.notifications.choices import topics_for
from comptoir.notifications.registry import CATEGORY_LABELS

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


def shown(topic):
    return {
        "code": topic.code,
        "label": str(topic.label),
        "category": topic.category,
        "category_label": str(CATEGORY_LABELS.get(topic.category, topic.category)),
        "default_channels": sorted(topic.default),
        "critical": topic.critical,
    }
