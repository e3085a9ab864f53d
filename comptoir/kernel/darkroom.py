"""The dark room: any picture in, the pictures that are kept out, in a process of its own.

Decoders of pictures are where files attack; here they have a bounded memory and time, and nothing of the installation at hand: this
file imports nothing of Comptoir and is run by its path, with the picture on standard input, what is to be made of it and how as arguments.
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
# A logo is shown at most half as large, so that it is sharp on every screen; what is smaller than the least cannot be read.
LOGO_BOX, LEAST_LOGO = (640, 160), (24, 16)
BACKGROUND_BOX, LEAST_BACKGROUND = (1920, 1200), (640, 240)
# An alpha under which a pixel counts as not there.
FAINT = 32
# The background is judged in cells about as wide as the stroke of a heading's letter.
CELLS_ACROSS = 240


class Refused(Exception):
    """The picture is not taken; `args` are a code and what the sentence needs."""


def main(arguments):
    bound()
    recipe, *how = arguments
    try:
        facts, pictures = developed(recipe, sys.stdin.buffer.read(), how)
    except Refused as refusal:
        sys.stdout.write(json.dumps({"refused": refusal.args}) + "\n")
        return
    sys.stdout.write(json.dumps({"lengths": [len(picture) for picture in pictures], "facts": facts}) + "\n")
    sys.stdout.flush()
    sys.stdout.buffer.write(b"".join(pictures))


def bound():
    """From here on this process can take no more memory and time than a picture needs."""
    with suppress(ImportError, ValueError):  # not every system has such limits; the parent's patience ends everywhere
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def developed(recipe, source, how):
    """({fact: value}, [the bytes of each picture]) by one of RECIPES. Raises Refused."""
    formats, make = RECIPES[recipe]
    picture = opened(source, formats)
    try:
        return make(picture, how)
    except Refused:
        raise
    except MemoryError:
        raise Refused("too_large", *picture.size) from None
    except Exception:
        raise Refused("broken") from None


def opened(source, formats):
    """The picture, its beginning read and nothing decoded. Its content says what it is, never a name."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, and has a sentence
    try:
        picture = Image.open(io.BytesIO(source), formats=formats)
    except Image.UnidentifiedImageError:
        raise Refused("broken" if begins_like_a_picture(source) else "no_picture") from None
    except Exception:
        raise Refused("broken") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("too_large", picture.width, picture.height)
    return picture


