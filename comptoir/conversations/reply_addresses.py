"""The signed addresses to which people answer our mails (C8): `reponse+<token>@…`, where the token says which conversation and which person. Pure.

Whoever knows one can write in that person's name only from that person's own address: the receiving action looks at both.
"""

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

PURPOSE = "comptoir.conversations.reply_addresses"
# Twenty-five bytes are forty letters without padding: six for each id, and 104 bits of proof.
ID_BYTES, PROOF_BYTES = 6, 13
TOKEN = re.compile(r"[a-z2-7]{40}")
SLUG = re.compile(r"[a-z0-9_-]{1,50}")


@dataclass(frozen=True)
class Addressed:
    """What one of our addresses says: a conversation and a person (signed), or else `slug`, the firm it may belong to."""

    conversation_id: int = 0
    user_id: int = 0
    slug: str = ""

    @property
    def is_signed(self):
        return bool(self.conversation_id)


def reply_address(conversation_id, user_id):
    """The address under which this person's answer to this conversation comes in; "" when the installation takes no mail in."""
    if not settings.INBOUND_ADDRESS:
        return ""
    name, _at, domain = settings.INBOUND_ADDRESS.partition("@")
    return f"{name}+{token_for(conversation_id, user_id)}@{domain}"


def firm_address(slug):
    """The address under which anybody writes to a firm; "" when the installation takes no mail in."""
    name, _at, domain = settings.INBOUND_ADDRESS.partition("@")
    return f"{name}+{slug}@{domain}" if name else ""


def read_address(address):
    """Addressed, when `address` is one of ours; None for everybody else's.

    A token that is wrong in any way is read as the name of a firm that nobody has. Upper case says the same: mail programs change it.
    """
    local, _at, domain = address.strip().lower().rpartition("@")
    name, _at, our_domain = settings.INBOUND_ADDRESS.partition("@")
    base, _plus, tail = local.partition("+")
    if not name or (base, domain) != (name, our_domain):
        return None
    return read_token(tail) or Addressed(slug=tail if SLUG.fullmatch(tail) else "")


def token_for(conversation_id, user_id):
    payload = conversation_id.to_bytes(ID_BYTES) + user_id.to_bytes(ID_BYTES)
    return b32encode(payload + proof_of(payload, settings.SECRET_KEY)).decode().lower()


def read_token(token):
    """Addressed, or None for a token that no key of ours signed. Keys of before (SECRET_KEY_OLD) are believed too."""
    if not TOKEN.fullmatch(token):
        return None
    raw = b32decode(token.upper())
    payload, proof = raw[: 2 * ID_BYTES], raw[2 * ID_BYTES :]
    if not any([constant_time_compare(proof, proof_of(payload, key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]):
        return None
    return Addressed(int.from_bytes(payload[:ID_BYTES]), int.from_bytes(payload[ID_BYTES:]))


def proof_of(payload, key):
    return salted_hmac(PURPOSE, payload, secret=key, algorithm="sha256").digest()[:PROOF_BYTES]


def thread_id(conversation_id):
    """The Message-ID at the root of all mails about one conversation: no mail ever had it, and all name it, so that mail programs keep them together."""
    proof = salted_hmac(PURPOSE, f"thread {conversation_id}", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[:16]
    return f"<c{conversation_id}.{proof}@{settings.MAIL_FROM.rpartition('@')[2]}>"
