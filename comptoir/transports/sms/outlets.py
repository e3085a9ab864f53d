"""Those who carry short messages, behind one interface: `send(number, text, reference, sender="")` answers the provider's id, "" when it gives none.

`number` is in E.164 and `reference` is the same at every attempt, so that a provider that looks at it sends once. Each raises Refused (never) or
NotNow (later) with words that a person reads.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from comptoir.kernel.text import excerpt

from ..email import Refused
from ..models import Delivery, MailboxMessage
from .others import AppriseOutlet
from .ovh import OvhOutlet
from .webhook import JsonOutlet

KINDS = {"ovh": OvhOutlet, "json": JsonOutlet, "apprise": AppriseOutlet}


class MailboxOutlet:
    """The demo's mailbox page instead of a provider."""

    def send(self, number, text, reference, sender=""):
        row = {"channel": Delivery.Channel.SMS, "recipient": number, "subject": excerpt(text), "source": text.encode()}
        return f"demo-{MailboxMessage.objects.create(**row).pk}"

    def close(self):
        pass


class NoOutlet:
    """An installation that sends real mail and has nobody for short messages: saying «Remis» would be a lie."""

    def send(self, number, text, reference, sender=""):
        raise Refused(_("Cette installation n’a pas de service de SMS. Écrivez par e-mail, ou demandez à votre exploitant de définir SMS_URL."))

    def close(self):
        pass


def sms_outlet():
    if settings.SMS:
        return KINDS[settings.SMS.kind](settings.SMS)
    return NoOutlet() if settings.SMTP else MailboxOutlet()


def can_text():
    """Whether short messages go anywhere: to a provider, or in the demo to its mailbox page."""
    return bool(settings.SMS) or settings.SMTP is None
