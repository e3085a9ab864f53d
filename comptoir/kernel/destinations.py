"""Where a request to the outside may go: decisions on the text of an address and on what its name stands for (promise D4)."""

import ipaddress
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

# What all requests of one line to the outside may take together.
SECONDS = 10
DEFAULT_PORTS = {"http": 80, "https": 443}
# IPv6 addresses that stand for an IPv4 one somewhere else: translators may carry them inside (RFC 6052, RFC 8215).
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


class Unreachable(Exception):
    """No answer, or none that may be read. `code` says why; `detail` is one word of it that may be shown."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def open_places():
    """What the operator opens inside."""
    return read_places(tuple(settings.OUTGOING_ALLOWED))


def refusal_of_url(url, places=frozenset()):
    """Why nobody may go to this address, judged by its text alone; "" when its host may be looked up. Pure."""
    try:
        parts = urlsplit(url)
        port = port_of(parts)
    except ValueError:
        return "unreadable"
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or any(character.isspace() or not character.isprintable() for character in url):
        return "unreadable"
    if parts.username is not None or parts.password is not None:
        return "credentials_in_url"
    if is_odd_number(parts.hostname):
        return "inside"
    return "" if parts.scheme == "https" or is_open(parts.hostname, port, places) else "not_https"


def refusal_of(address, *, port=443, places=frozenset()):
    """Why nobody may connect to this IP address ("inside"), or "". `places` are what OUTGOING_ALLOWED opens. Pure."""
    ip = unwrapped(ipaddress.ip_address(address))
    if is_open(str(ip), port, places):
        return ""
    outside = ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local)
    return "" if outside and not (ip.version == 6 and stands_for_another(ip)) else "inside"


def unwrapped(ip):
    """::ffff:127.0.0.1 is 127.0.0.1 in other clothes."""
    return getattr(ip, "ipv4_mapped", None) or ip


def stands_for_another(ip):
    return ip.is_site_local or ip.sixtofour is not None or ip.teredo is not None or any(ip in network for network in TRANSLATED)


def is_odd_number(host):
    """A host that ends in a number and is no plain IPv4 address: 127.1, 0x7f.0.0.1, 2130706433 (WHATWG URL, «ends in a number»)."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    if not (last.isdigit() or last.startswith("0x")):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False


def is_open(host, port, places):
    """Whether OUTGOING_ALLOWED names this host and port, or a network that holds this address."""
    if f"{host}:{port}" in places or host in places:
        return True
    try:
        ip = unwrapped(ipaddress.ip_address(host))
    except ValueError:
        return False
    return any(ip in network for network in places if not isinstance(network, str) and network.version == ip.version)


@cache
def read_places(words):
    """OUTGOING_ALLOWED as a set of networks and of «host» or «host:port»."""
    return frozenset(ipaddress.ip_network(word) if "/" in word else word.lower() for word in words)


def port_of(parts):
    return parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
