"""The part of a message that a search found, with what was found marked."""

import re
import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from comptoir.kernel.text import excerpt
from comptoir.kernel.words import WORD, forms_of

LENGTH = 160
BEFORE = 40
# Looked at for words to mark; beyond, the beginning is shown.
LOOKED_AT = 20_000


def marked(text, asked):
    """About LENGTH characters of `text` around the first word that was asked for, as HTML: every such word in <mark>, everything else escaped."""
    line = " ".join(unicodedata.normalize("NFC", text[:LOOKED_AT]).split())
    spans = [found.span() for found in WORD.finditer(line) if is_asked(found.group(), asked)]
    if not spans:
        return format_html("{}", excerpt(line, LENGTH))
    start = beginning_of_word(line, max(0, spans[0][0] - BEFORE))
    end = end_of_word(line, max(spans[0][1], start + LENGTH))
    pieces = format_html_join("", "{}<mark>{}</mark>", pieces_of(line, start, [span for span in spans if span[1] <= end]))
    last = max(span[1] for span in spans if span[1] <= end)
    return format_html("{}{}{}{}", mark_safe("…") if start else "", pieces, line[last:end], mark_safe("…") if end < len(line) else "")


def pieces_of(line, start, spans):
    """(text before, word to mark) pairs."""
    for first, last in spans:
        yield line[start:first], line[first:last]
        start = last


def is_asked(word, asked):
    """Whether a word of the text is one of those asked for, by the rule of the index."""
    for folded, forms in forms_of(word):
        if any(forms & one.forms for one in (*asked.words, *([asked.last] if asked.last else []))):
            return True
        if asked.last and folded.startswith(asked.last.typed):
            return True
        if any(folded in phrase for phrase in asked.phrases):
            return True
    return False


def beginning_of_word(line, place):
    return line.rfind(" ", 0, place) + 1 if place else 0


def end_of_word(line, place):
    found = re.compile(r"\s").search(line, min(place, len(line)))
    return found.start() if found else len(line)
