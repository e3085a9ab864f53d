"""Pictures of every kind, made here."""

import io
import struct
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def encoded(image, kind, **how):
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    made = io.BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()


def plain(kind="PNG", size=(300, 200), colour="steelblue", **how):
    return encoded(Image.new("RGB", size, colour), kind, **how)


def upload(content, name="photo.png"):
    return SimpleUploadedFile(name, content)


def halves(left="red", right="blue", size=(400, 200)):
    """A picture whose left half has one colour and whose right half another."""
    image = Image.new("RGB", size, right)
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    return image


def bomb(width=50_000, height=50_000):
    """A PNG of seven and a half thousand million bytes of pixels, in some ten thousand bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000_000)) + chunk(b"IEND", b"")


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def opened(content):
    return Image.open(io.BytesIO(content))


def colour_at(image, x, y):
    """The channel that is strongest there: «red», «green» or «blue»."""
    pixel = image.convert("RGB").getpixel((round(x * (image.width - 1)), round(y * (image.height - 1))))
    return ("red", "green", "blue")[pixel.index(max(pixel))]
