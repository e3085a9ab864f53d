"""«Pourquoi ai-je reçu ceci ?»: the stored decision, in words."""

from django.utils.translation import gettext as _

from .decisions import Origin
from .registry import Channel, get_topic


def channel_label(channel):
    return {Channel.IN_APP: _("Cloche"), Channel.WEB: _("Navigateur"), Channel.MOBILE: _("Mobile"), Channel.EMAIL: _("E-mail")}[channel]


def origin_sentence(origin):
    return {
        Origin.DEFAULT: _("réglage par défaut"),
        Origin.OWN_CHOICE: _("votre choix"),
        Origin.CRITICAL: _("toujours envoyé : il s’agit de la sécurité de votre compte"),
    }[origin]


def explain(notification):
    """The decision of one notification as sentences: {"topics": [(label, reason), …], "channels": [(label, origin), …]}."""
    return {
        "topics": [(str(get_topic(code).label), reason_sentence(code, reason)) for code, reason in notification.reasons],
        "channels": [(channel_label(channel), origin_sentence(origin)) for channel, origin in notification.channels.items()],
    }


def reason_sentence(code, reason):
    return str(get_topic(code).reasons[reason])
