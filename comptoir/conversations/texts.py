"""What a message says as an SMS: who writes, the text itself, and where its files are. docs/sms.md."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.firms.addresses import firm_url
from comptoir.transports.sms.segments import plain, too_long

from .models import Channel

# Who renders a message as an SMS (texting.py).
CONTENT = "conversation.sms"


class TooLongForSms(Exception):
    """The text takes more messages than a telephone should receive; its words say how many."""


def text_of(conversation, body, *, files=0):
    """The SMS for `body` with this number of files, in the active language: the firm's name once, at the head, and a link only where there are files.

    The signature is left out: a line of it may cost as much as the message.
    """
    said = f"{opening(conversation.firm)}{body.strip()}"
    if files:
        url = firm_url(conversation.firm, reverse("conversation", args=[conversation.pk]))
        said += "\n" + ngettext("Un fichier joint : %(url)s", "%(count)s fichiers joints : %(url)s", files) % {"count": files, "url": url}
    return plain(said)


def opening(firm):
    return plain(_("%(firm)s : ") % {"firm": " ".join(firm.name.split())})


def refuse_too_long(conversation, draft):
    """Raises TooLongForSms for what the firm writes in a conversation by SMS and no SMS should hold."""
    if conversation.channel != Channel.SMS:
        return
    words = too_long(text_of(conversation, draft.body, files=len(draft.files)))
    if words:
        raise TooLongForSms(words)
