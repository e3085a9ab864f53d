"""`kernel.text.fold` for tens of thousands of names: the same result, character by character through a table that fills itself."""

from functools import lru_cache

from comptoir.kernel.text import fold


class _Folds(dict):
    """What `fold` makes of each character. White space is kept as a space, for it parts words."""

    def __missing__(self, code):
        character = chr(code)
        folded_character = fold(f"x{character}x").removeprefix("x").removesuffix("x")
        self[code] = folded_character
        return folded_character


_folds = _Folds()


@lru_cache(65_536)
def folded(text):
    """`fold(text)`; a property test holds them together."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(text.translate(_folds).split())
