"""A winmail.dat as Outlook writes it (MS-OXTNEF), and what may be wrong with one."""

import struct

MESSAGE, ATTACHMENT = 1, 2
# Of an embedded mail (IID_IMessage).
EMBEDDED = bytes.fromhex("0703020000000000c000000000000046")


def stream(*objects):
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(objects)


def item(level, number, data):
    return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*of):
    return struct.pack("<I", len(of)) + b"".join(of)


def words(number, text):
    """A text property in UTF-16."""
    raw = text.encode("utf-16-le") + b"\x00\x00"
    return struct.pack("<HHII", 0x1F, number, 1, len(raw)) + raw + b"\x00" * (-len(raw) % 4)


def raw(number, data, kind=0x102):
    return struct.pack("<HHII", kind, number, 1, len(data)) + data + b"\x00" * (-len(data) % 4)


def number(of, value):
    return struct.pack("<HHI", 0x03, of, value)


def named(data):
    """A property with a name of its own, which readers must step over."""
    return struct.pack("<HH", 0x1F, 0x8001) + bytes(16) + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + b"\x00\x00" + data[4:]


def version():
    return item(MESSAGE, 0x00089006, struct.pack("<I", 0x10000))


def codepage(value=1252):
    return item(MESSAGE, 0x00069007, struct.pack("<II", value, 0))


def body(text):
    return item(MESSAGE, 0x0002800C, text.encode("cp1252") + b"\x00")


def message(*of):
    return item(MESSAGE, 0x00069003, properties(*of))


def attachment(name, content, *of):
    """Its three objects: that one begins, its content, its properties with the long name."""
    return (
        item(ATTACHMENT, 0x00069002, bytes(14))
        + item(ATTACHMENT, 0x00018010, b"COURT~1.TXT\x00")
        + item(ATTACHMENT, 0x0006800F, content)
        + item(ATTACHMENT, 0x00069005, properties(words(0x3707, name), *of))
    )


def attached_mail(name, inner):
    return item(ATTACHMENT, 0x00069002, bytes(14)) + item(ATTACHMENT, 0x00069005, properties(words(0x3001, name), raw(0x3701, EMBEDDED + inner, 0x0D)))
