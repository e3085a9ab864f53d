"""What a delivery says is decided when it leaves: upper layers declare how, by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Enclosed:
    """A file that travels with a mail. `read()` gives its bytes when the mail is composed: those of one mail at a time are in memory."""

    name: str
    media_type: str
    read: Callable


@dataclass(frozen=True)
class Mail:
    """A mail ready to leave, but for the headers that every mail has.

    `references`: the Message-IDs of the thread that it belongs to, the oldest first; the last is what it answers (RFC 5322, section 3.6.4).
    `is_written`: by a person, to this one. The others say that a program made them (RFC 3834).
    """

    subject: str
    text: str
    html: str
    from_name: str
    reply_to: str = ""
    unsubscribe_url: str = ""
    # In which language it is written; "" for the person's own.
    language: str = ""
    references: tuple = ()
    files: tuple = ()
    is_written: bool = False


@dataclass(frozen=True)
class Push:
    """What a browser or a telephone shows. It holds no client's name and no text of theirs (promise H4); `url` is a path of this site.

    Two with one `tag` replace each other on the screen. `unread` is the number on the installed application's icon.
    """

    title: str
    body: str
    url: str
    tag: str
    language: str
    unread: int = 0


@dataclass(frozen=True)
class Sms:
    """What a telephone shows. `firm` is the slug of the firm that writes."""

    text: str
    firm: str = ""


@dataclass(frozen=True)
class Later:
    """Not now: at `due_at` (aware, UTC). A quiet time began while it waited."""

    due_at: datetime


@dataclass(frozen=True)
class Together:
    """One message for several deliveries of one person: `message` (Mail or Push) for all of them but those of `left_out`, {delivery id: reason or Later}.

    Without a message nothing leaves: no digest is ever empty (N7).
    """

    message: object
    left_out: dict


def nothing_of_it(deliveries):
    raise LookupError(f"{deliveries[0].content} has no such form")


def all_of_them(deliveries):
    return {delivery.pk for delivery in deliveries}


@dataclass(frozen=True)
class Content:
    """How something is said. Each is asked at the moment of sending, so that rights, choices and what was read meanwhile are checked then (N5, N7).

    `render(deliveries)`: a batch of mails: {delivery id: Mail, Later, or a str saying why it is no longer wanted}.
    `render_push(deliveries)`, `render_sms(deliveries)`: the same with Push, with Sms.
    `render_together(deliveries)`: what is due for ONE person on ONE channel, as Together.
    `essential(deliveries)`: the ids of those that are tried even at an address known to take no mail; all, unless the content says otherwise.
    """

    name: str
    render: Callable
    render_push: Callable = nothing_of_it
    render_together: Callable = nothing_of_it
    essential: Callable = all_of_them
    render_sms: Callable = nothing_of_it


@dataclass
class Registry:
    contents: dict = field(default_factory=dict)

    def declare(self, content):
        if content.name in self.contents:
            raise ValueError(f"Content {content.name!r} is declared twice")
        self.contents[content.name] = content

    def render(self, deliveries, form="render"):
        """{delivery id: Mail (Push or Sms for «render_push» and «render_sms»), Later or reason}, each rendered by the content that it names."""
        rendered = {}
        for name in {delivery.content for delivery in deliveries}:
            rendered |= getattr(self.contents[name], form)([delivery for delivery in deliveries if delivery.content == name])
        return rendered

    def render_together(self, deliveries):
        """Together, of deliveries to one person on one channel that name the same content."""
        return self.contents[deliveries[0].content].render_together(deliveries)

    def essential(self, deliveries):
        """The ids of those of any content that are tried even at an address known to take no mail."""
        found = set()
        for content in filter(None, map(self.contents.get, {delivery.content for delivery in deliveries})):
            found |= content.essential([delivery for delivery in deliveries if delivery.content == content.name])
        return found


registry = Registry()
