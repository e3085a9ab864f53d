"""Names, numbers and trigrams: what can be taken, and what to propose. Values in, answers with their reason out."""

import re
import unicodedata
from enum import StrEnum
from itertools import combinations, islice, product
from string import ascii_uppercase

from .text import fold

# The last two join and part letters in Persian and Indian names.
NAME_MARKS = frozenset(" ’'-‐‑.·\u200c\u200d")
# Three letters that nobody wants to be called by in front of clients.
UNWANTED = frozenset({"ANU", "ASS", "BIT", "CON", "CUL", "FDP", "FUK", "KKK", "NAZ", "NIK", "PED", "PIS", "PUT", "SEX", "SOT", "TIT", "VIH", "WTF"})


class Reason(StrEnum):
    """Why a value cannot be taken."""

    CONTROL = "control"
    SIGN = "sign"
    NO_LETTER = "no_letter"
    LENGTH = "length"
    LETTERS = "letters"


def name_refusal(text):
    """Why `text` is no first or last name, or None. Letters of any script, spaces, apostrophes, hyphens and full stops make one.

    A name stands in mails to people who do not know its owner: it can hold no address and no advertisement.
    """
    kinds = {unicodedata.category(sign)[0] for sign in text if sign not in NAME_MARKS}
    if "C" in kinds:
        return Reason.CONTROL
    if kinds - {"L", "M"}:
        return Reason.SIGN
    return None if "L" in kinds else Reason.NO_LETTER


def line_refusal(text):
    """Why `text` cannot stand on one line, or None: control characters, and signs that nobody sees."""
    return None if text.isprintable() else Reason.CONTROL


def read_number(text):
    """The ID in the one form in which it is compared: no blanks around, full-width figures as plain ones."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def read_trigram(text):
    """What was typed as a trigram is kept: «mdu» → MDU, «Éva» → EVA."""
    return fold(text).upper()


def trigram_refusal(text):
    """Why `text`, as `read_trigram` gives it, is no trigram, or None: exactly three letters from A to Z."""
    if not all(sign in ascii_uppercase for sign in text):
        return Reason.LETTERS
    return None if len(text) == 3 else Reason.LENGTH


def propose_trigram(first_name, last_name, taken=frozenset()):
    """The first free trigram of a name: «Marie Dubois» → MDU, then MDB, MDO… Empty only where all 17,576 are taken."""
    return next(free_trigrams(first_name, last_name, taken), "")


def propose_trigrams(first_name, last_name, taken=frozenset(), count=4):
    """Some of the free trigrams of a name, the best first."""
    return list(islice(free_trigrams(first_name, last_name, taken), count))


def free_trigrams(first_name, last_name, taken):
    """The trigrams of a name that nobody has, best first: from its letters, then its beginning with any letter, then any."""
    seen = set(taken) | UNWANTED
    for trigram in candidates(letters(first_name), letters(last_name)):
        if trigram not in seen:
            seen.add(trigram)
            yield trigram


def candidates(first, last):
    for head, tail in ((first[:1], last), (first[:2], last), (first[:1], first[1:] + last), ("", first + last)):
        yield from (head + "".join(rest) for rest in in_order(tail, 3 - len(head)))
    beginning = (first[:1] + last[:1] if first and last else first + last)[:2].ljust(2, "X")
    yield from (beginning + letter for letter in ascii_uppercase)
    yield from ("".join(three) for three in product(ascii_uppercase, repeat=3))


def in_order(text, length):
    """The ways to take `length` letters of `text` in their order, those that begin with its first letter first."""
    return combinations(text, length) if len(text) >= length else ()


def letters(name):
    """The ASCII letters of a name, accents folded, in capitals: «Éloïse Le Goff» → ELOISELEGOFF. Of a very long name the first twenty."""
    return re.sub("[^A-Z]", "", read_trigram(name))[:20]
