"""The fields at the head of a mail or of one of its parts, whatever bytes they hold."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from comptoir.kernel.emails import with_ascii_domain

from .charsets import as_text

MOST_FIELDS = 1000
# Of one field, in characters: a subject, a list of recipients.
MOST_FIELD = 20_000
MOST_IDS = 50
MOST_RECIPIENTS = 200
MOST_SHOWN = 300
FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
FOLD = re.compile(rb"\r?\n(?=[ \t])")
MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
ADDRESS = re.compile(r"[^\s<>()\[\],;:\"\\@]{1,64}@[^\s<>()\[\],;:\"\\@]{1,190}")
# Direction overrides and what takes no room: a name must look like what it is.
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


class Fields:
    """Names in lower case, values on one line, in their order."""

    def __init__(self, block):
        self.pairs = []
        for line in FOLD.sub(b"", block).splitlines()[:MOST_FIELDS]:
            if found := FIELD.match(line):
                self.pairs.append((found[1].decode("ascii").lower(), as_text(line[found.end() :][:MOST_FIELD]).replace("\n", " ").strip()))

    def get(self, name):
        """The first value of the field, "" when it is not there."""
        return next(iter(self.all(name)), "")

    def all(self, *names):
        """Every value of these fields."""
        return [value for name, value in self.pairs if name in names]

    def has(self, *names):
        return any(name in names for name, value in self.pairs)

    def shown(self, name):
        """The value as people read it: encoded words decoded, on one line, nothing invisible, at most MOST_SHOWN characters."""
        return one_line(decoded_words(self.get(name)))

    def ids(self, name):
        return tuple(MESSAGE_ID.findall(" ".join(self.all(name))))[-MOST_IDS:]

    def sender(self):
        """Name and address of who says to have written. The address is read before words are decoded, or a name could hold another one."""
        text = self.get("from")[:2000]
        try:
            name, address = parseaddr(text)
        except (RecursionError, ValueError, IndexError):  # (((((((((
            name, address = "", ""
        if not ADDRESS.fullmatch(address):
            address = next(iter(ADDRESS.findall(text.rpartition("<")[2])), "")
        return one_line(decoded_words(name)), with_ascii_domain(address)

    def recipients(self):
        written = " ".join(self.all("to", "cc", "delivered-to", "x-original-to", "envelope-to"))
        found = dict.fromkeys(with_ascii_domain(address.strip("'.")) for address in ADDRESS.findall(written[: 5 * MOST_FIELD]))
        return tuple(found)[:MOST_RECIPIENTS]

    def structure(self):
        """The standard library's reading of the fields that say what a part is."""
        message = Message()
        for name in ("content-type", "content-disposition", "content-transfer-encoding"):
            if value := self.get(name):
                message[name] = value[:4000]
        return message


def decoded_words(text):
    """«=?utf-8?q?R=C3=A9ponse?=» → «Réponse» (RFC 2047); as it stands where that is broken."""
    if "=?" not in text:
        return text
    try:
        words = decode_header(text[:MOST_FIELD])
    except (HeaderParseError, ValueError):
        return text
    return "".join(word if isinstance(word, str) else as_text(word, charset or "") for word, charset in words)


def one_line(text):
    plain = "".join(sign if sign.isprintable() else " " for sign in INVISIBLE.sub("", text[: 4 * MOST_SHOWN]))
    return " ".join(plain.split())[:MOST_SHOWN].strip()
