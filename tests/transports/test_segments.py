"""How long a short message is: against the tables of 3GPP TS 23.038, and by properties."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.transports.sms.segments import ALONE, BASIC, EXTENSION, IN_PARTS, MOST_SEGMENTS, Encoding, Length, measure, parts_of, plain, too_long

# TS 23.038, section 6.2.1, row by row; position 0x1B is the escape to the extension table and stands for no character.
TABLE = [
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
]
gsm = st.text(st.sampled_from(sorted(BASIC | EXTENSION)), max_size=1000)


def test_the_alphabet_is_that_of_the_standard():
    assert frozenset("".join(TABLE)) - {"\x1b"} == BASIC
    assert len("".join(TABLE)) == 128
    assert frozenset("\f^{}\\[~]|€") == EXTENSION


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Length(Encoding.GSM, 0, 0)),
        ("a", Length(Encoding.GSM, 1, 1)),
        ("é" * 160, Length(Encoding.GSM, 160, 1)),
        ("é" * 161, Length(Encoding.GSM, 161, 2)),
        ("a" * 306, Length(Encoding.GSM, 306, 2)),
        ("a" * 307, Length(Encoding.GSM, 307, 3)),
        ("€" * 80, Length(Encoding.GSM, 160, 1)),
        ("€" * 81, Length(Encoding.GSM, 162, 2)),
        # A «€» of two septets does not fit into the 153rd place of the first part: it goes to the second whole.
        ("a" * 152 + "€" + "a" * 152, Length(Encoding.GSM, 306, 3)),
        ("ê", Length(Encoding.UCS2, 1, 1)),
        ("ê" * 70, Length(Encoding.UCS2, 70, 1)),
        ("ê" * 71, Length(Encoding.UCS2, 71, 2)),
        ("ê" * 134, Length(Encoding.UCS2, 134, 2)),
        ("ê" * 135, Length(Encoding.UCS2, 135, 3)),
        ("😀" * 35, Length(Encoding.UCS2, 70, 1)),
        ("😀" * 36, Length(Encoding.UCS2, 72, 2)),
        # 66 units and a pair: the pair is not cut.
        ("a" * 66 + "😀" + "a" * 66, Length(Encoding.UCS2, 134, 3)),
    ],
)
def test_known_lengths(text, expected):
    assert measure(text) == expected


@given(gsm)
def test_every_text_of_the_alphabet_is_counted_in_septets(text):
    assert (measure(text).encoding, measure(text).units) == (Encoding.GSM, len(text) + sum(character in EXTENSION for character in text))


@given(st.text(max_size=600))
def test_units_and_segments_agree(text):
    length = measure(text)
    if length.encoding is Encoding.UCS2:
        assert length.units == len(text.encode("utf-16-le", "surrogatepass")) // 2
    least, whole = -(-length.units // IN_PARTS[length.encoding]), ALONE[length.encoding]
    # Each part may lose one place to a character that is not cut.
    most = -(-length.units // (IN_PARTS[length.encoding] - 1))
    assert length.segments == 1 if 0 < length.units <= whole else least <= length.segments <= most
    assert bool(length.segments) == bool(text)
    assert too_long(text) == "" if length.segments <= MOST_SEGMENTS else "6 au plus" in too_long(text)


@given(st.text(max_size=400))
def test_more_text_never_takes_fewer_messages(text):
    counts = [measure(text[:end]).segments for end in range(0, len(text) + 1, 7)]
    assert all(before <= after for before, after in pairwise(counts))


@given(st.lists(st.sampled_from([1, 2]), max_size=500), st.sampled_from([67, 153]))
def test_parts_hold_everything_in_order_and_cut_nothing(places, size):
    parts, filled = [[]], 0
    for one in places:
        if filled + one > size:
            parts.append([])
            filled = 0
        parts[-1].append(one)
        filled += one
    assert parts_of(places, size) == len(parts)
    assert all(sum(part) <= size for part in parts)


def test_french_typography_does_not_halve_a_message():
    words = "Bonjour, l’échéance est passée : merci de votre retour… «Relevé» – œuvre"

    assert measure(words).encoding is Encoding.UCS2
    assert plain(words) == 'Bonjour, l\'échéance est passée : merci de votre retour... "Relevé" - oeuvre'
    assert measure(plain(words)).encoding is Encoding.GSM


@given(st.text(max_size=300))
def test_plain_is_done_once(text):
    assert plain(plain(text)) == plain(text)
