"""The dark room: any picture in, two square photos out, in a process of its own.

Decoders of pictures are where files attack; here they have a bounded memory and time, and nothing of the installation at hand: this
file imports nothing of Comptoir and is run by its path, with the picture on standard input and the crop as arguments.
What comes out was drawn anew, pixel by pixel: no metadata, no position, no profile survives.
"""

import io
import json
import sys
from contextlib import suppress

MOST_PIXELS = 40_000_000
SIZES = (512, 96)
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 15
QUALITY = 82


class Refused(Exception):
    """The picture is not taken; `args` are a code and what the sentence needs."""


def main(arguments):
    bound()
    try:
        photos = develop(sys.stdin.buffer.read(), [float(part) for part in arguments])
    except Refused as refusal:
        sys.stdout.write(json.dumps(refusal.args))
        return
    sys.stdout.write(json.dumps([len(photo) for photo in photos]) + "\n")
    sys.stdout.flush()
    sys.stdout.buffer.write(b"".join(photos))


def bound():
    """From here on this process can take no more memory and time than a photo needs."""
    with suppress(ImportError, ValueError):  # not every system has such limits; the parent's patience ends everywhere
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def develop(source, crop):
    """The photos of SIZES as WebP. Raises Refused."""
    picture = opened(source)
    try:
        square = in_plain_colours(cropped(picture, crop))
        return [as_webp(square, size) for size in SIZES]
    except MemoryError:
        raise Refused("too_large", *picture.size) from None
    except Exception:
        raise Refused("broken") from None


def opened(source):
    """The picture, its beginning read and nothing decoded. Its content says what it is, never a name."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, and has a sentence
    try:
        picture = Image.open(io.BytesIO(source), formats=FORMATS)
    except Image.UnidentifiedImageError:
        raise Refused("broken" if begins_like_a_picture(source) else "no_picture") from None
    except Exception:
        raise Refused("broken") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("too_large", picture.width, picture.height)
    return picture


def begins_like_a_picture(source):
    return source.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or source[8:12] == b"WEBP" or source[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix")


def cropped(picture, crop):
    """The wanted square of a picture, upright, in its largest size. Large pictures are copied as seldom as can be."""
    from PIL import Image, ImageOps

    largest = SIZES[0]
    wanted = round(largest / max(crop_box(1, 1, crop)[2], 0.01))
    picture.draft("RGB", (wanted, wanted))  # a JPEG is decoded no larger than needed; others do not know this
    ImageOps.exif_transpose(picture, in_place=True)
    return blendable(picture).resize((largest, largest), Image.Resampling.LANCZOS, box=edges(*picture.size, crop), reducing_gap=3.0)


def blendable(picture):
    """The picture in a mode whose pixels can be mixed: no palette, no single bits, no sixteen."""
    if picture.mode.startswith("I"):
        return picture.point(lambda level: level / 256).convert("L")
    if picture.mode in ("1", "P", "PA") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture


def edges(width, height, crop):
    left, top, side = crop_box(width, height, crop)
    return left, top, left + side, top + side


def crop_box(width, height, crop):
    """(left, top, side) in pixels of the square that `crop` names, inside the picture whatever was asked.

    `crop` is (x, y, size): the left and top edges as parts of width and height, the side as part of the shorter one. Without it the middle is taken.
    """
    shorter = min(width, height)
    if len(crop) != 3 or not all(0 <= part <= 1 for part in crop) or not crop[2]:
        return (width - shorter) / 2, (height - shorter) / 2, shorter
    side = max(shorter * crop[2], min(shorter, 1))
    return min(crop[0] * width, width - side), min(crop[1] * height, height - side), side


def in_plain_colours(square):
    """On white, as sRGB: what a camera's own profile says is worked in before it goes."""
    from PIL import Image

    square = with_profile_applied(square)
    plain = Image.new("RGB", square.size, "white")
    if square.mode in ("RGBA", "LA"):
        plain.paste(square, mask=square.getchannel("A"))
    else:
        plain.paste(square.convert("RGB"))
    return plain


def with_profile_applied(square):
    from PIL import ImageCms

    profile = square.info.get("icc_profile")
    if not profile or square.mode not in ("RGB", "L", "CMYK"):
        return square
    try:
        return ImageCms.profileToProfile(square, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return square  # a profile that cannot be read changes no colour


def as_webp(square, size):
    from PIL import Image

    made = io.BytesIO()
    square.resize((size, size), Image.Resampling.LANCZOS).save(made, "WEBP", quality=QUALITY, method=4)
    return made.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
