"""What makes a password easy to guess, from the password and words alone: no database, no lists of its own (promise A2)."""

import re
from functools import cache

PADDING = "0123456789.!?*-_@#$€%&+=/,;:()'\" "
# Letters as people disguise them.
DISGUISES = str.maketrans("4@3€01!5$7", "aaeeoiisst")
LAYOUTS = (
    ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"),
    ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm"),
)
SHORTEST_WALK = 4
# So few characters beside something known add nothing: they are tried one after the other.
TOO_LITTLE = 4


def core(password):
    """A folded password without the digits and signs at its ends: «azerty2026!» → «azerty»."""
    return password.strip(PADDING)


def letters(password):
    """The letters of a folded password, disguises taken off: «m@rie.dub0is» → «mariedubois»."""
    return re.sub(r"[\W\d_]", "", core(password).translate(DISGUISES))


def is_made_of(password, words):
    """Whether a folded password is these words and little else, in whatever order: a name, a firm, an address."""
    rest = before = letters(password)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != before and len(rest) < TOO_LITTLE


def is_common(password, words):
    """Whether a folded password is one of `words`, dressed with digits or signs: «motdepasse123», «s0leil-2026»."""
    bare = letters(password)
    return bool(bare) and any(bare[: len(bare) - cut] in words for cut in range(TOO_LITTLE) if cut == 0 or len(bare) - cut >= 2 * TOO_LITTLE)


def is_keyboard_walk(password):
    """Whether a folded password follows neighbouring keys of a French, English or German keyboard: «azertyuiop12», «1qaz2wsx3edc»."""
    found = core(password)
    return any(len(found) - walked(found, layout) < TOO_LITTLE <= walked(found, layout) for layout in LAYOUTS)


def walked(text, layout):
    """How many characters of `text` lie on walks of at least SHORTEST_WALK neighbouring keys."""
    near, total, run = neighbours(layout), 0, 1
    for here, following in zip(text, text[1:] + " ", strict=False):
        if (here, following) in near:
            run += 1
            continue
        total += run if run >= SHORTEST_WALK else 0
        run = 1
    return total


@cache
def neighbours(layout):
    """The pairs of keys that touch, in both directions. Each row lies half a key to the right of the one above."""
    places = {key: (row, column) for row, keys in enumerate(layout) for column, key in enumerate(keys)}
    steps = {(0, 1), (0, -1), (1, 0), (1, -1), (-1, 0), (-1, 1)}
    return {(a, b) for a, (ra, ca) in places.items() for b, (rb, cb) in places.items() if (rb - ra, cb - ca) in steps}
