"""What providers hand in: a short message that came in, or what became of one of ours. From JSON or a form into values; nothing here is believed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.dateparse import parse_datetime

from comptoir.kernel.identifiers import Unread
from comptoir.kernel.phones import read_e164

# A text of forty parts; who sends more has something else in mind.
LONGEST_TEXT = 6000
# The names that providers give to one thing; ours come first, OVH's are those of its «sms.Incoming» and of its callbacks.
NAMES = {
    "sender": ("from", "sender", "senderid", "number", "msisdn"),
    "to": ("to", "receiver", "recipient", "shortnumber"),
    "text": ("text", "message", "body"),
    "id": ("id", "smsid", "message_id"),
    "received_at": ("received_at", "creationdatetime", "date"),
}
# OVH's callback, «ptt»: 1 and 2 are tried again by the network, 3 was taken by it, 6 is unknown; the others are final failures.
OVH_ARRIVED, OVH_ON_ITS_WAY = "4", frozenset({"1", "2", "3", "6"})
ARRIVED = frozenset({"delivered", "arrived", "received", "success"})
FAILED = frozenset({"failed", "undelivered", "undeliverable", "rejected", "expired", "error"})


class NoText(Exception):
    """The request holds no short message that can be read."""


@dataclass(frozen=True)
class IncomingText:
    """`sender` is in E.164, or as it came when it is no telephone (a short number, a name). `identity` is the same for its copies."""

    sender: str
    to: str
    text: str
    identity: str
    received_at: datetime

    @property
    def is_from_telephone(self):
        return self.sender.startswith("+")


@dataclass(frozen=True)
class Status:
    provider_id: str
    reference: str
    arrived: bool
    reason: str


def fields_of(body, form):
    """The fields of a request as {name in lower case: text}: of JSON, or of the form (or query) that it is. Raises NoText."""
    if form is not None:
        return {name.lower(): str(value) for name, value in form.items()}
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise NoText from None
    if not isinstance(said, dict):
        raise NoText
    return {str(name).lower(): str(value) for name, value in said.items() if isinstance(value, str | int) and not isinstance(value, bool)}


def read_text(fields, now):
    """The IncomingText of these fields. Raises NoText: nobody sent it. An empty text is a text."""
    found = {thing: next((fields[name].replace("\0", "").strip() for name in names if name in fields), "") for thing, names in NAMES.items()}
    sender = in_e164(found["sender"])
    if not sender or not any(name in fields for name in NAMES["text"]):
        raise NoText
    moment = moment_of(found["received_at"], now)
    # Without an id of the provider's, copies are told by what they say and when.
    known_by = ("id", found["id"]) if found["id"] else ("words", sender, found["to"], found["text"], found["received_at"])
    identity = hashlib.sha256("\0".join(("sms", *known_by)).encode(errors="replace")).hexdigest()
    return IncomingText(sender[:254], in_e164(found["to"])[:254], found["text"][:LONGEST_TEXT], identity, moment)


def in_e164(words):
    """A telephone number in E.164 where it is one; short numbers and names as they came."""
    try:
        return read_e164(words)
    except Unread:
        return words


def moment_of(words, now):
    """When it came in, as the provider says, where that is a moment of the last days; else now."""
    try:
        moment = parse_datetime(words)
    except ValueError:
        moment = None
    if moment is None:
        return now
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if timedelta(0) <= now - moment < timedelta(days=7) else now


def read_status(fields):
    """The Status of these fields; None for one that is not the last word. Raises NoText: it speaks of nothing."""
    provider_id, reference = fields.get("id", "").strip()[:100], fields.get("reference", "").strip()[:100]
    word = fields.get("status", "").strip().lower()
    if not (provider_id or reference) or not (word or "ptt" in fields):
        raise NoText
    reason = " ".join(fields.get("error", "").replace("\0", "").split())[:300]
    if "ptt" in fields:
        ptt = fields["ptt"].strip()
        return None if ptt in OVH_ON_ITS_WAY else Status(provider_id, "", ptt == OVH_ARRIVED, reason)
    if word in ARRIVED | FAILED:
        return Status(provider_id, reference, word in ARRIVED, reason)
    return None
