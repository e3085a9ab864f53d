"""How long a short message is, as networks count and charge it (3GPP TS 23.038, sections 6.1.2 and 6.2; TS 23.040, section 9.2.3.24). Pure."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

# The basic table of TS 23.038, section 6.2.1, and its extension (6.2.1.1), whose characters take two places.
BASIC = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENSION = frozenset("\f^{}\\[~]|€")
# What one message holds alone, and what each holds of a text that takes several: six bytes say which part it is.
ALONE = {"gsm": 160, "ucs2": 70}
IN_PARTS = {"gsm": 153, "ucs2": 67}
MOST_SEGMENTS = 6


class Encoding(StrEnum):
    GSM = "gsm"
    UCS2 = "ucs2"


@dataclass(frozen=True)
class Length:
    """`units`: septets of the GSM alphabet, or 16-bit units. `segments`: how many messages a telephone receives and a provider charges."""

    encoding: Encoding
    units: int
    segments: int

    @property
    def is_too_long(self):
        return self.segments > MOST_SEGMENTS

    @property
    def room(self):
        """How many units are left before another segment begins."""
        whole = ALONE[self.encoding] if self.segments <= 1 else self.segments * IN_PARTS[self.encoding]
        return max(0, whole - self.units)


def measure(text):
    """The Length of `text`. One character outside of the GSM alphabet (an «ê», an emoji) makes all of it UCS-2."""
    encoding = Encoding.GSM if all(one in BASIC or one in EXTENSION for one in text) else Encoding.UCS2
    places = [places_of(one, encoding) for one in text]
    units = sum(places)
    if units <= ALONE[encoding]:
        return Length(encoding, units, 1 if units else 0)
    return Length(encoding, units, parts_of(places, IN_PARTS[encoding]))


def places_of(character, encoding):
    if encoding is Encoding.GSM:
        return 2 if character in EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def parts_of(places, size):
    """How many parts of `size` hold these; a character of two places is never cut, and begins the next part instead."""
    parts, filled = 1, 0
    for one in places:
        if filled + one > size:
            parts, filled = parts + 1, 0
        filled += one
    return parts


def too_long(text):
    """The sentence for a text that no telephone should receive; "" for the others."""
    length = measure(text)
    if not length.is_too_long:
        return ""
    return _("Ce message est trop long pour un SMS : %(count)s SMS, %(limit)s au plus. Raccourcissez-le, ou écrivez par e-mail.") % {
        "count": length.segments,
        "limit": MOST_SEGMENTS,
    }


TYPOGRAPHIC = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-", "\u202f": " ", "\u00a0": " ", "œ": "oe", "Œ": "OE"}
)


def plain(text):
    """`text` with typewriter punctuation, as telephones have it: what we write in French would otherwise halve what a message holds."""
    return text.translate(TYPOGRAPHIC).replace("\r\n", "\n").replace("\0", "")
