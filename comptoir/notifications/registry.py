"""The kinds of news that a person can receive, declared by the features that produce them.

This package knows no feature: a topic brings the functions that say who hears of an event, who may still see it, and in what words.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _l

StrOrPromise = str | Promise


class Channel(StrEnum):
    IN_APP = "in_app"
    WEB = "web"
    MOBILE = "mobile"
    EMAIL = "email"


class Audience(StrEnum):
    STAFF = "staff"
    CLIENT = "client"
    BOTH = "both"


@dataclass(frozen=True)
class Told:
    """One event to be told to one person, and why: a short code that `Topic.reasons` puts into words."""

    event: object
    user_id: int
    reason: str


@dataclass(frozen=True)
class Words:
    """What a notification says, in the active language. `url` is a path of this site.

    `about` names the dossier or client that it concerns: digests are grouped by it.
    """

    title: str
    detail: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class Answering:
    """Where an answer to a mail comes in, so that the mail says above which line to write, and the thread that it belongs to (Mail.references)."""

    reply_to: str
    references: tuple = ()


def answers_nowhere(event, user_id):
    return None


def by_the_page(event, user_id):
    return None


@dataclass(frozen=True, eq=False)
class Topic:
    """A kind of news. `code`, labels, audience, defaults and `critical` are those of the notification catalogue.

    recipients(events) → Told, …: everyone with a reason to hear; the actor may be among them and is left out later.
    still_allowed({(event, user_id), …}) → the pairs that may be told now; asked when deciding and again when delivering (N5).
    words(event) → Words, in the active language, for somebody who may see the event.
    answering(event, user_id) → Answering, where this person's answer to the mail would be read; None where it would not. Digests have none.
    """

    code: str
    category: str
    label: StrOrPromise
    audience: Audience
    default: frozenset
    verbs: frozenset
    recipients: Callable
    still_allowed: Callable
    words: Callable
    reasons: dict = field(default_factory=dict)
    # The same said of somebody else, for «Qui sera prévenu ?»; where it is not there, as said to oneself.
    reasons_of_another: dict = field(default_factory=dict)
    # What the button of the mail says.
    button: StrOrPromise = _l("Ouvrir")
    critical: bool = False
    answering: Callable = answers_nowhere
    # way_in(event, user_id) → the whole address behind the button of this person's own mail, where it is a unique link; None where it is the page of `words`.
    way_in: Callable = by_the_page
    # Of several topics that tell one event to one person, the highest speaks.
    weight: int = 0


# In the order of the catalogue, which is that of the settings page.
CATEGORIES = (
    "conversations", "clients", "validations", "portal", "appointments", "collaboration", "payments", "automations", "campaigns", "reviews", "estimates",
    "reports", "imports", "team_chat", "security",
)  # fmt: skip
CATEGORY_LABELS: dict[str, StrOrPromise] = {}
_topics: dict[str, Topic] = {}


def declare(topic):
    if topic.code in _topics:
        raise ValueError(f"Topic {topic.code!r} is declared twice")
    _topics[topic.code] = topic
    return topic


def all_topics():
    return list(_topics.values())


def get_topic(code):
    return _topics[code]


def find_topic(code):
    """The topic of that code, or None for one that is not, or no longer, declared."""
    return _topics.get(code) if isinstance(code, str) else None


def topics_of(verb):
    return [topic for topic in _topics.values() if verb in topic.verbs]


def autodiscover():
    autodiscover_modules("topics")
