"""From an uploaded file to pictures that were drawn anew, by a process of its own (`kernel/darkroom.py`)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .darkroom import MOST_PIXELS

DARKROOM = Path(__file__).with_name("darkroom.py")
WALL_SECONDS = 30
# A picture of forty million pixels is large while it is open: of several uploads at once, one is worked on.
_one_at_a_time = BoundedSemaphore(1)


class PictureRefused(Exception):
    """A file that makes no picture; its text tells the person why and what to do. `code` and `size` say it to programs."""

    def __init__(self, sentence="", code="", size=()):
        super().__init__(sentence)
        self.code = code
        self.size = tuple(size)


@dataclass(frozen=True)
class Developed:
    """What became of a file: the bytes of each picture, and what the dark room saw."""

    pictures: tuple
    facts: dict


def develop(upload, recipe, how=(), *, sentences):
    """What `upload` makes by one of `darkroom.RECIPES`. Raises PictureRefused.

    `sentences`: {code: sentence} of «too_heavy» (with %(limit)s), «nothing», «no_picture» and those that the recipe adds, in the words of the page.
    """
    if upload.size > settings.PHOTO_MAX_BYTES:
        raise PictureRefused(sentences["too_heavy"] % {"limit": settings.PHOTO_MAX_BYTES // (1024 * 1024)}, "too_heavy")
    if not upload.size:
        raise PictureRefused(sentences["nothing"], "nothing")
    upload.seek(0)
    head, _line, pictures = in_the_darkroom(upload.read(), recipe, how).partition(b"\n")
    answer = json.loads(head)
    if "refused" in answer:
        code, *size = answer["refused"]
        raise PictureRefused(sentence(code, size, sentences), code, size)
    return Developed(tuple(cut(pictures, answer["lengths"])), answer["facts"])


def in_the_darkroom(source, recipe, how):
    """What the other process answers; a process that was stopped or fell over could not read the file."""
    command = [sys.executable, "-I", str(DARKROOM), recipe, *(repr(float(part)) for part in how)]
    with _one_at_a_time:
        try:
            ended = subprocess.run(command, input=source, capture_output=True, timeout=WALL_SECONDS, env={}, check=True)  # noqa: S603
        except subprocess.SubprocessError:
            return b'{"refused": ["broken"]}'
    return ended.stdout


def cut(pictures, lengths):
    for length in lengths:
        yield pictures[:length]
        pictures = pictures[length:]


def sentence(code, size, sentences):
    """Why a picture is refused, and what to do."""
    if code == "too_large":
        return _("Cette image est trop grande : %(width)s × %(height)s pixels. Choisissez-en une de %(limit)s millions de pixels au plus.") % (
            pixels(size) | {"limit": MOST_PIXELS // 1_000_000}
        )
    if code == "broken":
        return _("Cette image est incomplète ou abîmée. Ouvrez-la, enregistrez-la à nouveau et renvoyez-la.")
    said = sentences.get(code, sentences["no_picture"])
    return said % pixels(size) if size else said


def pixels(size):
    width, height = (number_format(side, force_grouping=True) for side in size)
    return {"width": width, "height": height}
