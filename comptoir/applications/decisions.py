"""Which applications may be given together (I1, step 4). The rule is data; this reads it: values in, faults out."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

# Where a program may be without https: nobody stands between.
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Fault(StrEnum):
    # Applications of two families that exclude each other («ne pas mélanger»).
    MIXED = "mixed"
    # Some of a family, and not all of it.
    PART = "part"
    # None of the families of which one must be given.
    MISSING = "missing"
    # Not in the catalogue of this firm, or withdrawn from it.
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Family:
    """Applications that go together as a whole. Families of one `group` exclude each other; of a group that `is_required`, one must be given."""

    pk: int
    name: str
    group: str
    is_required: bool
    application_ids: frozenset


@dataclass(frozen=True)
class Finding:
    """One fault of a choice; `families` and `application_ids` are those that it speaks of."""

    fault: Fault
    families: tuple = ()
    application_ids: frozenset = frozenset()


def faults_of(chosen_ids, families, optional_ids):
    """[Finding, …] of a choice of application ids, none for one that is right. `families`: those on offer; `optional_ids`: what is on offer beside them."""
    chosen = frozenset(chosen_ids)
    known = frozenset(optional_ids).union(*(family.application_ids for family in families))
    findings = [Finding(Fault.UNKNOWN, application_ids=chosen - known)] if chosen - known else []
    for group in sorted({family.group for family in families}):
        findings += faults_in([family for family in families if family.group == group], chosen)
    return findings


def faults_in(families, chosen):
    """The same within one group of families."""
    touched = [family for family in families if family.application_ids & chosen]
    if len(touched) > 1:
        return [Finding(Fault.MIXED, tuple(touched), frozenset().union(*(family.application_ids for family in touched)) & chosen)]
    if touched and touched[0].application_ids - chosen:
        return [Finding(Fault.PART, tuple(touched), touched[0].application_ids - chosen)]
    if not touched and any(family.is_required and family.application_ids for family in families):
        return [Finding(Fault.MISSING, tuple(families))]
    return []


class AddressFault(StrEnum):
    UNREADABLE = "unreadable"
    NOT_SECURE = "not_secure"
    FRAGMENT = "fragment"
    NAMED = "named"


def fault_of_address(address, *, is_return=False):
    """What is wrong with an application's address, or None: https, or http on this very machine; where a sign-in returns to names no part of a page."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return AddressFault.UNREADABLE
    if not parts.scheme or not host or any(sign.isspace() or ord(sign) < 32 for sign in address):
        return AddressFault.UNREADABLE
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOCAL):
        return AddressFault.NOT_SECURE
    if parts.username or parts.password:
        return AddressFault.NAMED
    if is_return and ("#" in address or "*" in address):
        return AddressFault.FRAGMENT
    return None


def asks_safely(asked):
    """Whether an authorization request binds its answer to who asked: PKCE by S256, or else a nonce in the ID token (RFC 9700, section 2.1.1)."""
    method = asked.get("code_challenge_method") or "plain"
    if asked.get("code_challenge"):
        return method == "S256"
    return bool(asked.get("nonce"))
