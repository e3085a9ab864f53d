"""What the tests of the portal's set-up share."""

from io import BytesIO

from PIL import Image, ImageDraw

from comptoir.firms.models import Brand, Firm
from tests.profile.browsers import browser_of
from tests.profile.pictures import encoded, plain, upload

PAGE = "/firm/portal/"


def logo(ink=(20, 20, 20), size=(480, 120), kind="PNG"):
    """As words are: bars of one colour, with nothing between them."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    for left in (*range(0, size[0] - 24, 40), size[0] - 25):
        ImageDraw.Draw(image).rectangle((left, 0, left + 24, size[1] - 1), fill=(*ink, 255))
    return encoded(image, kind)


def photo(colour="steelblue", size=(1600, 900), kind="JPEG"):
    return plain(kind, size, colour)


def moving(kind, size=(700, 300)):
    """Two pictures after each other: red, then blue."""
    made = BytesIO()
    Image.new("RGB", size, "red").save(made, kind, save_all=True, append_images=[Image.new("RGB", size, "blue")], duration=100)
    return made.getvalue()


def put_logo(person, content, name="logo.png", shows="logo", **more):
    return browser_of(person).post(f"{PAGE}brand/", {"shows": shows, "logo": upload(content, name)}, **more)


def put_picture(person, content, name="fond.jpg", background="picture", **more):
    return browser_of(person).post(f"{PAGE}background/", {"background": background, "picture": upload(content, name)}, **more)


def brand_of(firm):
    return Brand.objects.get(firm=firm)


def fresh(firm):
    return Firm.objects.select_related("brand").get(pk=firm.pk)
