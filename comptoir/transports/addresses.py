"""Addresses that take no mail any more: marked by their servers' words, cleared by their owners."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.events.recording import record_event

from .models import AddressState, Delivery
from .registry import registry
from .smtp_words import says_nobody_there

# Why a delivery failed that nobody tried to send (Delivery.outcome).
ADDRESS_BOUNCED = "address_bounced"
BOUNCED, CLEARED = "address.bounced", "address.cleared"


@transaction.atomic
def mark_bouncing(delivery, *, reason, notice=""):
    """No mail but the essential goes to this delivery's address from now on; return whether that is news. Records address.bounced, once until it is cleared."""
    address = delivery.goes_to.lower()
    now = {"bounced_at": timezone.now(), "reason": reason[:300], "delivery": delivery, "notice": notice, "cleared_at": None, "cleared_by": None}
    state, is_new = AddressState.objects.get_or_create(address=address, defaults=now)
    if not is_new and not AddressState.objects.filter(pk=state.pk).exclude(cleared_at=None).update(**now):
        return False
    record_event(BOUNCED, delivery.person, actor=None, address=address, reason=reason[:300])
    return True


def heard_at_once(delivery, error):
    """Mark the address that the server refused while we spoke to it (`error`: Refused), when it said that nobody is there; return whether that is news.

    A refusal of us or of what we wrote (5.7.x, 554) says nothing of the address.
    """
    return says_nobody_there(str(error)) and mark_bouncing(delivery, reason=str(error))


@transaction.atomic
def clear_bounce(user, *, by):
    """Send to `user`'s address again; return whether it was marked. Records address.cleared."""
    now = timezone.now()
    if not AddressState.objects.bouncing().filter(address=user.email).update(cleared_at=now, cleared_by=by):
        return False
    record_event(CLEARED, user, actor=by, address=user.email)
    return True


def bounce_of(user):
    """The AddressState of a person whose address takes no mail; None for everybody else."""
    return AddressState.objects.bouncing().filter(address=user.email).first()


def undeliverable(user_ids):
    """Those of these people whose address takes no mail, in one query."""
    states = AddressState.objects.bouncing().values("address")
    return set(get_user_model().objects.filter(pk__in=user_ids, email__in=states).values_list("pk", flat=True)) if user_ids else set()


def known_as_bouncing(deliveries):
    """{delivery id: the server's words} of the mails that are not worth handing over, in one query while no address is marked.

    What concerns the account itself is still tried, and what goes to another address than the person's own: nothing else can reach them.
    """
    own = [delivery for delivery in deliveries if delivery.channel == Delivery.Channel.EMAIL and not delivery.address]
    states = AddressState.objects.bouncing().filter(address__in={delivery.person.email for delivery in own}) if own else ()
    reasons = dict(states.values_list("address", "reason")) if own else {}
    marked = [delivery for delivery in own if delivery.person.email in reasons]
    essential = registry.essential(marked)
    return {delivery.pk: reasons[delivery.person.email] for delivery in marked if delivery.pk not in essential}


def not_tried(delivery, reason):
    """The sentence for whoever wrote what this delivery should have told, in their language."""
    author = delivery.event.actor if delivery.event else None
    with translation.override(author.language if author else settings.LANGUAGE_CODE):
        return _("L’adresse ne reçoit plus nos e-mails : %(reason)s") % {"reason": reason}
