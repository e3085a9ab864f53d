"""«Simuler le mois dernier»: the news of the last thirty days, decided again with the settings of today (X5). Nothing is written or sent."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from comptoir.clients.standing import standing_of
from comptoir.events.models import Event
from comptoir.preferences.resolver import values_of
from comptoir.transports.models import Delivery

from .choices import topics_for
from .deciding import reasons_to_tell
from .models import Notification
from .registry import Channel
from .wishes import keys_of, wishes_of

DAYS = 30
# What a person waits for in one answer; a large firm has more in a month, and the page says so.
MOST_EVENTS = 10_000
AT_ONCE = 500


@dataclass(frozen=True)
class Counts:
    """How many of each would have reached the person. A digest is one mail; mails may be fewer, for what is read in time is not mailed."""

    mails: int = 0
    digests: int = 0
    web: int = 0
    mobile: int = 0
    bell: int = 0


@dataclass(frozen=True)
class Simulation:
    """`sent`: what did leave; `own`: with one's settings; `firm`: with those of the firm. `since`: the first moment looked at."""

    sent: Counts
    own: Counts
    firm: Counts
    since: object
    is_cut_short: bool


def simulate(user, now=None):
    """The Simulation of `user`'s last thirty days, by the very code that decides."""
    since = (now or timezone.now()) - timedelta(days=DAYS)
    topics = topics_for(user)
    own = wishes_of([user.pk], topics)[user.pk]
    inherited = {key: values_of(user).inherited(key) for key in keys_of(topics)}
    firm = replace(own, resolved={key: found for key, found in inherited.items() if found.row})
    mine, theirs = Tally(own), Tally(firm)
    events = events_since(user, topics, since)
    for start in range(0, len(events), AT_ONCE):
        for (event, _user), pairs in reasons_to_tell(events[start : start + AT_ONCE], only={user.pk}).items():
            mine.add(pairs, event)
            theirs.add(pairs, event)
    is_cut_short = len(events) == MOST_EVENTS
    return Simulation(sent_since(user, since), mine.counts(), theirs.counts(), events[-1].occurred_at if is_cut_short else since, is_cut_short)


def events_since(user, topics, since):
    """The events that could concern the person, newest first."""
    verbs = {verb for topic in topics for verb in topic.verbs}
    firms = {firm_id for firm_id, _role in standing_of(user).roles}
    own = Q(firm=None, target_type=user._meta.label_lower, target_id=user.pk)
    events = Event.objects.filter(Q(firm__in=firms) | own, verb__in=verbs, occurred_at__gte=since)
    return list(events.order_by("-id")[:MOST_EVENTS])


class Tally:
    """Counts what one set of wishes makes of events."""

    def __init__(self, wishes):
        self.wishes = wishes
        self.single = dict.fromkeys(Channel, 0)
        self.together = {channel: set() for channel in Channel}

    def add(self, reasons, event):
        decision = self.wishes.decide(reasons, event.occurred_at)
        for channel in decision.channels if decision else ():
            moment = decision.moments.get(channel)
            if moment and moment.is_grouped:
                self.together[channel].add(moment.due_at)
            else:
                self.single[channel] += 1

    def counts(self):
        of = {channel: self.single[channel] + len(self.together[channel]) for channel in Channel}
        return Counts(of[Channel.EMAIL], len(self.together[Channel.EMAIL]), of[Channel.WEB], of[Channel.MOBILE], of[Channel.IN_APP])


def sent_since(user, since):
    """What did leave, as the rows say. Deliveries that left together have one moment."""
    sent = Delivery.objects.filter(user=user, content="notification", state=Delivery.State.SENT, sent_at__gte=since)
    rows = list(sent.values_list("channel", "is_grouped", "sent_at", "pk"))
    messages = {(channel, sent_at if grouped else pk): grouped for channel, grouped, sent_at, pk in rows}
    of = {channel: sum(1 for one, _key in messages if one == channel) for channel in Delivery.Channel}
    digests = sum(1 for (channel, _key), grouped in messages.items() if grouped and channel == Delivery.Channel.EMAIL)
    bell = Notification.objects.filter(user=user, in_app=True, created_at__gte=since).count()
    return Counts(of["email"], digests, of["web"], of["mobile"], bell)
