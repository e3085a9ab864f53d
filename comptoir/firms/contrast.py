"""What can be read on what: contrast as WCAG 2.2 counts it, the tone of the words on a background, the veil that a picture needs.

Colours are (red, green, blue) of 0 to 255; contrasts 1 to 21. The pages' own colours are those of ui/css/1-tokens.css.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# WCAG 2.2, 1.4.3 for words, 1.4.11 for what is drawn.
FOR_WORDS, FOR_DRAWINGS = 4.5, 3.0
WHITE, INK = (255, 255, 255), (29, 36, 48)
# What a logo stands on: the sheets of a light page and of a dark one.
LIGHT_SHEET, DARK_SHEET = WHITE, (26, 30, 38)
# The part of a logo's pixels that may go under before it needs a ground of its own.
MAY_VANISH = 0.2


class Tone(StrEnum):
    """Of the words on a background."""

    LIGHT = "light"
    DARK = "dark"

    @property
    def words(self):
        return WHITE if self is Tone.LIGHT else INK

    @property
    def veil(self):
        """The colour of the veil that helps these words."""
        return INK if self is Tone.LIGHT else WHITE


class Ground(StrEnum):
    """What a logo is put on where the page would swallow it."""

    NONE = ""
    LIGHT = "light"
    DARK = "dark"


def luminance(colour):
    """WCAG 2.2's relative luminance, 0 to 1."""
    red, green, blue = (linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def veiled(colour, veil, percent):
    """What is seen of `colour` through a veil that covers `percent` of it, as browsers mix."""
    return tuple(channel + (cover - channel) * percent / 100 for channel, cover in zip(colour, veil, strict=True))


def veil_for(tone, darkest, brightest):
    """The thinnest veil, in percent, through which words of `tone` are read on everything between these two, or None.

    `darkest` and `brightest` hold the least and the most of each channel; luminance grows with each, so no colour between them is worse than its end.
    """
    worst = brightest if tone is Tone.LIGHT else darkest
    return next((percent for percent in range(101) if contrast(tone.words, veiled(worst, tone.veil, percent)) >= FOR_WORDS), None)


def tone_on(darkest, brightest):
    """(tone, percent of the veil): the words that need the thinner veil; light ones when it is the same."""
    veils = {tone: veil_for(tone, darkest, brightest) for tone in Tone}
    tone = min(veils, key=lambda one: veils[one])
    return tone, veils[tone]


def ground_for(greys):
    """What a logo stands on in both looks of the pages: nothing when it is seen on either, else the ground on which more of it is seen.

    `greys`: how many of its visible pixels have each of the 256 greys; none for a logo that brings its own ground.
    """
    lost = {ground: part_lost(greys, sheet) for ground, sheet in ((Ground.LIGHT, LIGHT_SHEET), (Ground.DARK, DARK_SHEET))}
    if max(lost.values()) <= MAY_VANISH:
        return Ground.NONE
    return min(lost, key=lambda ground: lost[ground])


def part_lost(greys, sheet):
    """The part of these pixels, 0 to 1, that is not told apart from `sheet`."""
    total = sum(greys)
    lost = sum(count for grey, count in enumerate(greys) if contrast((grey, grey, grey), sheet) < FOR_DRAWINGS)
    return lost / total if total else 0.0


# --- The colours that a firm chooses from ---
@dataclass(frozen=True)
class Preset:
    """A background in two colours that run into each other, for light pages and for dark ones."""

    slug: str
    label: str | Promise
    light: tuple
    dark: tuple

    def tone(self, pair):
        return tone_on(*ends_of(pair))[0]

    @property
    def tones(self):
        return self.tone(self.light), self.tone(self.dark)


def ends_of(colours):
    """The least and the most of each channel."""
    channels = list(zip(*colours, strict=True))
    return tuple(map(min, channels)), tuple(map(max, channels))


PRESETS = {
    one.slug: one
    for one in (
        Preset("fir", _("Sapin"), ((11, 74, 53), (10, 95, 102)), ((9, 54, 40), (8, 66, 72))),
        Preset("ocean", _("Océan"), ((18, 58, 104), (31, 95, 143)), ((13, 41, 74), (22, 66, 100))),
        Preset("slate", _("Ardoise"), ((43, 52, 64), (71, 83, 100)), ((36, 43, 54), (55, 64, 78))),
        Preset("plum", _("Prune"), ((75, 33, 84), (109, 58, 115)), ((54, 24, 61), (79, 42, 84))),
        Preset("wine", _("Bordeaux"), ((93, 26, 43), (131, 48, 63)), ((68, 20, 32), (95, 35, 46))),
        Preset("terracotta", _("Terre cuite"), ((122, 52, 23), (154, 75, 38)), ((86, 38, 18), (110, 54, 28))),
        Preset("olive", _("Olive"), ((61, 71, 21), (90, 100, 36)), ((45, 52, 17), (65, 73, 27))),
        Preset("paper", _("Papier"), ((240, 234, 222), (226, 219, 203)), ((42, 39, 34), (60, 56, 48))),
    )
}
DEFAULT_PRESET = "fir"
