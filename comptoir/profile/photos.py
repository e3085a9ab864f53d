"""From an uploaded file to the two photos that are kept, and where they lie."""

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from comptoir.kernel import pictures
from comptoir.kernel.darkroom import SIZES

FOLDER = "photos"
LARGE, SMALL = SIZES


def develop(upload, crop=()):
    """The bytes of the two photos (512 and 96 pixels wide, WebP) that `upload` makes. Raises PictureRefused.

    `crop` is (x, y, size) in parts of the picture, see `darkroom.crop_box`.
    """
    sentences = {
        "too_heavy": _("Cette photo dépasse %(limit)s Mo. Choisissez-en une plus légère."),
        "nothing": _("Ce fichier est vide. Choisissez une photo JPEG, PNG, WebP ou HEIC."),
        "no_picture": _("Ce fichier n’est pas une photo JPEG, PNG, WebP ou HEIC. Choisissez-en une."),
    }
    return pictures.develop(upload, "photo", crop, sentences=sentences).pictures


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
