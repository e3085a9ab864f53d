"""Colours as the style sheet writes them, and whether text can be read on them."""

from math import cos, radians, sin

WHITE = (1.0, 1.0, 1.0)


def oklch_to_srgb(lightness, chroma, hue):
    """The (red, green, blue) from 0 to 1 of «oklch(46% .12 160)», given as .46, .12, 160; cut where a screen ends (CSS Color 4, §10.2)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return tuple(_encoded(min(1.0, max(0.0, part))) for part in linear)


def contrast(one, other):
    """The contrast of two sRGB colours, from 1 to 21 (WCAG 2.2, «contrast ratio»). Text needs 4.5."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _encoded(linear):
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _luminance(colour):
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
