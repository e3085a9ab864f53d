"""What a delivery says is decided when it leaves: upper layers declare how, by name."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mail:
    """A mail ready to leave, but for the headers that every mail has."""

    subject: str
    text: str
    html: str
    from_name: str
    reply_to: str = ""
    unsubscribe_url: str = ""


@dataclass(frozen=True)
class Content:
    """`render(deliveries)` gives {delivery id: Mail, or a str saying why it is no longer wanted}.

    It is asked for a batch at the moment of sending, so that rights, choices and what was read meanwhile are checked then (N5, N7).
    """

    name: str
    render: Callable


@dataclass
class Registry:
    contents: dict = field(default_factory=dict)

    def declare(self, content):
        if content.name in self.contents:
            raise ValueError(f"Content {content.name!r} is declared twice")
        self.contents[content.name] = content

    def render(self, deliveries):
        """{delivery id: Mail or reason}, each rendered by the content that it names."""
        rendered = {}
        for name in {delivery.content for delivery in deliveries}:
            rendered |= self.contents[name].render([delivery for delivery in deliveries if delivery.content == name])
        return rendered


registry = Registry()
