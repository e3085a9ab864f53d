"""Secrets that people carry: shown once, stored as hashes."""

import hashlib
import secrets


def new_token(prefix):
    """A token of 256 random bits behind a readable prefix, such as `cpt_Q8…`."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest(token):
    """What is stored of a token. A fast hash is enough: the token itself has 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()
