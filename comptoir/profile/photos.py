"""From an uploaded file to the two photos that are kept, and where they lie."""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .darkroom import MOST_PIXELS, SIZES

FOLDER = "photos"
LARGE, SMALL = SIZES
DARKROOM = Path(__file__).with_name("darkroom.py")
WALL_SECONDS = 30
# A picture of forty million pixels is large while it is open: of several uploads at once, one is worked on.
_one_at_a_time = BoundedSemaphore(1)


class PhotoRefused(Exception):
    """A file that makes no photo; its text tells the person why and what to do."""


def develop(upload, crop=()):
    """The bytes of the two photos (512 and 96 pixels wide, WebP) that `upload` makes. Raises PhotoRefused.

    `crop` is (x, y, size) in parts of the picture, see `darkroom.crop_box`.
    """
    if upload.size > settings.PHOTO_MAX_BYTES:
        limit = settings.PHOTO_MAX_BYTES // (1024 * 1024)
        raise PhotoRefused(_("Cette photo dépasse %(limit)s Mo. Choisissez-en une plus légère.") % {"limit": limit})
    if not upload.size:
        raise PhotoRefused(_("Ce fichier est vide. Choisissez une photo JPEG, PNG, WebP ou HEIC."))
    upload.seek(0)
    head, _line, photos = in_the_darkroom(upload.read(), crop).partition(b"\n")
    answer = json.loads(head)
    if not photos:
        raise PhotoRefused(sentence(*answer))
    return photos[: answer[0]], photos[answer[0] :]


def in_the_darkroom(source, crop):
    """What the other process answers; a process that was stopped or fell over could not read the file."""
    command = [sys.executable, "-I", str(DARKROOM), *(repr(float(part)) for part in crop)]
    with _one_at_a_time:
        try:
            ended = subprocess.run(command, input=source, capture_output=True, timeout=WALL_SECONDS, env={}, check=True)  # noqa: S603
        except subprocess.SubprocessError:
            return b'["broken"]'
    return ended.stdout


def sentence(code, width=0, height=0):
    """Why a picture is refused, and what to do."""
    if code == "too_large":
        size = {"width": number_format(width, force_grouping=True), "height": number_format(height, force_grouping=True), "limit": MOST_PIXELS // 1_000_000}
        return _("Cette image est trop grande : %(width)s × %(height)s pixels. Choisissez-en une de %(limit)s millions de pixels au plus.") % size
    if code == "broken":
        return _("Cette image est incomplète ou abîmée. Ouvrez-la, enregistrez-la à nouveau et renvoyez-la.")
    return _("Ce fichier n’est pas une photo JPEG, PNG, WebP ou HEIC. Choisissez-en une.")


def keep(photos):
    """Store both photos under a new random name; return it. Nothing can be guessed from it."""
    name = f"{secrets.token_hex(16)}.webp"
    for size, photo in zip(SIZES, photos, strict=True):
        default_storage.save(place_of(name, size), ContentFile(photo))
    return name


def forget(name):
    for size in SIZES:
        default_storage.delete(place_of(name, size))


def place_of(name, size):
    """Where a photo lies: `photos/<random>.webp` the large one, `photos/<random>-96.webp` the small one."""
    return f"{FOLDER}/{name}" if size == LARGE else f"{FOLDER}/{name.removesuffix('.webp')}-{size}.webp"
