"""Any setting, found by its words in any language of the site."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation

from comptoir.kernel.text import fold

from .catalogue import Scope, all_settings
from .registry import menu, page_named

POLICY = "policy"


@dataclass(frozen=True)
class Found:
    """A page, or a setting on a page: its label in the active language and where it stands."""

    label: str
    page: str
    url: str


def find_settings(user, words, limit=10):
    """The settings and settings pages of `user` in whose words all of `words` stand, whatever the language they are written in."""
    wanted = fold(words).split()
    if not wanted:
        return []
    pages = [Found(str(page.title), "", page.url) for page in menu(user) if matches(wanted, page_words(page.slug, page.title, page.intro, page.words))]
    return [*pages, *settings_found(user, wanted)][:limit]


def settings_found(user, wanted):
    offered = [page.slug for page in menu(user)]
    for setting in all_settings():
        page = page_of(setting, user)
        if page and page.slug in offered and matches(wanted, page_words(setting.key, setting.label, setting.help, setting.words)):
            yield Found(str(setting.label), str(page.title), f"{page.url}#{anchor_of(setting, page)}")


def anchor_of(setting, page):
    """Where it stands on its page: its own line, or its field in the form."""
    return f"id_{setting.key.rpartition('.')[2]}" if page.form_class else setting.key


def page_of(setting, user):
    """Where this person sets it: on the page of their own, or, what only a firm sets, on the page that it has for it, else on its policy."""
    if Scope.USER in setting.scopes:
        return page_named(setting.page) if setting.offered_to(user) else None
    own = page_named(setting.page)
    return own if own and own.group == "firm" else page_named(POLICY)


def matches(wanted, words):
    return all(word in words for word in wanted)


@cache
def page_words(key, *texts):
    """The folded words of some texts in every language; kept, since the catalogue does not change while the program runs."""
    spoken = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spoken += [fold(str(text)) for text in texts]
    return " ".join(spoken)
