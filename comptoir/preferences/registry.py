"""The pages of «Profil et préférences», declared by whoever owns what they set."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise


@dataclass(frozen=True)
class SettingsPage:
    """One page: a form class called with (data, person=user), and where it stands in the menu.

    `offered_to(user)` says who has it. A form saves itself with `save()` and returns the sentence that tells so.
    """

    slug: str
    title: StrOrPromise
    form_class: type
    icon: str
    order: int
    intro: StrOrPromise = ""
    button: StrOrPromise = ""
    template: str = "preferences/form.html"
    offered_to: Callable = lambda user: True


_pages: dict[str, SettingsPage] = {}


def declare(page):
    if page.slug in _pages:
        raise ValueError(f"Settings page {page.slug!r} is declared twice")
    _pages[page.slug] = page
    return page


def get_page(slug, user):
    """The page of that name, if `user` has it."""
    page = _pages.get(slug)
    return page if page and page.offered_to(user) else None


def menu(user):
    return [page for page in sorted(_pages.values(), key=lambda page: page.order) if page.offered_to(user)]


def autodiscover():
    autodiscover_modules("settings_pages")
