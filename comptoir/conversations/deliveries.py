"""The way of one message to each person: by which channel, how far it is, whether it was read. For members of the firm."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.notifications.models import Notification
from comptoir.notifications.why import dropped_sentence, waiting_sentence
from comptoir.transports.models import Delivery
from comptoir.transports.sms.outlets import can_text
from comptoir.ui.moments import clock, full_moment

from .actions.resend import BY_ANOTHER_WAY
from .visibility import facts_of, who_sees

# Pushes are no news of a message's way: what they tell stands in the bell.
WAYS = (Delivery.Channel.EMAIL, Delivery.Channel.SMS)
OTHERWISE = {Delivery.Channel.EMAIL: Delivery.Channel.SMS, Delivery.Channel.SMS: Delivery.Channel.EMAIL}
OTHERWISE_LABELS = {Delivery.Channel.EMAIL: _l("Renvoyer par e-mail"), Delivery.Channel.SMS: _l("Renvoyer par SMS")}


@dataclass(frozen=True)
class Way:
    """One delivery, in words. `other`: the channel by which it may be tried instead, "" when there is none."""

    delivery: Delivery
    other: str = ""

    @property
    def is_failed(self):
        return self.delivery.state == Delivery.State.FAILED

    @property
    def channel(self):
        return self.delivery.get_channel_display()

    @property
    def sentence(self):
        return sentence_of(self.delivery)

    @property
    def other_label(self):
        return OTHERWISE_LABELS[self.other]


@dataclass
class Reached:
    """One person: the ways on which the message went to them, and whether they read it (`is_told`: the bell has it)."""

    user: object
    ways: list = field(default_factory=list)
    is_told: bool = False
    read_at: object = None

    @property
    def reading(self):
        if self.read_at:
            return _("Lu %(moment)s") % {"moment": at(self.read_at)}
        return _("Pas encore lu") if self.is_told else ""


def reached_by(message):
    """[Reached, …] of everybody to whom `message` is owed or was told; the same few queries for any number."""
    people = {}
    ways = list(Delivery.objects.filter(event=message.event_id, channel__in=WAYS).select_related("user").order_by("pk"))
    sides = who_sees(facts_of({message.conversation_id}), {one.user_id for one in ways})
    for delivery in ways:
        # Messages themselves go to clients; colleagues are told of them.
        is_client = sides.get((message.conversation_id, delivery.user_id)) == "client"
        other = other_way(delivery, ways) if is_client else ""
        people.setdefault(delivery.user_id, Reached(delivery.user)).ways.append(Way(delivery, other))
    for told in Notification.objects.filter(event=message.event_id, in_app=True).select_related("user").order_by("pk"):
        person = people.setdefault(told.user_id, Reached(told.user))
        person.is_told, person.read_at = True, told.read_at
    return sorted(people.values(), key=lambda one: (one.user.last_name, one.user.first_name, one.user.pk))


def other_way(delivery, ways):
    """By what a failed delivery may be tried instead: not by what is on its way, arrived or failed already, nor by SMS without a number."""
    other = OTHERWISE[delivery.channel]
    tried = {one.channel for one in ways if one.user_id == delivery.user_id and one.state != Delivery.State.DROPPED}
    if delivery.state != Delivery.State.FAILED or other in tried:
        return ""
    is_possible = other == Delivery.Channel.EMAIL or (can_text() and delivery.user.phone)
    return other if is_possible else ""


def sentence_of(delivery):
    if delivery.state == Delivery.State.SENT:
        return sent_sentence(delivery)
    if delivery.state == Delivery.State.FAILED:
        return _("Non remis : %(error)s") % {"error": delivery.error}
    if delivery.state == Delivery.State.PENDING:
        return pending_sentence(delivery)
    words = _("envoyé autrement") if delivery.outcome == BY_ANOTHER_WAY else dropped_sentence(delivery.outcome)
    return words[:1].upper() + words[1:]


def sent_sentence(delivery):
    """A telephone network says when a message is in the hand; until then it only has it. A mail server says no more than that it took the mail."""
    if delivery.channel == Delivery.Channel.SMS and not delivery.arrived_at:
        return _("Envoyé %(moment)s") % {"moment": at(delivery.sent_at)}
    return _("Remis %(moment)s") % {"moment": at(delivery.arrived_at or delivery.sent_at)}


def pending_sentence(delivery):
    if delivery.attempts:
        words = {"count": delivery.attempts, "error": delivery.error, "moment": at(delivery.due_at)}
        return _("En cours d’envoi : %(error)s Essai suivant %(moment)s.") % words
    if delivery.due_at <= timezone.now():
        return _("En cours d’envoi")
    words = waiting_sentence(delivery)
    return words[:1].upper() + words[1:]


def at(moment):
    """«à 9 h 12», or «le lun. 30 nov. à 9 h» for another day."""
    if timezone.localtime(moment).date() == timezone.localdate():
        return _("à %(time)s") % {"time": clock(moment)}
    return _("le %(moment)s") % {"moment": full_moment(moment)}
