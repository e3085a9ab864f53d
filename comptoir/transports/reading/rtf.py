"""The rich text in which Outlook keeps mails (MS-OXRTFCP, MS-OXRTFEX), as plain text."""

import re
import struct

from .charsets import as_text

# The dictionary that every compressed text begins with (MS-OXRTFCP, 2.1.2.1).
KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
WINDOW = 4096
COMPRESSED, PLAIN = 0x75465A4C, 0x414C454D
MOST_COMPRESSED = 1024 * 1024
MOST_TEXT = 4 * 1024 * 1024
TOKEN = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+")
# Groups that hold no words.
WORDLESS = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "themedata", "listtable", "listoverridetable", "rsidtbl"}
)
SIGNS = {
    "par": "\n",
    "line": "\n",
    "row": "\n",
    "sect": "\n",
    "page": "\n",
    "tab": "\t",
    "cell": " | ",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
}
SIGNS |= {"emdash": "—", "endash": "–", "bullet": "•", "~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}


def text_of_compressed_rtf(content):
    """The words; "" when the content is none of the kind. Never raises."""
    return text_of_rtf(as_text(decompressed(content[:MOST_COMPRESSED]), "latin-1"))


def decompressed(content):
    """As far as it can be read."""
    if len(content) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", content)
    if kind == PLAIN:
        return content[16 : 16 + size]
    return unpacked(content, min(size, MOST_TEXT)) if kind == COMPRESSED else b""


def unpacked(content, size):
    window = bytearray(KNOWN.ljust(WINDOW, b"\x00"))
    out, place, at = bytearray(), len(KNOWN), 16
    while at < len(content) and len(out) < size:
        control = content[at]
        at += 1
        for bit in range(8):
            taken, at = next_bytes(content, at, window, place, is_reference=bool(control >> bit & 1))
            if not taken:
                return bytes(out[:size])
            for byte in taken:
                window[place % WINDOW] = byte
                place += 1
            out += taken
    return bytes(out[:size])


def next_bytes(content, at, window, place, *, is_reference):
    """(the bytes that stand next, where it goes on); none at the end. A reference may reach into what it writes itself."""
    if not is_reference:
        return content[at : at + 1], at + 1
    if at + 2 > len(content):
        return b"", at
    offset, length = divmod(content[at] << 8 | content[at + 1], 16)
    distance = (place - offset) % WINDOW
    if distance == 0:
        return b"", at
    piece = bytes(window[(offset + step % distance) % WINDOW] for step in range(length + 2))
    return piece, at + 2


def text_of_rtf(source):
    """What a program without HTML shows of it."""
    reader = Reader()
    for token in TOKEN.finditer(source):
        reader.take(token)
    reader.flush()
    # Signs beyond the first 65,536 are written as two.
    return "".join(reader.out).encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


class Reader:
    """Reads token after token; `silent` counts the groups around this place since one that holds no words."""

    def __init__(self):
        self.out, self.waiting = [], bytearray()
        self.depth, self.silent_since, self.skip, self.codepage = 0, None, 0, "cp1252"

    def take(self, token):
        word, number, code, sign, brace, text = token.groups()
        if brace:
            self.brace(brace)
        elif word:
            self.word(word.lower(), number)
        elif code:
            self.byte(int(code, 16))
        elif sign == "*":
            self.silence()
        else:
            self.put(SIGNS.get(sign, "") if sign else text or "")

    def brace(self, brace):
        self.flush()
        self.depth += 1 if brace == "{" else -1
        if self.silent_since is not None and self.depth < self.silent_since:
            self.silent_since = None

    def silence(self):
        if self.silent_since is None:
            self.silent_since = self.depth

    def word(self, word, number):
        if word in WORDLESS:
            self.silence()
        elif word == "ansicpg" and number:
            self.codepage = f"cp{number}"
        elif word == "u" and number:
            self.put(chr(int(number) % 0x10000))
            self.skip = 1
        else:
            self.put(SIGNS.get(word, ""))

    def byte(self, value):
        if self.skip:  # what programs without Unicode show in place of the sign before
            self.skip = 0
        elif self.silent_since is None:
            self.waiting.append(value)

    def put(self, text):
        if self.skip and text:
            text, self.skip = text[1:], 0
        self.flush()
        if self.silent_since is None:
            self.out.append(text)

    def flush(self):
        if self.waiting:
            self.out.append(as_text(bytes(self.waiting), self.codepage))
            self.waiting.clear()
