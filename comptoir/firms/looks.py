"""The firm's look as a style sheet: values for ui/css/6-brand.css, which says where they stand. Pages hold no style of their own (CSP)."""

import hashlib

from .contrast import INK, PRESETS, WHITE, Tone

ANGLE = "115deg"


def look_of_preset(slug):
    """{property: value} of a preset, each with its light and its dark page's."""
    preset = PRESETS[slug]
    (light_from, light_to), (dark_from, dark_to) = preset.light, preset.dark
    light, dark = preset.tones
    return {
        "--hero-ink": both(light.words, dark.words),
        "--hero-ground": both(light_from, dark_from),
        "--hero-picture": f"linear-gradient({ANGLE}, {both(light_from, dark_from)}, {both(light_to, dark_to)})",
    }


def look_of_picture(address, tone, veil):
    """The same of a picture at `address`; under it lies the veil's colour, on which the words are read while it comes, and if it never does."""
    tone = Tone(tone)
    cover = f"rgb({' '.join(map(str, tone.veil))} / {veil}%)"
    ground = INK if tone is Tone.LIGHT else WHITE
    return {
        "--hero-ink": hexadecimal(tone.words),
        "--hero-ground": hexadecimal(ground),
        "--hero-picture": f'linear-gradient({cover}, {cover}), url("{address}")',
    }


def style_sheet(look):
    return f":root {{ {'; '.join(f'{name}: {value}' for name, value in look.items())} }}\n"


def version_of(sheet):
    return hashlib.sha256(sheet.encode()).hexdigest()[:12]


def both(light, dark):
    return f"light-dark({hexadecimal(light)}, {hexadecimal(dark)})"


def hexadecimal(colour):
    return "#" + "".join(f"{channel:02x}" for channel in colour)
