"""Outlook's winmail.dat (MS-OXTNEF): the text and the files in it.

Read here and not by tnefparse: that believes the counts in the file, so that a hundred bytes keep it busy for hours, and copies the rest of the file for each
object. What it reads of honest files is compared in the tests.
"""

import struct
from dataclasses import dataclass, field

from .charsets import as_text
from .rtf import text_of_compressed_rtf
from .text import text_of_html

SIGNATURE = 0x223E9F78
MOST_OBJECTS = 2_000
MOST_PROPERTIES = 5_000
# A mail in a mail in a mail.
MOST_DEPTH = 3
# Objects of the stream (MS-OXTNEF, 2.1.3.2).
BODY, NEW_ATTACHMENT, ATTACHMENT_NAME, ATTACHMENT_DATA, ATTACHMENT_PROPERTIES, PROPERTIES, CODEPAGE = 0x800C, 0x9002, 0x8010, 0x800F, 0x9005, 0x9003, 0x9007
# Properties (MS-OXPROPS).
TEXT, RTF, HTML, LONG_NAME, SHORT_NAME, DISPLAY_NAME, EMBEDDED, CHARSET, TITLE = 0x1000, 0x1009, 0x1013, 0x3707, 0x3704, 0x3001, 0x3701, 0x3FDE, 0x0037
FIXED = {0x00: 0, 0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})
UNICODE = 0x1F
EMBEDDED_MAIL = bytes.fromhex("0703020000000000c000000000000046")


class BrokenTnef(Exception):
    """It is none, or one that cannot be read to its end."""


@dataclass
class Attachment:
    written_name: bytes = b""
    content: bytes = b""
    properties: dict = field(default_factory=dict)


@dataclass
class Outlook:
    """What the stream says. `properties`: by their number, each as (type, bytes)."""

    body: bytes = b""
    codepage: str = "cp1252"
    properties: dict = field(default_factory=dict)
    attachments: list = field(default_factory=list)


def read_tnef(content, depth=0):
    """(the mail's text, [(name, bytes)] of its files), for a winmail.dat. Raises BrokenTnef."""
    try:
        outlook = outlook_of(content)
    except (struct.error, IndexError) as error:
        raise BrokenTnef from error
    return text_in(outlook), [file for attachment in outlook.attachments for file in files_in(attachment, outlook, depth)]


def outlook_of(content):
    outlook = Outlook()
    for name, data in objects_of(content):
        if name == BODY:
            outlook.body = data
        elif name == CODEPAGE:
            outlook.codepage = codepage_name(struct.unpack_from("<I", data)[0])
        elif name == PROPERTIES:
            outlook.properties.update(properties_of(data))
        elif name == NEW_ATTACHMENT:
            outlook.attachments.append(Attachment())
        elif outlook.attachments:
            take(outlook.attachments[-1], name, data)
    return outlook


def objects_of(content):
    """(number, bytes) of each object. The sums that should prove them are wrong in files of old Outlooks, and prove nothing against anybody."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != SIGNATURE:
        raise BrokenTnef
    at = 6
    for _ in range(MOST_OBJECTS):
        if at >= len(content):
            return
        _, name, _, size = struct.unpack_from("<BHHI", content, at)
        at += 9
        if at + size > len(content):
            raise BrokenTnef
        yield name, content[at : at + size]
        at += size + 2
    raise BrokenTnef


def take(attachment, name, data):
    if name == ATTACHMENT_NAME:
        attachment.written_name = data
    elif name == ATTACHMENT_DATA:
        attachment.content = data
    elif name == ATTACHMENT_PROPERTIES:
        attachment.properties.update(properties_of(data))


def properties_of(data):
    """{number: (type, bytes)} of a list of properties, of each its first value."""
    found = {}
    (number_of,) = struct.unpack_from("<I", data)
    at, left = 4, MOST_PROPERTIES
    for _ in range(min(number_of, MOST_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at = after_name(data, at + 4) if number >= 0x8000 else at + 4
        is_many = bool(kind & 0x1000)
        kind &= ~0x1000
        values, at = values_at(data, at, kind, is_many=is_many, most=left)
        left -= len(values)
        if values and left > 0:
            found.setdefault(number, (kind, values[0]))
    return found


def after_name(data, at):
    """Where a named property goes on: after its GUID and its number or its words."""
    (kind,) = struct.unpack_from("<I", data, at + 16)
    if kind == 0:
        return at + 24
    (size,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + padded(size)


def values_at(data, at, kind, *, is_many, most):
    """(the values, where it goes on). Raises BrokenTnef for more than `most` or for what goes past the end."""
    number_of = 1
    if is_many or kind in VARIABLE:
        (number_of,) = struct.unpack_from("<I", data, at)
        at += 4
    if number_of > most or (kind not in FIXED and kind not in VARIABLE):
        raise BrokenTnef
    values = []
    for _ in range(number_of):
        size = FIXED.get(kind)
        if size is None:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        if at + size > len(data):
            raise BrokenTnef
        values.append(data[at : at + size])
        at += padded(size)
    return values, at


def padded(size):
    return size + -size % 4


def codepage_name(number):
    return "utf-8" if number == 65001 else f"cp{number}"


def text_in(outlook):
    """The richest form is last: Outlook writes the plain one only when nothing is lost by it."""
    if TEXT in outlook.properties:
        return as_words(outlook.properties[TEXT], outlook)
    if outlook.body:
        return as_text(outlook.body, outlook.codepage).rstrip("\x00")
    if HTML in outlook.properties:
        charset = outlook.properties.get(CHARSET, (0, b""))[1]
        name = codepage_name(int.from_bytes(charset, "little")) if charset else outlook.codepage
        return text_of_html(as_text(outlook.properties[HTML][1], name))[0]
    return text_of_compressed_rtf(outlook.properties[RTF][1]) if RTF in outlook.properties else ""


def as_words(prop, outlook):
    kind, raw = prop
    return as_text(raw, "utf-16-le" if kind == UNICODE else outlook.codepage).rstrip("\x00")


def files_in(attachment, outlook, depth):
    """The file, or, of an attached mail, its text and its files."""
    name = next((as_words(attachment.properties[one], outlook) for one in (LONG_NAME, SHORT_NAME, DISPLAY_NAME) if one in attachment.properties), "")
    name = name or as_text(attachment.written_name, outlook.codepage).rstrip("\x00")
    _, embedded = attachment.properties.get(EMBEDDED, (0, b""))
    if embedded.startswith(EMBEDDED_MAIL) and depth < MOST_DEPTH:
        return attached_mail(name, embedded[len(EMBEDDED_MAIL) :], depth)
    content = attachment.content or embedded
    return [(name, content)] if content else []


def attached_mail(name, content, depth):
    try:
        text, files = read_tnef(content, depth + 1)
    except BrokenTnef:
        return [(f"{name or 'message'}.dat", content)]
    return [(f"{name or 'message'}.txt", text.encode()), *files] if text else files
