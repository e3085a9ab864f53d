"""«Pourquoi ai-je reçu ceci ?»: the stored decision, in words, each with the very setting that led to it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.transports.models import Delivery
from comptoir.ui.moments import coming_moment, full_moment

from .choices import CHANNEL_LABELS, choice_key
from .decisions import Origin
from .leaves import DAY_UNKNOWN
from .registry import Channel, get_topic
from .timing import Reason


@dataclass(frozen=True)
class ChannelTold:
    """One channel of one notification: since which setting, where that stands, and what became of it."""

    label: str
    origin: str
    setting_url: str
    outcome: str = ""


def channel_label(channel):
    return str(CHANNEL_LABELS[Channel(channel)])


def origin_sentence(origin, *, is_own=True):
    """Where the state of a channel comes from; `is_own`: said to the person themselves."""
    return {
        Origin.DEFAULT: _("réglage par défaut"),
        Origin.FIRM: _("réglage du cabinet"),
        Origin.ROLE: _("réglage du rôle"),
        Origin.LICENCE: _("réglage de la licence"),
        Origin.OWN_CHOICE: _("votre choix") if is_own else _("son choix"),
        Origin.IMPOSED: _("imposé par le cabinet"),
        Origin.CRITICAL: _("toujours envoyé : il s’agit de la sécurité de votre compte")
        if is_own
        else _("toujours envoyé : il s’agit de la sécurité du compte"),
        Origin.PUSH_FAILS: _("à la place des appareils, qui ne reçoivent plus rien"),
        Origin.AWAY: _("à la place des autres canaux, pendant l’absence"),
    }[origin]


def explain(notification):
    """The decision of one notification: {"topics": [(label, reason), …], "channels": [ChannelTold, …]}."""
    deliveries = {one.channel: one for one in Delivery.objects.filter(event=notification.event_id, user=notification.user_id)}
    return {
        "topics": [(str(get_topic(code).label), reason_sentence(code, reason, notification.event)) for code, reason in notification.reasons],
        "channels": [
            ChannelTold(channel_label(channel), origin_sentence(origin), setting_url(notification.topic, channel), outcome_of(deliveries.get(channel)))
            for channel, origin in notification.channels.items()
        ],
    }


def reason_sentence(code, reason, event):
    """Why in words, said to oneself; they may name what was true as `event` happened: «… depuis %(hours)s heures ouvrées»."""
    return str(get_topic(code).reasons[reason] % event.data)


def setting_url(code, channel):
    """Where exactly somebody switches this: nowhere for what cannot be switched."""
    if get_topic(code).critical:
        return ""
    return f"{reverse('settings_page', args=['notifications'])}#{choice_key(code, channel)}"


def outcome_of(delivery):
    """What became of one delivery, in words; "" for the bell, which delivers nothing."""
    if delivery is None:
        return ""
    if delivery.state == Delivery.State.SENT:
        return _("parti %(moment)s") % {"moment": full_moment(delivery.sent_at)}
    if delivery.state == Delivery.State.PENDING:
        return waiting_sentence(delivery)
    if delivery.state == Delivery.State.FAILED:
        return _("non remis : %(error)s") % {"error": delivery.error}
    return dropped_sentence(delivery.outcome)


def waiting_sentence(delivery):
    """When it leaves, and why then."""
    sentences = {
        Reason.FREQUENCY: _("partira %(moment)s, avec le résumé"),
        Reason.QUIET: _("partira %(moment)s, après le temps calme"),
        Reason.HELD: _("partira %(moment)s, si ce n’est pas lu d’ici là"),
        Reason.AWAY: _("partira %(moment)s, à votre retour d’absence"),
    }
    if delivery.due_at >= DAY_UNKNOWN:
        return _("partira à votre retour d’absence")
    return sentences.get(delivery.data.get("timing"), _("partira %(moment)s")) % {"moment": coming_moment(delivery.due_at)}


def dropped_sentence(outcome):
    """Why something was not sent in the end."""
    sentences = {
        "read_meanwhile": _("inutile : c’était lu entre-temps"),
        "no_longer_wanted": _("pas envoyé : le réglage avait changé entre-temps"),
        "no_longer_allowed": _("pas envoyé : l’accès avait été retiré entre-temps"),
        "withdrawn": _("pas envoyé : la nouvelle a été retirée"),
        "account_closed": _("pas envoyé : le compte était fermé"),
        "no_device": _("pas envoyé : aucun appareil ne le reçoit"),
        "away": _("pas envoyé : une absence avait commencé entre-temps"),
    }
    return sentences.get(outcome, _("devenu inutile"))
