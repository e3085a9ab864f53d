"""What a second factor proves. Values in, answer out: no clock, no database."""

import base64
import hmac
import secrets
import struct

STEP_SECONDS = 30
DIGITS = 6
# One step early or late: a phone's clock and a slow hand (RFC 6238, 5.2; promise A6).
TOLERANCE = 1
# 160 bits, what RFC 4226 (section 4, R6) recommends.
SECRET_BYTES = 20
# Figures and letters that nobody takes for one another. Twelve of them are 60 bits, and guessing goes through Argon2.
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12
CODE_COUNT = 10


def new_secret():
    """A key for an authenticator app, in base32 as such apps read it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def new_codes():
    """Ten recovery codes as people read them: «K7QM-2XWB-9RTA»."""
    return ["-".join(in_groups("".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)))) for _ in range(CODE_COUNT)]


def in_groups(text, size=4):
    """«ABCDEFGH» → ["ABCD", "EFGH"]: what has to be typed by hand is read in pieces."""
    return [text[start : start + size] for start in range(0, len(text), size)]


def hotp(secret, step):
    """The code of one step (RFC 4226, 5.3)."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = mac[-1] & 0x0F
    (number,) = struct.unpack(">I", mac[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def accepted_step(secret, code, *, now, last=0):
    """The step whose code this is, at `now` (seconds); None when it is wrong, too old, or not after the `last` one accepted (each code once)."""
    here = int(now) // STEP_SECONDS
    # The latest first: should two steps have the same code, it serves once all the same.
    steps = [step for step in range(here + TOLERANCE, here - TOLERANCE - 1, -1) if step > last]
    return next((step for step in steps if hmac.compare_digest(hotp(secret, step).encode(), code.encode())), None)


def typed(code):
    """What somebody typed, without the spaces and dashes that make it readable."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def is_of_app(code):
    """Whether this looks like the code of an app; anything else may be a recovery code."""
    return len(code) == DIGITS and code.isdecimal()
