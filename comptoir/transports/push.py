"""What a push service takes: a message that only the browser reads (RFC 8291, RFC 8188) and a signed word on who sends it (RFC 8292). Pure."""

import json
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
# What every push service takes (RFC 8291, section 4), in one record.
LARGEST = 4096
HEADER = 16 + 4 + 1 + 65
LARGEST_TEXT = LARGEST - HEADER - 17
# A header serves for six to twelve hours; RFC 8292 allows a day.
HALF_LIFE = 6 * 60 * 60
TITLE_LENGTH, BODY_LENGTH = 120, 300


def encrypt(text, p256dh, auth, *, salt=None, sender=None):
    """`text` (bytes) for the browser whose public point (65 bytes) and secret (16 bytes) are given. `salt` and `sender` are new each time.

    Raises ValueError: the point is none of the curve, or the text is longer than LARGEST_TEXT.
    """
    if len(text) > LARGEST_TEXT:
        raise ValueError("too long for a push")
    salt, sender = salt or os.urandom(16), sender or ec.generate_private_key(CURVE)
    receiver, ours = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh), point_of(sender)
    shared = derived(sender.exchange(ec.ECDH(), receiver), salt=auth, info=b"WebPush: info\0" + p256dh + ours, length=32)
    key = derived(shared, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = derived(shared, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    # The 2 ends the last record; there is no other.
    sealed = AESGCM(key).encrypt(nonce, text + b"\2", None)
    return salt + LARGEST.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def derived(secret, *, salt, info, length):
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def authorization(endpoint, *, key, subject, now=None):
    """The Authorization header for a push service: signed with `key` (a private one, as `read_key` takes it), kept for some hours for each service."""
    parts = urlsplit(endpoint)
    bucket = int(time.time() if now is None else now) // HALF_LIFE
    return signed(f"{parts.scheme}://{parts.netloc}", (bucket + 2) * HALF_LIFE, key, subject)


@lru_cache(256)
def signed(audience, expires, key, subject):
    private = read_key(key)
    claims = [{"typ": "JWT", "alg": "ES256"}, {"aud": audience, "exp": expires, "sub": subject}]
    token = ".".join(to_text(json.dumps(one, separators=(",", ":")).encode()) for one in claims)
    r, s = decode_dss_signature(private.sign(token.encode(), ec.ECDSA(SHA256())))
    signature = to_text(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={token}.{signature}, k={to_text(point_of(private))}"


def payload_of(push):
    """A Push as the service worker reads it. Long words are cut: a telephone shows two lines."""
    said = {
        "title": shortened(push.title, TITLE_LENGTH),
        "body": shortened(push.body, BODY_LENGTH),
        "url": push.url,
        "tag": push.tag,
        "lang": push.language,
        "unread": push.unread,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def shortened(words, length):
    words = " ".join(str(words).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


@lru_cache(4)
def read_key(words):
    """A private key from 32 bytes in base64url, or from PEM. Raises ValueError."""
    if "-----BEGIN" in words:
        try:
            key = serialization.load_pem_private_key(words.replace("\\n", "\n").encode(), None)
        except (TypeError, UnsupportedAlgorithm) as error:
            raise ValueError("not a key that can be read") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != CURVE.name:
            raise ValueError("not a key of P-256")
        return key
    secret = from_text(words)
    if len(secret) != 32:
        raise ValueError("not 32 bytes")
    return ec.derive_private_key(int.from_bytes(secret, "big"), CURVE)


def new_key():
    """A private key, as `read_key` takes it."""
    return to_text(ec.generate_private_key(CURVE).private_numbers().private_value.to_bytes(32, "big"))


def public_key(words):
    """What browsers are told of a private key: its public point in base64url."""
    return to_text(point_of(read_key(words)))


def is_point(point):
    """Whether these bytes are an uncompressed point of the curve."""
    if len(point) != 65:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError:
        return False
    return True


def point_of(private):
    return private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def to_text(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(words):
    """The bytes of base64url, with or without its «=». Raises ValueError."""
    words = words.strip().rstrip("=").replace("+", "-").replace("/", "_")
    if not words.isascii() or not words.replace("-", "").replace("_", "").isalnum():
        raise ValueError("not base64url")
    return urlsafe_b64decode(words + "=" * (-len(words) % 4))
