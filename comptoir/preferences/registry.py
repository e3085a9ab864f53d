"""The pages of «Profil et préférences», declared by whoever owns what they set."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

StrOrPromise = str | Promise


@dataclass(frozen=True)
class SettingsPage:
    """One page: a form class called with (data, person=user), and where it stands in the menu. Without one it only shows its template.

    `offered_to(user)` says who has it. A form saves itself with `save()` and returns the sentence that tells so.
    `group`: «person» for what belongs to oneself, «firm» for what an administrator sets for everybody; `address` names a page that stands elsewhere.
    `words`: further words under which the search finds it.
    `context(request)` gives the template what else stands on the page: lists with addresses of their own.
    """

    slug: str
    title: StrOrPromise
    form_class: type | None
    icon: str
    order: int
    intro: StrOrPromise = ""
    words: StrOrPromise = ""
    button: StrOrPromise = ""
    template: str = "preferences/form.html"
    group: str = "person"
    address: str = ""
    offered_to: Callable = lambda user: True
    context: Callable = lambda request: {}

    @cached_property
    def url(self):
        return reverse(self.address) if self.address else reverse("settings_page", args=[self.slug])


_pages: dict[str, SettingsPage] = {}


def declare(page):
    if page.slug in _pages:
        raise ValueError(f"Settings page {page.slug!r} is declared twice")
    _pages[page.slug] = page
    return page


def get_page(slug, user):
    """The page of that name under /settings/, if `user` has it."""
    page = page_named(slug)
    return page if page and not page.address and page.offered_to(user) else None


def page_named(slug):
    """The page of that name, wherever it stands and whosever it is, or None."""
    return _pages.get(slug)


def menu(user):
    return [page for page in sorted(_pages.values(), key=lambda page: page.order) if page.offered_to(user)]


def autodiscover():
    autodiscover_modules("settings_pages")
