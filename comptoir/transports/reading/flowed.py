"""Plain text whose lines were broken on the way (RFC 3676)."""

import re
from itertools import pairwise

# Where programs break lines, in signs; the length of a line depends on the word that no longer fits.
NARROWEST, WIDEST = 60, 80
MARKS = re.compile(r"(>*)( ?)(.*)", re.DOTALL)


def unflowed(text, *, joins_words=False):
    """Lines that end with a space go on in the next one of the same depth; «-- » stands alone. `joins_words`: the space was added (DelSp=yes)."""
    lines, flows, depth = [], False, 0
    for line in text.split("\n"):
        marks, _, words = MARKS.fullmatch(line).groups()
        is_signature = words.rstrip("\r") in {"-- ", "--"}
        if flows and len(marks) == depth and not is_signature:
            lines[-1].append(words)
        else:
            lines.append([f"{marks} " if marks else "", words])
        depth, flows = len(marks), words.endswith(" ") and not is_signature
        if flows and joins_words:
            lines[-1][-1] = words[:-1]
    return "\n".join("".join(pieces) for pieces in lines)


def is_wrapped(text):
    """Whether the lines look as if a program had broken them at 72 signs or so, as Gmail does."""
    lines = [line for line in text.split("\n") if not line.startswith(">")]
    is_narrow = max(map(len, lines), default=0) <= WIDEST
    return is_narrow and any(len(line) >= NARROWEST and after.strip() for line, after in pairwise(lines))
