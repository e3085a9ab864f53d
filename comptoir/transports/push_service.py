"""One message to one push service, and the line that it goes over (RFC 8030)."""

import logging
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from comptoir.kernel.destinations import Unreachable
from comptoir.kernel.secrets import Unreadable, unseal
from comptoir.kernel.tokens import digest

from .push import authorization, encrypt, from_text, payload_of
from .verdicts import Fate, Verdict, verdict_of_answer, verdict_of_trouble

logger = logging.getLogger(__name__)
# For how long a push service keeps it for a device that is switched off: a push is no news the next day.
KEPT_SECONDS = 12 * 60 * 60
# What one message may take, and what all that goes over one line may.
PATIENCE_SECONDS, LINE_SECONDS = 5, 10


@sensitive_variables()
def hand_over(push, device, lines):
    """The Verdict of the device's push service on one message."""
    try:
        endpoint = unseal(device.endpoint)
        body = encrypt(payload_of(push), from_text(device.p256dh), from_text(unseal(device.auth)))
    except Unreadable:
        return Verdict(Fate.REFUSED, "unreadable_secret")
    except ValueError:
        logger.error("A push of %s characters cannot be encrypted for device %s", len(push.title + push.body + push.url), device.pk)
        return Verdict(Fate.REFUSED, "refused")
    try:
        answer = lines.post(endpoint, body, headers_of(push, endpoint))
    except Unreachable as trouble:
        return verdict_of_trouble(trouble.code)
    return verdict_of_answer(answer.status, answer.retry_after, timezone.now())


def headers_of(push, endpoint):
    """RFC 8030, section 5. The topic lets the service drop what a newer message replaces; it says nothing of what the message is about."""
    return {
        "Authorization": authorization(endpoint, key=settings.VAPID_PRIVATE_KEY, subject=f"mailto:{settings.MAIL_FROM}"),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "normal",
        "Topic": digest(f"{settings.SECRET_KEY}{push.tag}")[:32],
    }


class Lines:
    """The open lines of one batch: one for each push service, kept from message to message. A service that hangs is left alone for the rest of the batch."""

    def __init__(self):
        self.open, self.hanging, self.stack = {}, set(), ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stack.close()

    @sensitive_variables()
    def post(self, endpoint, body, headers):
        """The Answer of the push service. Raises Unreachable."""
        origin = urlsplit(endpoint)[:2]
        if origin in self.hanging:
            raise Unreachable("slow")
        try:
            return self.line_to(origin).call("POST", endpoint, headers=headers, content=body)
        except Unreachable as trouble:
            if trouble.code == "slow":
                self.hanging.add(origin)
            raise

    def line_to(self, origin):
        from comptoir.kernel.outgoing import Line  # where it is used: most processes send no push

        line = self.open.get(origin)
        if line is None or line.deadline - time.monotonic() < PATIENCE_SECONDS:
            line = self.open[origin] = self.stack.enter_context(Line(LINE_SECONDS))
        return line
