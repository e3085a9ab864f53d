"""«Qui sera prévenu ?» (X1): a decision that was not written yet, as a list of people in words. Every composer shows the same list."""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from comptoir.ui.moments import coming_moment

from .deciding import decide_for
from .leaves import DAY_UNKNOWN
from .registry import get_topic
from .timing import Reason
from .why import channel_label, origin_sentence


@dataclass(frozen=True)
class ChannelAhead:
    """One channel that will reach somebody: since which setting, and when («lundi à 8 h»)."""

    channel: str
    label: str
    origin: str
    when: str


@dataclass(frozen=True)
class Listed:
    """Somebody on the list: told or not, and why in words. `standing`: what they are to the thing, for whoever knows it."""

    user: object
    is_told: bool
    why: tuple
    decision: object = None
    standing: str = ""

    @property
    def channels(self):
        """{channel: origin}"""
        return self.decision.channels if self.decision else {}

    @property
    def channels_ahead(self):
        moments = self.decision.moments if self.decision else {}
        return [
            ChannelAhead(channel, channel_label(channel), origin_sentence(origin, is_own=False), when_words(moments.get(channel)))
            for channel, origin in self.channels.items()
        ]


@dataclass(frozen=True)
class Preview:
    """Who will be told, and who is listed but will not."""

    people: tuple
    more: dict = field(default_factory=dict)

    @property
    def told(self):
        return [one for one in self.people if one.is_told]

    @property
    def not_told(self):
        return [one for one in self.people if not one.is_told]


def preview_event(event, *, silent=None, standings=None, surely=None, **more):
    """What recording `event`, which is not saved, would tell whom. `silent`: {user id: why in words} of others to list who hear nothing.

    `standings`: {user id: what they are}. `surely`: {user id: why in words} of those whom the thing itself reaches, whatever they chose.
    One query beyond the decision's own: the names.
    """
    decisions = {user_id: decision for (_event, user_id), decision in decide_for([event]).items()}
    silent, standings, surely = silent or {}, standings or {}, surely or {}
    told = (set(decisions) | set(surely)) - {event.actor_id}
    users = get_user_model().objects.filter(pk__in=(told | set(silent)) - {event.actor_id})
    people = []
    for user in sorted(users, key=lambda user: (user.pk not in told, user.full_name.casefold())):
        decision = decisions.get(user.pk)
        why = (*([surely[user.pk]] if user.pk in surely else ()), *(reasons_of(decision, event) if decision else ()))
        people.append(Listed(user, user.pk in told, why or (silent[user.pk],), decision, standings.get(user.pk, "")))
    return Preview(tuple(people), more)


def reasons_of(decision, event):
    """Each reason once, said of somebody else."""
    return tuple(dict.fromkeys(reason_of_another(code, reason, event) for code, reason in decision.reasons))


def reason_of_another(code, reason, event):
    topic = get_topic(code)
    return str((topic.reasons_of_another.get(reason) or topic.reasons[reason]) % event.data)


def when_words(moment):
    """When a message leaves; the bell has no moment: it rings at once."""
    if moment is None or moment.reason == Reason.IMMEDIATELY:
        return _("tout de suite")
    if moment.reason == Reason.HELD:
        return _("dans quelques minutes, si ce n’est pas lu d’ici là")
    if moment.reason == Reason.AWAY and moment.due_at >= DAY_UNKNOWN:
        return _("à son retour d’absence")
    if moment.reason == Reason.AWAY:
        return _("%(moment)s, à son retour d’absence") % {"moment": coming_moment(moment.due_at)}
    if moment.reason == Reason.QUIET:
        return _("%(moment)s, après son temps calme") % {"moment": coming_moment(moment.due_at)}
    return _("%(moment)s, avec son résumé") % {"moment": coming_moment(moment.due_at)}
