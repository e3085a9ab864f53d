"""What waits for a person to look at it: accepted into a conversation, or as a new question, or discarded. Of two colleagues, one does."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from comptoir.documents.actions import discard
from comptoir.documents.models import StoredFile
from comptoir.events.recording import record_event
from comptoir.firms.models import Membership
from comptoir.kernel.emails import with_ascii_domain

from ..models import Channel, Conversation, Incoming, Side
from .ask import ask
from .closure import reopen_conversation
from .posting import Draft, is_client_of
from .receiving import body_of
from .reply import post_message

# What is refused or discarded goes, with its files, after this time: somebody may still want to look.
KEPT_FOR = timedelta(days=30)
BATCH = 500
OPEN = (Incoming.Verdict.QUARANTINED, Incoming.Verdict.AUTOMATIC)


class AlreadyReviewed(Exception):
    """Somebody else decided meanwhile."""


@transaction.atomic
def accept_into(incoming, conversation, *, by):
    """Post what came in as a message of `conversation`, opened again if it was closed; return the message.

    Raises AlreadyReviewed. Records incoming.accepted and message.posted. The author is the account of that address if it sees the conversation as a client;
    else nobody, and the message bears the name that the mail gave.
    """
    incoming = settle(incoming, Incoming.Verdict.ACCEPTED, by=by, conversation=conversation)
    conversation = Conversation.objects.select_for_update(of=["self"]).get(pk=conversation.pk)
    if conversation.is_closed:
        reopen_conversation(conversation, by=by)
    message = post_message(conversation, draft_of(incoming, author_in(conversation, incoming)))
    return finish(incoming, message, by)


@transaction.atomic
def accept_as_question(incoming, dossier, *, by, subject=""):
    """Open a conversation about `dossier` with what came in; return its first message. It goes to whoever is proposed for the dossier.

    Raises AlreadyReviewed. Records incoming.accepted and conversation.opened.
    """
    incoming = settle(incoming, Incoming.Verdict.ACCEPTED, by=by)
    author = author_for(dossier, incoming)
    message = ask(
        dossier, side=Side.ACCOUNTANT, subject=(subject.strip() or incoming.subject or shown_sender(incoming))[:200], draft=draft_of(incoming, author),
        channel=incoming.channel if author else Channel.PORTAL,
    )  # fmt: skip
    Incoming.objects.filter(pk=incoming.pk).update(conversation=message.conversation)
    return finish(incoming, message, by)


@transaction.atomic
def discard_incoming(incoming, *, by):
    """Set it aside for good. Raises AlreadyReviewed. Records incoming.discarded."""
    incoming = settle(incoming, Incoming.Verdict.DISCARDED, by=by)
    record_event("incoming.discarded", incoming, actor=by, sender=shown_sender(incoming), conversation=incoming.conversation_id)


def settle(incoming, verdict, *, by, **more):
    """The row with its verdict, if nobody gave one before. Raises AlreadyReviewed."""
    settled = Incoming.objects.filter(pk=incoming.pk, verdict__in=OPEN).update(verdict=verdict, reviewed_at=timezone.now(), reviewed_by=by, **more)
    if not settled:
        raise AlreadyReviewed
    return Incoming.objects.select_related("firm").get(pk=incoming.pk)


def finish(incoming, message, by):
    Incoming.objects.filter(pk=incoming.pk).update(message=message)
    incoming.files.all().delete()
    record_event("incoming.accepted", incoming, actor=by, sender=shown_sender(incoming), conversation=message.conversation_id)
    return message


def draft_of(incoming, author):
    body, quoted = body_of(incoming.body, incoming.quoted, ())
    kept = tuple(StoredFile.objects.filter(pk__in=incoming.files.values("file")).order_by("pk"))
    return Draft(body, author, quoted=quoted, channel=incoming.channel, sender_name="" if author else public_name(incoming), is_signed=False, kept=kept)


def public_name(incoming):
    """Under which name the client's other users read it: that of the mail, with its address unless that is a colleague's."""
    account = account_of(incoming)
    is_colleague = account and Membership.objects.active().filter(firm=incoming.firm_id, user=account).exists()
    return account.full_name if is_colleague else shown_sender(incoming)


def shown_sender(incoming):
    """«Hélène Roux <helene@example.com>», as far as it is known, in the room that a message has for it."""
    name, address = incoming.sender_name, incoming.sender_address
    return (f"{name} <{address}>" if name and address else name or address)[:160]


def account_of(incoming):
    """The open account of the address or number that wrote; None for a stranger's, and for a number that several people have."""
    if incoming.channel == Channel.SMS:
        people = list(get_user_model().objects.filter(phone=incoming.sender_address, is_active=True).exclude(phone="")[:2])
        return people[0] if len(people) == 1 else None
    address = with_ascii_domain(incoming.sender_address)
    return get_user_model().objects.filter(email=address, is_active=True).first() if address else None


def author_in(conversation, incoming):
    user = account_of(incoming)
    sees = user and Conversation.objects.visible_to(user).filter(pk=conversation.pk).exists()
    return user if sees and is_client_of(user, conversation) else None


def author_for(dossier, incoming):
    user = account_of(incoming)
    return user if user and type(dossier).objects.represented_by(user).filter(pk=dossier.pk).exists() else None


def forget_incoming(now):
    """Delete what was refused or discarded long ago, with its files; return how many there were."""
    gone = Incoming.objects.filter(verdict__in=[Incoming.Verdict.REFUSED, Incoming.Verdict.DISCARDED], received_at__lt=now - KEPT_FOR)
    ids = list(gone.order_by("pk").values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        files = list(StoredFile.objects.filter(pk__in=Incoming.objects.filter(pk__in=ids).values("files__file")))
        Incoming.objects.filter(pk__in=ids).delete()
        for file in files:
            discard(file)
    return len(ids)
