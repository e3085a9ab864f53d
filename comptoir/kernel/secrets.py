"""Secrets that must be read again: other software's passwords, the seeds of second factors. Sealed at rest, opened only where they are used.

The key is derived from SECRETS_KEY (SECRET_KEY without it). Keys of before, in SECRETS_KEY_OLD, still open what they sealed until
`python -m comptoir reseal` has sealed it anew.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Stands before every sealed text: it is recognised among others, and another way of sealing can come one day.
MARK = "sealed.1."
PURPOSE = b"comptoir.kernel.secrets"


class Unreadable(Exception):
    """Not sealed here, changed since, or sealed with a key that is no longer given."""


@dataclass(frozen=True)
class SealedField:
    """A field whose value is a sealed text, or JSON that holds some."""

    model: str
    field: str


_fields: set[SealedField] = set()


def declare_sealed(model, field):
    """Have `python -m comptoir reseal` look after `field` of `model` ("app.Model"). For `ready()` of the app that owns it."""
    _fields.add(SealedField(model, field))


def sealed_fields():
    return sorted(_fields, key=lambda one: (one.model, one.field))


def seal(text):
    """`text` as a token that only this installation reads; another one each time, also for the same text."""
    return MARK + sealer(keys()).encrypt(text.encode()).decode()


def unseal(token):
    """The text that was sealed. Raises Unreadable."""
    try:
        return sealer(keys()).decrypt(bare(token)).decode()
    except InvalidToken:
        # «from None»: the token is no word for a log.
        raise Unreadable from None


def reseal(token):
    """The same secret under the newest key. Raises Unreadable."""
    try:
        return MARK + sealer(keys()).rotate(bare(token)).decode()
    except InvalidToken:
        raise Unreadable from None


def is_sealed(value):
    return isinstance(value, str) and value.startswith(MARK)


def bare(token):
    if not is_sealed(token) or not token.isascii():
        raise Unreadable
    return token.removeprefix(MARK).encode()


def keys():
    """What keys are derived from: the newest, which seals, then all that may still be needed to open."""
    return tuple(dict.fromkeys([settings.SECRETS_KEY, *settings.SECRETS_KEY_OLD, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]))


@lru_cache(4)
def sealer(keys):
    return MultiFernet([Fernet(urlsafe_b64encode(derived(key))) for key in keys])


def derived(key):
    """A key of its own for this purpose: what SECRET_KEY signs elsewhere says nothing about it (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
