"""Plain text whose lines were broken on the way (RFC 3676)."""

import re

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
