"""The pages of «Administration», declared by whoever owns them in `<app>/administration.py`; each extends `firms/base.html` and says its `tab`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise


@dataclass(frozen=True)
class Section:
    """One page in the row of tabs. `slug` is the `tab` of its template; `url_name` its address; `offered_to(user)`: whether the person has business there."""

    slug: str
    label: StrOrPromise
    url_name: str
    order: int
    offered_to: Callable = lambda user: True

    @property
    def url(self):
        return reverse(self.url_name)


_sections: dict[str, Section] = {}


def declare(section):
    if section.slug in _sections:
        raise ValueError(f"Section {section.slug!r} of the administration is declared twice")
    _sections[section.slug] = section
    return section


def sections_for(user):
    """The Sections that this member is offered, in order."""
    return [one for one in sorted(_sections.values(), key=lambda one: one.order) if one.offered_to(user)]


def autodiscover():
    autodiscover_modules("administration")
