"""Keeping a file."""

import hashlib
import unicodedata
import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import StoredFile
from ..sniffing import ALLOWED, HEAD_BYTES, sniff

LONGEST_NAME = 150
# What no system takes in a name, or takes for something else.
NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


class FileRefused(Exception):
    """A file that is not taken; its text tells the person why."""


def check_file(upload):
    """The media type of an uploaded file. Raises FileRefused with a sentence that names the file."""
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
        raise FileRefused(_("«%(name)s» dépasse %(limit)s Mo.") % {"name": upload.name, "limit": limit})
    if not upload.size:
        raise FileRefused(_("«%(name)s» est vide.") % {"name": upload.name})
    upload.seek(0)
    media_type = sniff(upload.read(HEAD_BYTES), upload.name)
    if media_type is None:
        raise FileRefused(_("«%(name)s» n’est pas d’un type accepté (PDF, image, bureautique, texte, ZIP).") % {"name": upload.name})
    return media_type


def store_file(upload, *, firm, by):
    """Keep an uploaded file of `firm` under a random name. Raises FileRefused."""
    media_type = check_file(upload)
    stored_as = f"{firm.pk}/{uuid.uuid4().hex}"
    upload.seek(0)
    sha256 = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    default_storage.save(stored_as, upload)
    try:
        return StoredFile.objects.create(
            firm=firm, name=shown_name(upload.name, media_type), media_type=media_type, size=upload.size, sha256=sha256, stored_as=stored_as, uploaded_by=by
        )
    except Exception:
        default_storage.delete(stored_as)
        raise


def store_files(uploads, *, firm, by):
    """Keep all of them or none: a refused one takes those before it away again. Raises FileRefused."""
    stored = []
    try:
        for upload in uploads:
            stored.append(store_file(upload, firm=firm, by=by))
    except Exception:
        for file in stored:
            default_storage.delete(file.stored_as)
        raise
    return stored


def shown_name(name, media_type):
    """The name as it was written, without path, control characters or marks that turn the reading round, with an extension that tells the truth."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    name = " ".join("".join(seen(character) for character in last).translate(NOT_IN_NAMES).split())[-LONGEST_NAME:].strip(" .") or _("fichier")
    extensions = ALLOWED[media_type]
    stem, _dot, extension = name.rpartition(".")
    return name if stem and extension.lower() in extensions else f"{name}.{sorted(extensions)[0]}"


def seen(character):
    """The character, as far as an eye sees one: every blank is a space, what is invisible is nothing."""
    if character.isspace():
        return " "
    return "" if unicodedata.category(character).startswith("C") else character


def title_of(name):
    """What a file is called when nobody says otherwise: its name without the extension."""
    return name.rpartition(".")[0] or name


def discard(stored_file):
    """Remove a file's row and, once that is committed, the file itself."""
    name = stored_file.stored_as
    stored_file.delete()
    transaction.on_commit(lambda: default_storage.delete(name))
