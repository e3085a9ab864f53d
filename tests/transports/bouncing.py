"""Mails that come back, as servers really write them: the files of mails/, about a mail of ours to Hélène."""

from pathlib import Path

from comptoir.transports.email import message_id
from comptoir.transports.models import Delivery

MAILS = Path(__file__).parent / "mails"
TO = b"helene@example.com"


def returned(kind, delivery, *, about=None, notice=0):
    """The source of one notice of this kind about `delivery`, to `about` (an address) instead of Hélène's; `notice` makes another notice of it."""
    source = (MAILS / f"{kind}.eml").read_bytes().replace(b"@@ID@@", message_id(delivery.pk).encode())
    source = source.replace(b"Message-Id: <", b"Message-Id: <%d." % notice) if notice else source
    return source.replace(TO, about.encode()) if about else source


def sent_to(user, content="notification", **fields):
    """A mail that left."""
    return Delivery.objects.create(user=user, content=content, state=Delivery.State.SENT, **fields)
