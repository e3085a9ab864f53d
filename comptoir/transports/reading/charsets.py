"""Bytes to text, whatever they claim to be. Never raises."""

import codecs
import re

# What mails are written in. Python knows more codecs (punycode, unicode_escape, idna): those are no alphabets, and some of them take quadratic time.
ALPHABETS = re.compile(
    r"(utf-(7|8|16|32)(-le|-be|-sig)?|ascii|iso8859-\d+|cp\d{3,4}|koi8-[rtu]|mac-roman|gb2312|gbk|gb18030|big5|shift_jis|euc_(jp|kr)|iso2022_jp)"
)
# What calls itself Latin-1 or ASCII holds € and ’ as Windows writes them (WHATWG Encoding, 4.2).
WINDOWS = frozenset({"iso8859-1", "ascii"})
LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# Controls, direction overrides, what takes no room (the joiners of emoji and of scripts stay), and the sign that text.py keeps to itself.
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ue000]")


def as_text(raw, claimed=""):
    """`raw` read as the charset `claimed` says, else as UTF-8, else as Windows-1252. Line ends become "\\n"; NUL and lone surrogates go."""
    text = next(filter(lambda read: read is not None, (decoded(raw, name) for name in candidates(claimed))), None)
    if text is None:
        text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")


def candidates(claimed):
    name = codec_name(claimed)
    # UTF-8 that was not announced is told by its form; anything at all is valid Windows-1252, so that comes last.
    return ("utf-8",) if name is None or name in WINDOWS else (name, "utf-8")


def codec_name(claimed):
    """The codec of a charset's name, None when there is none or when it is no alphabet."""
    try:
        name = codecs.lookup(claimed.strip("\"' ").encode("ascii", "ignore").decode()[:40]).name
    except (LookupError, ValueError):
        return None
    return name if ALPHABETS.fullmatch(name) else None


def decoded(raw, name):
    try:
        text = raw.decode(name)
    except (UnicodeError, LookupError):
        return None
    return text if text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text) else None


def without_control_signs(text):
    return UNWANTED.sub("", LINE_ENDS.sub("\n", text))
