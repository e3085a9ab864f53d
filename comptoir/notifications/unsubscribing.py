"""Leaving one topic's mails from the mail itself, without signing in (N6, RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from comptoir.preferences.actions import change_settings

from .choices import choice_key
from .registry import Channel

SALT = "comptoir.unsubscribe"


def unsubscribe_url(user_id, *topics, base=None):
    """The address, at the installation's or another `base`, that stops the mails of these topics to this person. It opens nothing else and does not expire."""
    token = signing.dumps([user_id, *topics], salt=SALT)
    return (base or settings.BASE_URL) + reverse("unsubscribe", args=[token])


def read_token(token):
    """(user id, [topic codes]) of an unsubscribe address, or None for one that we did not make."""
    try:
        user_id, *topics = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return user_id, topics


def stop_mails(user, topics):
    """Write down that `user` wants no mails of these topics. Raises Imposed where the firm has decided otherwise meanwhile, SettingRefused
    where it no longer concerns them."""
    change_settings(user, {choice_key(topic.code, Channel.EMAIL): False for topic in topics}, by=user)
