"""How the firm looks to its clients: a logo drawn here, a background, the portal switched on (K1 to K3)."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from comptoir.firms.models import Brand
from comptoir.portal.actions import change_background, change_brand, enable_portal
from comptoir.portal.pictures import develop_logo

SIZE = (560, 128)
GREEN, INK = "#0b5a41", "#1d2430"


def show_branding(firm, people):
    admin = people["alix"]
    enable_portal(firm, by=admin)
    upload = SimpleUploadedFile("logo-lormeau.png", drawn_logo())
    change_brand(firm, by=admin, shows=Brand.Shows.LOGO, logo=develop_logo(upload))
    change_background(firm, by=admin, background="ocean")


def drawn_logo():
    """A green tile with three steps, and the name, on nothing."""
    picture = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((4, 4, 123, 123), radius=28, fill=GREEN)
    for step, height in enumerate((34, 58, 82)):
        pen.rounded_rectangle((30 + 25 * step, 98 - height, 47 + 25 * step, 98), radius=6, fill="white")
    pen.text((150, 26), "Lormeau", font=ImageFont.load_default(64), fill=INK)
    made = BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()
