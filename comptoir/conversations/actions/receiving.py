"""Answers that come in by mail (C8): posted in their conversation, set aside for a person to look at, or refused. Each mail once, and none is ever answered."""

import hashlib
import json
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.documents.actions import FileRefused, check_file, store_files
from comptoir.events.recording import record_event
from comptoir.firms.models import Firm
from comptoir.kernel.hub import publish
from comptoir.transports.reading import UnreadableMail, read_mail
from comptoir.transports.reply_line import split_at_line

from ..models import Channel, Conversation, Incoming, IncomingFile
from ..reply_addresses import read_address
from ..texts import TooLongForSms
from ..verdicts import Arrival, Verdict, Why, verdict_on
from .closure import reopen_conversation
from .posting import Draft
from .reply import post_message

REPEATED = "repeated"
# What one mail may bring; a page takes fewer at a time.
MOST_FILES = 50
MOST_WORDS = 50_000


@dataclass(frozen=True)
class Address:
    """What the address that a mail came to stands for: nothing, a firm, or (signed) a conversation and a person."""

    firm: object = None
    conversation: object = None
    user: object = None


def receive_mail(source):
    """Reader of `settings.INBOUND_READERS`: take in a mail (bytes) that came to one of our addresses; return its verdict, "" when it is not for us.

    Rights are looked at now, not when the address was given. The same mail handed in again, at the same moment too, is REPEATED.
    """
    try:
        mail = read_mail(source) if settings.INBOUND_ADDRESS else None
    except UnreadableMail:
        return ""
    read = [found for found in map(read_address, mail.recipients) if found] if mail else []
    if not read:
        return ""
    text, quoted = split_at_line(mail.text, mail.quoted)
    mail = replace(mail, text=text, quoted=quoted)
    return take(mail, address_of(mail, read), fingerprint_of(mail, source))


def address_of(mail, read):
    """The most telling of the addresses (Addressed) that the mail came to: one signed for who writes, then any that is signed, then a firm's."""
    signed = [found for found in (signed_address(one) for one in read if one.is_signed) if found]
    own = [one for one in signed if one.user.email == mail.sender_address]
    return next(iter(own or signed), None) or firm_addressed(one.slug for one in read if not one.is_signed)


def signed_address(addressed):
    user = get_user_model().objects.filter(pk=addressed.user_id).first()
    conversation = Conversation.objects.select_related("firm").filter(pk=addressed.conversation_id).first()
    return Address(conversation.firm, conversation, user) if user and conversation else None


def firm_addressed(slugs):
    """The firm that one of these names; where there is only one firm, the bare address («reponse@…») is its own."""
    slugs = set(slugs)
    firms = list(Firm.objects.filter(slug__in=slugs - {""})[:1]) or (list(Firm.objects.all()[:2]) if "" in slugs else [])
    return Address(firms[0]) if len(firms) == 1 else Address()


def fingerprint_of(mail, source):
    """The same for every copy of one mail, by whichever door and with whatever the servers on its way wrote at its head."""
    if not mail.message_id:
        return hashlib.sha256(source).hexdigest()
    files = [[file.name, hashlib.sha256(file.content).hexdigest()] for file in mail.files]
    return hashlib.sha256(json.dumps([mail.message_id, mail.sender_address, mail.subject, mail.text, mail.quoted, files]).encode()).hexdigest()


@transaction.atomic
def take(mail, to, fingerprint):
    """Write down the mail and what becomes of it, in one transaction. Records message.posted or incoming.<what it was>."""
    verdict, why = verdict_on(arrival_of(mail, to))
    try:
        with transaction.atomic():
            incoming = Incoming.objects.create(fingerprint=fingerprint, verdict=verdict, reason=why, **words_of(mail, to, verdict))
    except IntegrityError:
        return REPEATED
    if verdict is Verdict.POSTED and posted(incoming, mail, to):
        return str(verdict)
    set_aside(incoming, mail)
    return str(incoming.verdict)


