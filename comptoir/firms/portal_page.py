"""Further parts of «Paramètres > Portail client», declared by whoever owns what they set; the page itself is comptoir.portal's.

Here, below all of them, so that each can declare its own in `<app>/portal_sections.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string


@dataclass(frozen=True)
class Section:
    """A template of its own, with what `context(request, firm)` gives and nothing of the page's."""

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
    """The parts as HTML, in order."""
    return [render_to_string(one.template, one.context(request, firm), request) for one in sorted(_sections.values(), key=lambda one: one.order)]
