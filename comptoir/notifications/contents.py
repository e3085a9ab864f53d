"""The mail of a notification, rendered when it leaves, in the recipient's language."""

from functools import cache

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.transports.registry import Content, Mail, registry

from .decisions import open_channels
from .listener import choices_of
from .models import Notification
from .registry import get_topic
from .rights import still_allowed
from .unsubscribing import unsubscribe_url
from .why import reason_sentence


def declare_contents():
    registry.declare(Content("notification", render_notifications))


def render_notifications(deliveries):
    """{delivery id: Mail, or why it is dropped}: read meanwhile, no longer wanted, no longer allowed (N5, N7)."""
    notifications = notifications_of(deliveries)
    allowed = still_allowed(notifications.values())
    choices = choices_of({one.user_id for one in notifications.values()}, {code for one in notifications.values() for code, _reason in one.reasons})
    rendered = {}
    for delivery in deliveries:
        notification = notifications.get((delivery.event_id, delivery.user_id))
        reason = reason_to_drop(delivery, notification, allowed, choices)
        rendered[delivery.pk] = reason or mail_of(delivery, notification)
    return rendered


def notifications_of(deliveries):
    rows = Notification.objects.filter(event__in={d.event_id for d in deliveries}, user__in={d.user_id for d in deliveries})
    return {(row.event_id, row.user_id): row for row in rows.select_related("event", "event__actor")}


def reason_to_drop(delivery, notification, allowed, choices):
    if notification is None:
        return "withdrawn"
    if not delivery.user.is_active:
        return "account_closed"
    critical = get_topic(notification.topic).critical
    if notification.read_at and not critical:
        return "read_meanwhile"
    if notification.pk not in allowed:
        return "no_longer_allowed"
    if not any(delivery.channel in open_channels(get_topic(code), choices[notification.user_id]) for code, _reason in notification.reasons):
        return "no_longer_wanted"
    return ""


def mail_of(delivery, notification):
    """The mail in the recipient's language: what happened, a button, why it came and how to stop it."""
    topic, event = get_topic(notification.topic), notification.event
    with translation.override(delivery.user.language):
        words = topic.words(event)
        unsubscribe = "" if topic.critical else unsubscribe_url(delivery.user_id, topic.code)
        code, reason = notification.reasons[0]
        context = {
            "language": delivery.user.language,
            "firm": delivery.firm.name if delivery.firm else "Comptoir",
            "words": words,
            "url": settings.BASE_URL + words.url,
            "topic": topic.label,
            # What concerns the account itself holds nothing of a client's: the mail says it whole.
            "is_critical": topic.critical,
            "why": reason_sentence(code, reason),
            "why_url": settings.BASE_URL + reverse("why", args=[notification.pk]),
            "unsubscribe_url": unsubscribe,
        }
        return Mail(
            subject=" ".join(words.title.split()),
            text=template("notifications/email.txt").render(context),
            html=template("notifications/email.html").render(context),
            from_name=sender_name(event, delivery),
            reply_to=event.data.get("reply_to", ""),
            unsubscribe_url=unsubscribe,
        )


def sender_name(event, delivery):
    """The firm, with the colleague who acted: «Paul Petit (Cabinet Lormeau)»."""
    firm = delivery.firm.name if delivery.firm else "Comptoir"
    author = event.data.get("from_colleague")
    return _("%(author)s (%(firm)s)") % {"author": author, "firm": firm} if author else firm


@cache
def template(name):
    return get_template(name)
