"""Words as people search and sort them."""

import unicodedata


def fold(text):
    """`text` without case, accents or doubled spaces: «Été  à Léon» → «ete a leon»."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("’", "'").split())


def excerpt(text, length=160):
    """The beginning of `text` on one line, at most `length` characters, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