def begins_like_a_picture(source):
    return source.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or source[8:12] == b"WEBP" or source[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix")


# --- A photo: two squares ---
def photo(picture, how):
    """The photos of SIZES as WebP; `how` is the crop."""
    square = in_plain_colours(cropped(picture, [float(part) for part in how]))
    return {}, [as_webp(resized(square, (size, size))) for size in SIZES]


def cropped(picture, crop):
    """The wanted square of a picture, upright, in its largest size. Large pictures are copied as seldom as can be."""
    from PIL import Image

    largest = SIZES[0]
    wanted = round(largest / max(crop_box(1, 1, crop)[2], 0.01))
    picture.draft("RGB", (wanted, wanted))  # a JPEG is decoded no larger than needed; others do not know this
    upright = stood_up(picture)
    return upright.resize((largest, largest), Image.Resampling.LANCZOS, box=edges(*upright.size, crop), reducing_gap=3.0)


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


# --- A logo: as it is, without the empty margin around it ---
def logo(picture, how):
    """The logo as PNG, which every mail program shows; how large it is, whether it moved, how light its pixels are where one sees through it."""
    size, is_animated = picture.size, bool(getattr(picture, "is_animated", False))
    drawn = stood_up(picture)
    drawn = trimmed(drawn) if drawn.mode in ("RGBA", "LA") else drawn
    drawn = see_through(with_profile_applied(fitted(drawn, LOGO_BOX)))
    if drawn.width < LEAST_LOGO[0] or drawn.height < LEAST_LOGO[1]:
        raise Refused("too_small", *size)
    return {"width": drawn.width, "height": drawn.height, "is_animated": is_animated, "greys": greys(drawn)}, [as_png(drawn)]


def see_through(drawn):
    return drawn.convert("RGBA") if drawn.mode in ("RGBA", "LA", "RGB", "L") else drawn.convert("RGB").convert("RGBA")


def trimmed(drawn):
    visible = drawn.getchannel("A").point(lambda alpha: 255 if alpha >= FAINT else 0).getbbox()
    if visible is None:
        raise Refused("empty")
    return drawn.crop(visible)


def greys(drawn):
    """How many visible pixels have each of the 256 greys; nothing of a logo that brings its own ground."""
    alpha = drawn.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return []
    return drawn.convert("L").histogram(mask=alpha.point(lambda value: 255 if value >= FAINT else 0))


# --- A background: behind the words of a page ---
def background(picture, how):
    """The picture as WebP, and per channel the least and the most of its cells: [[r, g, b], [r, g, b]]."""
    if min(picture.size[0] / LEAST_BACKGROUND[0], picture.size[1] / LEAST_BACKGROUND[1]) < 1:
        raise Refused("too_small", *picture.size)
    picture.draft("RGB", BACKGROUND_BOX)
    plain = in_plain_colours(fitted(stood_up(picture), BACKGROUND_BOX))
    webp = as_webp(plain)
    return {"is_animated": bool(getattr(picture, "is_animated", False)), "extremes": extremes(webp)}, [webp]


def extremes(webp):
    """Of what is shown, not of what came in."""
    from PIL import Image

    shown = Image.open(io.BytesIO(webp)).convert("RGB")
    across = min(CELLS_ACROSS, shown.width)
    cells = shown.resize((across, max(1, round(shown.height * across / shown.width))), Image.Resampling.BOX)
    return [list(side) for side in zip(*cells.getextrema(), strict=True)]


# --- What all of them need ---
def stood_up(picture):
    """Upright, in a mode whose pixels can be mixed."""
    from PIL import ImageOps

    ImageOps.exif_transpose(picture, in_place=True)
    return blendable(picture)


def blendable(picture):
    """The picture in a mode whose pixels can be mixed: no palette, no single bits, no sixteen."""
    if picture.mode.startswith("I"):
        return picture.point(lambda level: level / 256).convert("L")
    if picture.mode in ("1", "P", "PA") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture


def fitted(picture, box):
    """No larger than the box, in its own proportions; never enlarged."""
    part = min(1, box[0] / picture.width, box[1] / picture.height)
    size = (max(1, round(picture.width * part)), max(1, round(picture.height * part)))
    return picture if size == picture.size else resized(picture, size)


def resized(picture, size):
    from PIL import Image

    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def in_plain_colours(picture):
    """On white, as sRGB: what a camera's own profile says is worked in before it goes."""
    from PIL import Image

    picture = with_profile_applied(picture)
    plain = Image.new("RGB", picture.size, "white")
    if picture.mode in ("RGBA", "LA"):
        plain.paste(picture, mask=picture.getchannel("A"))
    else:
        plain.paste(picture.convert("RGB"))
    return plain


def with_profile_applied(picture):
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "L", "CMYK"):
        return picture
    try:
        return ImageCms.profileToProfile(picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that cannot be read changes no colour


def as_webp(picture):
    made = io.BytesIO()
    picture.save(made, "WEBP", quality=QUALITY, method=4)
    return made.getvalue()


def as_png(picture):
    from PIL import Image

    made = io.BytesIO()
    # Pixels alone: `info` would carry over what the file said of itself.
    Image.merge("RGBA", picture.split()).save(made, "PNG", optimize=True)
    return made.getvalue()


RECIPES = {
    "photo": (FORMATS, photo),
    "logo": ((*FORMATS, "GIF"), logo),
    "background": ((*FORMATS, "GIF"), background),
}

if __name__ == "__main__":
    main(sys.argv[1:])
