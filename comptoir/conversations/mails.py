"""The mail that a message of the firm is, in a conversation by e-mail: the words themselves, the files that are small enough, and where the answer goes."""

from email.utils import formataddr

from django.core.files.storage import default_storage
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.firms.addresses import firm_url
from comptoir.firms.letterheads import letterhead_of
from comptoir.notifications.languages import languages_of
from comptoir.transports.registry import Content, Enclosed, Mail, registry
from comptoir.transports.reply_line import reply_line

from .actions.mailing import CONTENT
from .models import Incoming, Message
from .reply_addresses import reply_address, thread_id
from .topics import CATEGORY
from .visibility import facts_of, who_sees

# Of all the files of one message; most servers take no more once they are coded for the way.
MOST_ENCLOSED_BYTES = 10 * 1024 * 1024


def declare_mails():
    registry.declare(Content(CONTENT, render_messages, essential=nothing_essential))


def nothing_essential(deliveries):
    """An address that sends mails back gets none of these either, and the author reads so (C7)."""
    return set()


def render_messages(deliveries):
    """{delivery id: Mail, or why it is dropped}. Rights are looked at again as it leaves; the same few queries for any number."""
    messages = messages_of(deliveries)
    conversation_ids = {message.conversation_id for message in messages.values()}
    sides = who_sees(facts_of(conversation_ids), {one.user_id for one in deliveries})
    latest, languages = latest_ids(conversation_ids), languages_of([one.user for one in deliveries], CATEGORY)
    return {one.pk: mail_or_reason(one, messages.get(one.event_id), sides, latest, languages[one.user_id]) for one in deliveries}


def messages_of(deliveries):
    rows = Message.objects.filter(event__in={one.event_id for one in deliveries}).select_related("author", "event", "conversation__firm__brand")
    return {row.event_id: row for row in rows.prefetch_related("attachments__file")}


def latest_ids(conversation_ids):
    """{conversation id: the Message-ID of the last mail that the client sent in it}."""
    last = Incoming.objects.filter(conversation__in=conversation_ids).exclude(message=None).exclude(mail_id="")
    newest = last.values("conversation").annotate(newest=Max("pk")).values("newest")
    return dict(Incoming.objects.filter(pk__in=newest).values_list("conversation_id", "mail_id"))


def mail_or_reason(delivery, message, sides, latest, language):
    if message is None:
        return "withdrawn"
    if not delivery.user.is_active:
        return "account_closed"
    if sides.get((message.conversation_id, delivery.user_id)) != "client":
        return "no_longer_allowed"
    with translation.override(language):
        return mail_of(delivery, message, latest.get(message.conversation_id))


def mail_of(delivery, message, answered):
    conversation, files = message.conversation, [one.file for one in message.attachments.all()]
    is_enclosed = sum(file.size for file in files) <= MOST_ENCLOSED_BYTES
    address = reply_address(conversation.pk, delivery.user_id)
    root = thread_id(conversation.pk)
    context = {
        "language": translation.get_language(),
        "firm": conversation.firm.name,
        "letterhead": letterhead_of(conversation.firm),
        "subject": subject_of(message),
        "message": message,
        "reply_line": reply_line() if address else "",
        "files": [] if is_enclosed else files,
        "url": firm_url(conversation.firm, reverse("conversation", args=[conversation.pk])),
    }
    return Mail(
        subject=context["subject"],
        text=render_to_string("conversations/email/message.txt", context),
        html=render_to_string("conversations/email/message.html", context),
        from_name=sender_of(message),
        reply_to=formataddr((sender_of(message), address)) if address else message.event.data.get("reply_to", ""),
        language=context["language"],
        references=(root, answered) if answered else (root,),
        files=tuple(map(enclosed, files)) if is_enclosed else (),
        is_written=not message.is_automatic,
    )


def enclosed(file):
    return Enclosed(file.name, file.media_type, lambda: read_file(file))


def read_file(file):
    with default_storage.open(file.stored_as) as stored:
        return stored.read()


def subject_of(message):
    """That of the conversation; «Re: …» from the second message on, as mail programs thread them."""
    subject = message.conversation.subject
    return subject if message.event.verb == "conversation.opened" else f"Re: {subject}"


def sender_of(message):
    firm = message.conversation.firm.name
    return _("%(author)s (%(firm)s)") % {"author": message.author.full_name, "firm": firm} if message.author else firm
