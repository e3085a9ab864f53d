"""Recovery codes as they are kept: Argon2 hashes under one salt, from which nobody makes the codes again (promise A9)."""

import secrets

from django.contrib.auth.hashers import Argon2PasswordHasher

from .decisions import typed


class CodeHasher(Argon2PasswordHasher):
    """OWASP's parameters. They are not those of passwords: a change here voids every code that was given out."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


def kept(codes):
    """What is stored of `codes`. One salt for the set, so that checking a code costs one hash and not ten."""
    salt = secrets.token_urlsafe(16)
    return {"salt": salt, "hashes": [hashed(code, salt) for code in codes]}


def hashed(code, salt):
    return CodeHasher().encode(typed(code), salt)


def count_left(factor):
    return len(factor.data["hashes"])
