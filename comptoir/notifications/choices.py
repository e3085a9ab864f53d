"""What people, roles and firms can choose about notifications: settings of the cascade, one for each topic and channel, one rhythm for each category.

They are declared from the registry: a new topic has its row, its place in the firm's policy, its history and its API without a line here.
"""

from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.standing import CLIENT, standing_of
from comptoir.preferences.catalogue import Choice as OneOf
from comptoir.preferences.catalogue import Flag, Scope, Setting, Several, Span, declare_setting, settings_at
from comptoir.ui.moments import hour_label

from .calendars import CALENDARS
from .registry import CATEGORY_LABELS, Audience, Channel, all_topics
from .timing import Frequency

PAGE = "notifications"
SCOPES = frozenset({Scope.FIRM, Scope.ROLE, Scope.USER})
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
CHANNEL_LABELS = {Channel.IN_APP: _l("Cloche"), Channel.WEB: _l("Navigateur"), Channel.MOBILE: _l("Mobile"), Channel.EMAIL: _l("E-mail")}
HOUR, WEEKDAY, QUIET_HOURS, QUIET_DAYS, HOLIDAYS = TIMING = ("digest.hour", "digest.weekday", "quiet.hours", "quiet.days", "quiet.holidays")


def choice_key(topic_code, channel):
    return f"notify.{topic_code}.{channel}"


def frequency_key(category):
    return f"frequency.{category}"


def topics_for(user):
    """The topics whose audience the person belongs to, as colleague or as client."""
    standing = standing_of(user)
    return [topic for topic in all_topics() if is_for(topic, is_member=standing.is_member, is_client=bool(standing.client_ids))]


def topics_of_role(role):
    """The topics that people of a role can receive; "" for everybody in the firm and its clients."""
    return [topic for topic in all_topics() if is_for(topic, is_member=role != CLIENT, is_client=role in ("", CLIENT))]


def is_for(topic, *, is_member, is_client):
    return topic.audience is Audience.BOTH or (is_member if topic.audience is Audience.STAFF else is_client)


def declare_choices():
    """One setting for each channel of each topic that can be muted, one for each category of such topics, and the times."""
    for topic in all_topics():
        if not topic.critical:
            for channel in Channel:
                declare_choice(topic, channel)
    for category in dict.fromkeys(topic.category for topic in all_topics() if not topic.critical):
        declare_frequency(category)
    declare_times()


def declare_choice(topic, channel):
    declare(
        choice_key(topic.code, channel),
        Flag(),
        label=named(topic.label, CHANNEL_LABELS[channel]),
        default=channel in topic.default,
        words=_l("notification alerte"),
        offered_to=lambda user: topic in topics_for(user),
        offered_to_role=lambda role: topic in topics_of_role(role),
    )


def named(label, channel):
    """«Nouveaux messages : E-mail», in the language of who reads it."""
    return lazystr(Joined(_l("%(topic)s : %(channel)s"), topic=label, channel=channel))


class Joined:
    """A sentence whose parts are translated when it is read."""

    def __init__(self, sentence, **parts):
        self.sentence, self.parts = sentence, parts

    def __str__(self):
        return str(self.sentence) % self.parts


def declare_frequency(category):
    declare(
        frequency_key(category),
        OneOf(frequencies),
        label=lazystr(Joined(_l("Fréquence : %(category)s"), category=CATEGORY_LABELS[category])),
        default=Frequency.IMMEDIATELY.value,
        words=_l("résumé e-mail récapitulatif jamais"),
        offered_to=lambda user: any(topic.category == category for topic in topics_for(user)),
        offered_to_role=lambda role: any(topic.category == category for topic in topics_of_role(role)),
    )


def frequencies():
    return [
        (Frequency.IMMEDIATELY.value, _("Tout de suite")),
        (Frequency.HOURLY.value, _("Toutes les heures")),
        (Frequency.DAILY.value, _("Une fois par jour")),
        (Frequency.WEEKLY.value, _("Une fois par semaine")),
        (Frequency.NEVER.value, _("Jamais")),
    ]


def weekdays():
    names = [_("lundi"), _("mardi"), _("mercredi"), _("jeudi"), _("vendredi"), _("samedi"), _("dimanche")]
    return list(zip(WEEKDAYS, names, strict=True))


def hours():
    return [(str(hour), hour_label(hour)) for hour in range(24)]


def declare_times():
    words = _l("résumé récapitulatif calme silence nuit week-end férié")
    declare(HOUR, OneOf(hours), label=_l("Heure des résumés"), default="8", help=_l("Pour les résumés du jour et de la semaine."), words=words)
    declare(WEEKDAY, OneOf(weekdays), label=_l("Jour du résumé de la semaine"), default="monday", words=words)
    declare(
        QUIET_HOURS,
        Span(_l("Du calme jour et nuit : plus rien ne partirait. Laissez au moins une heure.")),
        label=_l("Heures calmes"),
        default="",
        help=_l("Ce qui arrive pendant ces heures attend leur fin ; rien n’est perdu. La sécurité de votre compte n’attend pas."),
        words=words,
    )
    declare(
        QUIET_DAYS,
        Several(weekdays, _l("Du calme tous les jours : plus rien ne partirait. Laissez au moins un jour.")),
        label=_l("Jours calmes"),
        default=[],
        words=words,
    )
    declare(HOLIDAYS, OneOf(CALENDARS.items), label=_l("Jours fériés"), default="", help=_l("Ces jours-là aussi, les messages attendent."), words=words)


def declare(key, kind, *, label, default, **more):
    order = _order[0] = _order[0] + 1
    declare_setting(Setting(key, PAGE, kind, label, default=default, scopes=SCOPES, waits_for_newcomers=True, order=order, **more))


_order = [0]


def own_keys(values):
    """The keys on this page for which the holder of `values` has said something of their own and may take it back."""
    keys = (setting.key for setting in settings_at(values.holder.scope, page=PAGE))
    return [key for key in keys if values.own(key) and not values.imposing(key)]
