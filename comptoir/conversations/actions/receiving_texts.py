"""Answers that come in by SMS: posted in the conversation that they answer, or set aside for a person to look at. Each once, and none is ever answered."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Max

from comptoir.events.recording import record_event
from comptoir.firms.models import Firm
from comptoir.kernel.hub import publish
from comptoir.transports.models import Delivery
from comptoir.transports.sms import numbers

from ..attributing import Candidate, attribute
from ..models import Channel, Conversation, Incoming
from .closure import reopen_conversation
from .posting import Draft
from .reply import post_message

REPEATED, IGNORED = "repeated", "ignored"


def receive_text(text):
    """Take in an IncomingText; return its verdict, REPEATED for a copy and IGNORED for an empty one. Records message.posted or incoming.quarantined.

    STOP and START are heard whoever wrote them, and stand in the conversation like every other answer: so whoever wrote reads that nothing more leaves.
    """
    if not text.text:
        return IGNORED
    try:
        return take(text)
    except IntegrityError:
        return REPEATED


@transaction.atomic
def take(text):
    people = list(get_user_model().objects.filter(phone=text.sender, is_active=True)) if text.is_from_telephone else []
    found = attribute(candidates_of(people), is_known=bool(people), firm_id=firm_texted(text.to))
    verdict = Incoming.Verdict.POSTED if found.chosen else Incoming.Verdict.QUARANTINED
    user = next((one for one in people if found.chosen and one.pk == found.chosen.user_id), None)
    incoming = Incoming.objects.create(
        fingerprint=text.identity, channel=Channel.SMS, verdict=verdict, reason=found.doubt, firm_id=found.firm_id or only_firm(),
        conversation_id=found.conversation_id, user=user, sender_address=text.sender, sender_name=name_of(people), received_at=text.received_at,
        body="" if user else text.text,
    )  # fmt: skip
    heed(text)
    if user:
        post(incoming, text, user)
    else:
        set_aside(incoming)
    return str(verdict)


def candidates_of(people):
    """Each of the conversations by SMS that one of these people sees as a client and takes part in."""
    texted = last_texted(people)
    found = []
    for user in people:
        theirs = Conversation.objects.visible_to(user).filter(channel=Channel.SMS, recipients__user=user)
        theirs = theirs.exclude(pk__in=Conversation.objects.worked_on_by(user).filter(channel=Channel.SMS, recipients__user=user))
        for pk, firm_id, last_message_at in theirs.values_list("pk", "firm_id", "last_message_at"):
            found.append(Candidate(pk, firm_id, user.pk, texted.get((pk, user.pk), last_message_at)))
    return found


def last_texted(people):
    """{(conversation id, user id): when it was last texted to them}."""
    rows = Delivery.objects.filter(channel=Delivery.Channel.SMS, user__in=people, event__target_type=Conversation._meta.label_lower)
    latest = rows.values_list("event__target_id", "user_id").annotate(at=Max("created_at")).order_by()
    return {(conversation_id, user_id): at for conversation_id, user_id, at in latest}


def firm_texted(number):
    """The firm whose own number this is; None where firms share one, or the provider does not say."""
    slug = settings.SMS.firm_of(number) if settings.SMS and number else ""
    return Firm.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None


def only_firm():
    """The one firm of this installation; None where there are several, for what was meant for one is no business of another."""
    firms = list(Firm.objects.values_list("pk", flat=True)[:2])
    return firms[0] if len(firms) == 1 else None


def name_of(people):
    return people[0].full_name[:160] if len(people) == 1 else ""


def heed(text):
    if not text.is_from_telephone:
        return
    if numbers.asks_to_stop(text.text):
        numbers.stop(text.sender)
    elif numbers.asks_to_start(text.text):
        numbers.start(text.sender)


def post(incoming, text, user):
    """Through the action that pages use. A closed conversation is opened again by who writes: no answer is lost because of a click."""
    conversation = Conversation.objects.select_for_update(of=["self"]).get(pk=incoming.conversation_id)
    if conversation.is_closed:
        reopen_conversation(conversation, by=user)
    incoming.message = post_message(conversation, Draft(text.text, user, channel=Channel.SMS, is_signed=False))
    incoming.save(update_fields=["message"])


def set_aside(incoming):
    record_event("incoming.quarantined", incoming, actor=None, reason=incoming.reason, conversation=incoming.conversation_id)
    if incoming.conversation_id:
        publish(f"conversation:{incoming.conversation_id}")
