"""The mark of ui/static/ui/icon.svg as pictures, for telephones and notifications, which take no SVG. Drawn here from the same figures."""

from io import BytesIO

# The mark on a square of 32, as in icon.svg: a counter, the bell on it, its knob.
SIDE, STROKE = 32, 2.4
# How far the middle of the mark stands above that of the square.
LOWER = 2
LINES = [((6, 21), (26, 21)), ((9, 21), (9, 17)), ((23, 17), (23, 21)), ((16, 10), (16, 7))]
DOME = (9, 10, 23, 24)
GREEN, WHITE, NOTHING = (11, 90, 65, 255), (255, 255, 255, 255), (0, 0, 0, 0)
# Drawn larger, then made smaller: edges become smooth.
FINER = 4
# name: (side in pixels, how much of it the square of 32 takes, the ground, whether its corners are round).
# «Maskable» ones are cut to any shape by telephones, which keep the middle 80 % (W3C Manifest); a badge is a shape only.
PICTURES = {
    "icon-192.png": (192, 1, GREEN, True),
    "icon-512.png": (512, 1, GREEN, True),
    "icon-maskable-512.png": (512, 0.78, GREEN, False),
    "apple-touch-icon.png": (180, 0.86, GREEN, False),
    "badge-96.png": (96, 1.25, NOTHING, False),
}


def pictures():
    """{file name: PNG}."""
    return {name: picture(*figures) for name, figures in PICTURES.items()}


def picture(side, share, ground, has_round_corners):
    from PIL import Image, ImageDraw

    large = side * FINER
    image = Image.new("RGBA", (large, large), NOTHING)
    brush = ImageDraw.Draw(image)
    brush.rounded_rectangle((0, 0, large - 1, large - 1), radius=large / 4 if has_round_corners else 0, fill=ground)
    unit, start = large * share / SIDE, large * (1 - share) / 2
    # What has no corners of its own is cut around its middle: the mark stands in it.
    draw_mark(brush, unit, (start, start if has_round_corners else start + LOWER * unit))
    made = BytesIO()
    image.resize((side, side), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()


def draw_mark(brush, unit, start):
    def at(point):
        return tuple(origin + unit * figure for origin, figure in zip(start, point, strict=True))

    def dot(point):
        x, y = at(point)
        radius = unit * STROKE / 2
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=WHITE)

    for line in LINES:
        brush.line([at(point) for point in line], fill=WHITE, width=round(unit * STROKE))
        for point in line:
            dot(point)
    # Pillow draws a stroke inside its box; SVG draws it along the middle.
    half = STROKE / 2
    left, top, right, bottom = DOME
    brush.arc([*at((left - half, top - half)), *at((right + half, bottom + half))], 180, 360, fill=WHITE, width=round(unit * STROKE))
