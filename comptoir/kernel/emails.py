"""E-mail addresses in the one form in which they are kept and compared."""

import unicodedata

import idna

from .identifiers import read_email


def read_address(text):
    """The address in lower case, its domain in ASCII: «Léa@Café.example » is refused for its «é», «lea@café.example» is «lea@xn--caf-dma.example».

    Raises Unread. Accents stand before the @ nowhere: hardly a mail server takes them (RFC 6531). Two addresses are the same when this answers the same.
    """
    return read_email(with_ascii_domain(text))


def with_ascii_domain(text):
    """`text` trimmed, in lower case and composed (NFC), its domain as the name servers know it (RFC 5890); as it stands where that cannot be."""
    address = unicodedata.normalize("NFC", text.strip()).lower()
    name, at, domain = address.rpartition("@")
    if not at or domain.isascii():
        return address
    try:
        return f"{name}@{idna.encode(domain, uts46=True).decode()}"
    except (idna.IDNAError, UnicodeError):
        return address


def shown_address(address):
    """A kept address as people write it: «lea@xn--caf-dma.example» → «lea@café.example»."""
    name, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{name}{at}{idna.decode(domain)}"
    except (idna.IDNAError, UnicodeError):
        return address