def arrival_of(mail, to):
    may_write = bool(to.user and to.user.is_active and Conversation.objects.visible_to(to.user).filter(pk=to.conversation.pk).exists())
    return Arrival(
        is_signed=to.conversation is not None,
        to_firm=to.firm is not None,
        is_automatic=bool(mail.automatic),
        from_own_address=bool(to.user and to.user.email == mail.sender_address),
        may_write=may_write,
        is_empty=not (mail.text.strip() or mail.files),
    )


def words_of(mail, to, verdict):
    """What is kept of the mail on its row: of a refused one nothing but that it came; the words of a posted one are in its message."""
    if verdict is Verdict.REFUSED:
        return {}
    kept = {
        "firm": to.firm,
        "conversation": to.conversation,
        "user": to.user,
        "sender_address": mail.sender_address[:254],
        "sender_name": mail.sender_name[:160],
        "subject": mail.subject[:250],
        "mail_id": mail.message_id[:250],
    }
    return kept if verdict is Verdict.POSTED else kept | {"body": mail.text, "quoted": mail.quoted}


def posted(incoming, mail, to):
    """Whether it could be posted; what a conversation by SMS does not take waits for a person instead."""
    try:
        with transaction.atomic():
            post(incoming, mail, to)
    except TooLongForSms:
        incoming.verdict, incoming.reason, incoming.body, incoming.quoted = Verdict.QUARANTINED, Why.TOO_LONG, mail.text, mail.quoted
        incoming.save(update_fields=["verdict", "reason", "body", "quoted"])
        return False
    return True


def post(incoming, mail, to):
    """Through the action that pages use. A closed conversation is opened again by who writes: no answer is lost because of a click."""
    conversation = Conversation.objects.select_for_update(of=["self"]).get(pk=to.conversation.pk)
    if conversation.is_closed:
        reopen_conversation(conversation, by=to.user)
    with translation.override(to.user.language):
        uploads, remarks = sorted_files(mail)
        body, quoted = body_of(mail.text, mail.quoted, remarks)
    incoming.message = post_message(conversation, Draft(body, to.user, tuple(uploads), quoted=quoted, channel=Channel.EMAIL, is_signed=False))
    incoming.save(update_fields=["message"])


def set_aside(incoming, mail):
    """Keep what came with it for whoever looks at it, and tell nobody: a mail causes no mail."""
    if incoming.firm is None:
        record_event("incoming.refused", incoming, actor=None, reason=incoming.reason)
        return
    with translation.override(settings.LANGUAGE_CODE):
        uploads, remarks = sorted_files(mail)
        incoming.body = "\n\n".join([incoming.body, *remarks]).strip()
    incoming.save(update_fields=["body"])
    files = store_files(uploads, firm=incoming.firm, by=None)
    IncomingFile.objects.bulk_create([IncomingFile(incoming=incoming, file=file) for file in files])
    verb = "incoming.recognised" if incoming.verdict == Verdict.AUTOMATIC else "incoming.quarantined"
    record_event(verb, incoming, actor=None, reason=incoming.reason, conversation=incoming.conversation_id)
    if incoming.conversation_id:
        publish(f"conversation:{incoming.conversation_id}")


def sorted_files(mail):
    """([uploads that are taken], [a sentence for each that is not, and for what could not be read])."""
    uploads, remarks = [], []
    for file in mail.files:
        upload = ContentFile(file.content, file.name)
        try:
            check_file(upload)
            uploads.append(upload)
        except FileRefused as error:
            remarks.append(_("[Fichier non repris : %(why)s]") % {"why": error})
    if len(uploads) > MOST_FILES:
        remarks.append(_("[Fichiers non repris : les %(count)s derniers]") % {"count": len(uploads) - MOST_FILES})
    if mail.problems:
        remarks.append(_("[Cet e-mail n’a pas pu être lu en entier.]"))
    return uploads[:MOST_FILES], remarks


def body_of(text, quoted, remarks):
    """(body, quoted): what is too long for a message is folded with what was quoted, not lost."""
    text = text.strip()
    body, rest = (text, "") if len(text) <= MOST_WORDS else (text[:MOST_WORDS], text[MOST_WORDS:])
    words = "\n\n".join(filter(None, [body, *remarks])) or _("(e-mail sans texte)")
    return words, "\n\n".join(filter(None, [rest, quoted]))
