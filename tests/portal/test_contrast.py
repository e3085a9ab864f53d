"""What can be read on what (K3): WCAG's own figures, then properties on whatever colours there are."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.firms.contrast import (
    DEFAULT_PRESET,
    FOR_WORDS,
    PRESETS,
    Ground,
    Tone,
    contrast,
    ends_of,
    ground_for,
    tone_on,
    veil_for,
    veiled,
)
from comptoir.firms.looks import look_of_picture, look_of_preset, style_sheet, version_of

colours = st.tuples(*[st.integers(0, 255)] * 3)
pictures = st.lists(colours, min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((255, 255, 255), (0, 0, 0), 21.0),
        ((255, 255, 255), (255, 255, 255), 1.0),
        ((119, 119, 119), (255, 255, 255), 4.48),  # the well known grey that just fails
        ((118, 118, 118), (255, 255, 255), 4.54),
        ((0, 0, 255), (255, 255, 255), 8.59),
        ((255, 0, 0), (255, 255, 255), 4.0),
    ],
)
def test_contrast_is_what_wcag_says(one, other, expected):
    assert round(contrast(one, other), 2) == expected
    assert contrast(one, other) == contrast(other, one)


@given(pictures)
def test_the_words_are_read_on_every_part_of_every_picture(picture):
    tone, veil = tone_on(*ends_of(picture))

    seen = [veiled(colour, tone.veil, veil) for colour in picture]
    assert min(contrast(tone.words, colour) for colour in seen) >= FOR_WORDS
    assert 0 <= veil < 100


@given(pictures)
def test_the_veil_is_the_thinnest_that_does(picture):
    darkest, brightest = ends_of(picture)
    tone, veil = tone_on(darkest, brightest)

    worst = brightest if tone is Tone.LIGHT else darkest
    assert veil == 0 or contrast(tone.words, veiled(worst, tone.veil, veil - 1)) < FOR_WORDS
    assert veil <= min(veil_for(one, darkest, brightest) for one in Tone)


@pytest.mark.parametrize(
    ("darkest", "brightest", "tone", "has_veil"),
    [
        ((0, 0, 0), (40, 40, 40), Tone.LIGHT, False),
        ((230, 230, 230), (255, 255, 255), Tone.DARK, False),
        ((0, 0, 0), (255, 255, 255), Tone.DARK, True),
        ((0, 0, 0), (160, 160, 160), Tone.LIGHT, True),
        ((120, 120, 120), (135, 135, 135), Tone.DARK, True),
    ],
)
def test_dark_pictures_carry_light_words_and_light_ones_dark_words(darkest, brightest, tone, has_veil):
    found, veil = tone_on(darkest, brightest)

    assert (found, veil > 0) == (tone, has_veil)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda one: one.slug)
def test_every_preset_is_read_without_a_veil_on_light_pages_and_on_dark_ones(preset):
    for pair, tone in zip((preset.light, preset.dark), preset.tones, strict=True):
        steps = [tuple(one + (two - one) * step / 50 for one, two in zip(*pair, strict=True)) for step in range(51)]
        assert min(contrast(tone.words, colour) for colour in steps) >= FOR_WORDS


def test_the_presets_are_told_apart():
    lights = [preset.light for preset in PRESETS.values()]

    assert len(lights) == len(set(lights)) >= 8
    assert all(one != other for one, other in itertools.combinations([preset.label for preset in PRESETS.values()], 2))
    assert DEFAULT_PRESET in PRESETS


def of_greys(**counts):
    return [counts.get(f"g{grey}", 0) for grey in range(256)]


@pytest.mark.parametrize(
    ("greys", "ground"),
    [
        ([], Ground.NONE),  # it brings its own ground
        (of_greys(g20=1000), Ground.LIGHT),  # black words would vanish on a dark page
        (of_greys(g250=1000), Ground.DARK),  # white ones on a light page
        (of_greys(g128=1000), Ground.NONE),
        (of_greys(g20=50, g128=1000), Ground.NONE),  # a thin dark line may go
        (of_greys(g20=600, g128=400), Ground.LIGHT),
    ],
)
def test_a_logo_gets_a_ground_only_where_the_page_would_swallow_it(greys, ground):
    assert ground_for(greys) == ground


@given(st.lists(st.integers(0, 10_000), min_size=256, max_size=256))
def test_the_ground_is_the_one_on_which_more_is_seen(greys):
    assert ground_for(greys) in Ground
    assert ground_for([2 * count for count in greys]) == ground_for(greys)


def test_a_style_sheet_says_only_what_was_decided():
    sheet = style_sheet(look_of_picture("/p/lormeau/background/0123", Tone.DARK, 40))

    assert sheet == (
        ":root { --hero-ink: #1d2430; --hero-ground: #ffffff; "
        '--hero-picture: linear-gradient(rgb(255 255 255 / 40%), rgb(255 255 255 / 40%)), url("/p/lormeau/background/0123") }\n'
    )
    assert version_of(sheet) != version_of(style_sheet(look_of_preset(DEFAULT_PRESET)))
