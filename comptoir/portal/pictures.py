"""A firm's logo and background: from an uploaded file to what is kept of it, and where that lies."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from comptoir.firms.contrast import ground_for, tone_on
from comptoir.kernel import pictures

FOLDER = "brands"
LOGO, PICTURE = "png", "webp"
NAME_LENGTH = 40


def develop_logo(upload):
    """(the PNG, {field of Brand: value}, whether it moved) of an uploaded logo. Raises PictureRefused."""
    sentences = {
        "too_heavy": _("Ce logo dépasse %(limit)s Mo. Choisissez-en un plus léger."),
        "nothing": _("Ce fichier est vide. Choisissez une image PNG, JPEG ou WebP."),
        "no_picture": _("Ce fichier n’est pas une image PNG, JPEG, WebP, GIF ou HEIC. Un logo dessiné en SVG s’enregistre d’abord en PNG."),
        "too_small": _("Ce logo est trop petit, ou trop étroit pour être lu : %(width)s × %(height)s pixels. Visez 480 × 120."),
        "empty": _("Ce logo est entièrement transparent. Choisissez-en un où l’on voit quelque chose."),
    }
    made = pictures.develop(upload, "logo", sentences=sentences)
    facts = made.facts
    fields = {"logo_width": facts["width"], "logo_height": facts["height"], "logo_ground": ground_for(facts["greys"])}
    return made.pictures[0], fields, facts["is_animated"]


def develop_picture(upload):
    """(the WebP, {field of Brand: value}, whether it moved) of an uploaded background. Raises PictureRefused."""
    sentences = {
        "too_heavy": _("Cette image dépasse %(limit)s Mo. Choisissez-en une plus légère."),
        "nothing": _("Ce fichier est vide. Choisissez une image PNG, JPEG ou WebP."),
        "no_picture": _("Ce fichier n’est pas une image PNG, JPEG, WebP, GIF ou HEIC. Choisissez-en une."),
        "too_small": _("Cette image est trop petite pour un fond : %(width)s × %(height)s pixels. Il en faut au moins 640 × 240."),
    }
    made = pictures.develop(upload, "background", sentences=sentences)
    tone, veil = tone_on(*made.facts["extremes"])
    return made.pictures[0], {"picture_tone": tone, "picture_veil": veil}, made.facts["is_animated"]


def keep(firm, content, kind):
    """Store a picture of this firm's; return its name, made of what is in it."""
    name = hashlib.sha256(f"{firm.pk}:{kind}:".encode() + content).hexdigest()[:NAME_LENGTH]
    if not default_storage.exists(place_of(name, kind)):
        default_storage.save(place_of(name, kind), ContentFile(content))
    return name


def forget(name, kind):
    default_storage.delete(place_of(name, kind))


def place_of(name, kind):
    return f"{FOLDER}/{name}.{kind}"
