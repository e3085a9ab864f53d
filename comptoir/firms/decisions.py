"""What may be a firm's own host. Text in, answer out: no database, no network."""

import ipaddress
import re
from enum import StrEnum

import idna

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST = 253
# Names that mean something on one machine or in one network alone (RFC 6761, RFC 8375, RFC 9476).
NOT_OUTSIDE = ("localhost", "local", "internal", "invalid", "onion", "alt", "arpa")


class Refusal(StrEnum):
    EMPTY = "empty"
    ADDRESS = "address"
    PORT = "port"
    NUMBER = "number"
    UNREADABLE = "unreadable"
    ONE_WORD = "one_word"
    INSIDE = "inside"
    OURS = "ours"


class BadHost(Exception):
    """`args[0]` is a Refusal."""


def read_host(text, *, ours=frozenset()):
    """The host in its one form: «Portail.Café.example.» is «portail.xn--caf-dma.example». Raises BadHost.

    `ours` are the hosts of the installation itself, which are nobody's own.
    """
    text = text.strip().lower()
    refusal = refusal_of_text(text)
    if refusal:
        raise BadHost(refusal)
    host = in_ascii(text.rstrip("."))
    refusal = refusal_of_host(host, ours)
    if refusal:
        raise BadHost(refusal)
    return host


def refusal_of_text(text):
    if not text.strip("."):
        return Refusal.EMPTY
    if is_ip(text.strip("[]")):
        return Refusal.NUMBER
    if any(mark in text for mark in "/\\@?#"):
        return Refusal.ADDRESS
    if ":" in text:
        return Refusal.PORT
    return None


def refusal_of_host(host, ours):
    labels = host.split(".")
    if len(host) > LONGEST or not all(LABEL.fullmatch(label) for label in labels):
        return Refusal.UNREADABLE
    if is_number(labels[-1]):
        return Refusal.NUMBER
    if host in ours:
        return Refusal.OURS
    if labels[-1] in NOT_OUTSIDE:
        return Refusal.INSIDE
    return Refusal.ONE_WORD if len(labels) == 1 else None


def in_ascii(host):
    """As name servers know it (RFC 5890). Raises BadHost."""
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise BadHost(Refusal.UNREADABLE) from None


def shown_host(host):
    """A kept host as people write it: «xn--caf-dma.example» → «café.example»."""
    try:
        return idna.decode(host) if "xn--" in host else host
    except (idna.IDNAError, UnicodeError):
        return host


def is_ip(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_number(label):
    """A last label that browsers read as part of a number: 127.1, 0x7f.1 (WHATWG URL, «ends in a number»)."""
    return label.isdigit() or re.fullmatch(r"0x[0-9a-f]*", label) is not None
