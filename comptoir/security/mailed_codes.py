"""The code that signs somebody in by e-mail: eight digits, for ten minutes, five tries, once.

It stands nowhere: the mail makes it anew from a nonce and the installation's secret, the session keeps its hash under that secret.
"""

import secrets
from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

VALID_FOR = timedelta(minutes=10)
MOST_TRIES = 5
DIGITS = 8
SALT = "comptoir.security.mailed_codes"


def new_nonce():
    return secrets.token_urlsafe(18)


def code_of(nonce):
    number = int.from_bytes(salted_hmac(f"{SALT}.code", nonce, algorithm="sha256").digest())
    return f"{number % 10**DIGITS:0{DIGITS}}"


def hashed(code, address):
    """What is kept of a code that was sent to `address`."""
    return salted_hmac(f"{SALT}.kept", f"{address}\n{code}", algorithm="sha256").hexdigest()


def is_code(typed, address, kept):
    """Whether `typed` is the code of which `kept` is the hash; spaces and dashes are of no account."""
    return constant_time_compare(hashed("".join(typed.replace("-", "").split()), address), kept)


def shown(code):
    """«1234 5678»."""
    return f"{code[:4]} {code[4:]}"
