"""The firm's logo on a square, for the screens of telephones (W3C Web Application Manifest). Drawn when it is asked for; caches keep it."""

from io import BytesIO

from django.core.files.storage import default_storage

from comptoir.firms.contrast import Ground

from .pictures import LOGO, place_of

# {name: (side in pixels, how much of it the logo may take)}. «Maskable» ones are cut to any shape: the middle 80 % are sure to stay.
ICONS = {"icon-192": (192, 0.82), "icon-512": (512, 0.82), "icon-maskable-512": (512, 0.6)}
WHITE, DARK = (255, 255, 255), (26, 30, 38)


def icon_of(brand, name):
    """The PNG of that name with the firm's logo in the middle, on the ground on which it is seen."""
    from PIL import Image

    side, share = ICONS[name]
    with default_storage.open(place_of(brand.logo, LOGO)) as stored, Image.open(stored) as opened:
        logo = opened.convert("RGBA")
    scale = side * share / max(logo.size)
    logo = logo.resize([max(1, round(length * scale)) for length in logo.size], Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), DARK if brand.logo_ground == Ground.DARK else WHITE)
    square.alpha_composite(logo, tuple((side - length) // 2 for length in logo.size))
    made = BytesIO()
    square.convert("RGB").save(made, "PNG", optimize=True)
    return made.getvalue()
