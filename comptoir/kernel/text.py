"""Words as people search and sort them."""

import unicodedata
from functools import lru_cache


class _Folds(dict):
    """What each character becomes, found once: a table makes folding ten thousand names as cheap as copying them."""

    # No database keeps a NUL.
    REPLACED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "\0": ""}

    def __missing__(self, code):
        character = chr(code)
        parts = unicodedata.normalize("NFKD", self.REPLACED.get(character, character))
        self[code] = "".join(part for part in parts if not unicodedata.combining(part)).casefold()
        return self[code]


_folds = _Folds()


@lru_cache(65_536)
def fold(text):
    """`text` without case, accents or doubled spaces: «Été  à Léon» → «ete a leon»."""
    if text.isascii() and "\0" not in text:
        return " ".join(text.lower().split())
    return " ".join(text.translate(_folds).split())


def excerpt(text, length=160):
    """The beginning of `text` on one line, at most `length` characters, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
