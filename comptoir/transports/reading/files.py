"""The names of files that come with mails."""

import mimetypes
import re

from .fields import MOST_SHOWN, decoded_words, one_line

MOST_NAME = 120
UNSAFE = re.compile(r"[<>:\"|?*\x00-\x1f]")
# What the standard table of this machine may not know, or calls in three ways.
EXTENSIONS = {
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "image/jpeg": ".jpg",
    "text/html": ".html",
    "application/ms-tnef": ".dat",
}


def clean_name(written, media_type):
    """A name to show and to store under: no path, no direction override, never empty, with an extension where the type knows one."""
    name = one_line(decoded_words(written)[-MOST_SHOWN:]).replace("\\", "/").rpartition("/")[2]
    name = UNSAFE.sub("_", name).strip(". ")
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= 10:
        return f"{stem[: MOST_NAME - len(extension) - 1]}.{extension}"
    return f"{name[:MOST_NAME] or 'fichier'}{EXTENSIONS.get(media_type) or mimetypes.guess_extension(media_type) or ''}"


def told_apart(names):
    """The names in their order, the second of two equal ones with a number: «facture.pdf», «facture (2).pdf»."""
    seen, apart = {}, []
    for name in names:
        count = seen[name.lower()] = seen.get(name.lower(), 0) + 1
        stem, dot, extension = name.rpartition(".")
        apart.append(name if count == 1 else f"{stem} ({count}).{extension}" if dot else f"{name} ({count})")
    return apart
