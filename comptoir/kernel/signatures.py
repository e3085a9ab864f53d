"""How two machines that share a secret sign what they hand each other: `X-Comptoir-Signature: t=<seconds since 1970>,v1=<hex>`."""

import hashlib
import hmac
import time

from django.utils.crypto import constant_time_compare

HEADER = "X-Comptoir-Signature"
TOLERANCE_SECONDS = 5 * 60


def sign(body, secret):
    """The header's value for `body` (bytes): the HMAC-SHA256 of «t.body» under `secret`."""
    moment = str(int(time.time()))
    return f"t={moment},v1={digest_of(moment, body, secret)}"


def is_signed(body, given, secret):
    """Whether `given`, the header's value, was made of `body` under `secret` in the last five minutes."""
    said = dict(part.strip().split("=", 1) for part in given.split(",") if "=" in part)
    moment, digest = said.get("t", ""), said.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12) or abs(time.time() - int(moment)) > TOLERANCE_SECONDS:
        return False
    return constant_time_compare(digest, digest_of(moment, body, secret))


def digest_of(moment, body, secret):
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
