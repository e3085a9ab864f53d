"""The parts of a mail (RFC 2046), as places in its bytes.

The standard library's parser tries each line against every open boundary and goes into forwarded mails: 25 MB of them take minutes and all of the stack. Here a
part is a slice that is looked for where its parent is, a forwarded mail stays the bytes that it was, and depth and number are bounded.
"""

import binascii
import re
from dataclasses import dataclass, field

from .fields import Fields

MOST_HEADER = 256 * 1024
MOST_DEPTH = 12
MOST_PARTS = 300
EMPTY_LINE = re.compile(rb"\n\r?\n")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(frozen=True)
class Part:
    """From `begin` to `end` of `source`; what it says starts at `start`."""

    source: bytes = field(repr=False)
    begin: int
    start: int
    end: int
    fields: Fields = field(repr=False)

    def __post_init__(self):
        object.__setattr__(self, "structure", self.fields.structure())

    @property
    def media_type(self):
        return self.structure.get_content_type()

    @property
    def is_multipart(self):
        return self.media_type.startswith("multipart/")

    @property
    def disposition(self):
        return (self.fields.get("content-disposition").partition(";")[0]).strip().lower()

    def parameter(self, name):
        """A parameter of Content-Type, "" when there is none or when it is broken."""
        try:
            value = self.structure.get_param(name, "")
        except (ValueError, TypeError, LookupError, AttributeError):
            return ""
        return value[2] if isinstance(value, tuple) else str(value or "")

    @property
    def file_name(self):
        """As it was written, "" when there is none (RFC 2183, RFC 2231)."""
        try:
            return self.structure.get_filename("") or ""
        except (ValueError, TypeError, LookupError, AttributeError):
            return ""

    def whole(self):
        """The bytes of the part with its fields."""
        return self.source[self.begin : self.end]

    def content(self):
        """What the part says, its coding undone; (bytes, whether all of it could be read)."""
        raw = memoryview(self.source)[self.start : self.end]
        coding = self.fields.get("content-transfer-encoding").lower().strip("\"' ;")
        if coding == "base64":
            return from_base64(raw)
        if coding == "quoted-printable":
            return binascii.a2b_qp(raw), True
        return bytes(raw), True


def from_base64(raw):
    """Whatever stands between is skipped (RFC 2045, 6.8), and what is missing at the end is made up for."""
    try:
        return binascii.a2b_base64(raw), True
    except binascii.Error:
        signs = NOT_BASE64.sub(b"", raw)
        whole = signs[: len(signs) - len(signs) % 4]
        rest = signs[len(whole) :] if len(signs) % 4 > 1 else b""
        return binascii.a2b_base64(whole + rest + b"=" * (-len(rest) % 4)), len(whole) + len(rest) == len(signs)


def part_at(source, begin, end):
    """The part that stands there, and whether its head was too large to be read in full."""
    if source.startswith((b"\n", b"\r\n"), begin, end):
        return Part(source, begin, source.index(b"\n", begin) + 1, end, Fields(b"")), False
    found = EMPTY_LINE.search(source, begin, end)
    head, start = (found.start(), found.end()) if found else (end, end)
    is_large = head - begin > MOST_HEADER
    return Part(source, begin, start, end, Fields(source[begin : min(head, begin + MOST_HEADER)])), is_large


def places_in(part):
    """(begin, end) of each part of a multipart; none when its boundary is missing. What stands before the first and after the last is for nobody."""
    boundary = part.parameter("boundary").rstrip().encode("utf-8", "surrogateescape")
    if not boundary:
        return
    begin = None
    for mark, after, is_last in marks_in(part, b"--" + boundary):
        if begin is not None:
            yield begin, max(begin, without_line_end(part.source, mark))
        if is_last:
            return
        begin = after
    if begin is not None:
        yield begin, part.end


def marks_in(part, mark):
    """(where it begins, where the next line begins, whether it is the last) for each line that is a boundary."""
    source, at = part.source, part.start
    while (at := source.find(mark, at, part.end)) >= 0:
        stop = source.find(b"\n", at, part.end)
        stop = part.end if stop < 0 else stop
        rest = source[at + len(mark) : min(stop, at + len(mark) + 80)].strip(b" \t\r")
        if source[at - 1 : at] == b"\n" and rest in {b"", b"--"}:
            yield at, min(stop + 1, part.end), rest == b"--"
        at += len(mark)


def without_line_end(source, place):
    place -= 1
    return place - 1 if source[place - 1 : place] == b"\r" else place
