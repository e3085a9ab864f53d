"""The parts of «Paramètres > Portail client», declared by whoever owns what they set; the page itself is comptoir.portal's.

Here, below all of them, so that each can declare its own in `<app>/portal_sections.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A template, included with what `context(request, firm)` gives, named `section` in it. Its slug is its anchor on the page."""

    slug: str
    template: str
    context: Callable = lambda request, firm: {}
    order: int = 100


_sections: dict[str, Section] = {}


def declare(section):
    if section.slug in _sections:
        raise ValueError(f"Section {section.slug!r} of the portal's page is declared twice")
    _sections[section.slug] = section
    return section


def sections_of(request, firm):
    """[(section, its context)], in order."""
    return [(section, section.context(request, firm)) for section in sorted(_sections.values(), key=lambda one: one.order)]
