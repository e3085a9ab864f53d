"""Leaving one topic's mails from the mail itself, without signing in (N6, RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import NotificationChoice
from .registry import Channel

SALT = "comptoir.unsubscribe"


def unsubscribe_url(user_id, topic):
    """The address that stops `topic`'s mails to this person. It opens nothing else and does not expire."""
    token = signing.dumps([user_id, topic], salt=SALT)
    return settings.BASE_URL + reverse("unsubscribe", args=[token])


def read_token(token):
    """(user id, topic code) of an unsubscribe address, or None for one that we did not make."""
    try:
        user_id, topic = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return user_id, topic


def choose(user_id, topic, channel, enabled):
    """Write down a person's choice for one topic on one channel."""
    NotificationChoice.objects.update_or_create(user_id=user_id, topic=topic, channel=channel, defaults={"enabled": enabled})


def stop_mails(user_id, topic):
    choose(user_id, topic, Channel.EMAIL, enabled=False)
