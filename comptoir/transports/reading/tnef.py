"""Outlook's winmail.dat (MS-OXTNEF): the text and the files in it."""

from .charsets import as_text


class BrokenTnef(Exception):
    """It is none, or one that cannot be read."""


def read_tnef(content):
    """(text, HTML, [(name, bytes)]). Raises BrokenTnef."""
    raise BrokenTnef


__all__ = ["BrokenTnef", "as_text", "read_tnef"]
