"""What reading a mail gives."""

from dataclasses import dataclass, field
from enum import StrEnum


class UnreadableMail(Exception):
    """These bytes are no mail: not one of the fields that every mail has."""


@dataclass(frozen=True)
class MailFile:
    """A file that came with a mail. `name` is safe to show and to store under; `media_type` is what the mail claims, which proves nothing."""

    name: str
    content: bytes = field(repr=False)
    media_type: str

    @property
    def size(self):
        """In bytes."""
        return len(self.content)


@dataclass(frozen=True)
class ReadMail:
    """A mail as people see it. Nothing in it is proven: whose it is, is asked of the reply address.

    `message_id`, `in_reply_to`, `references`: with their angle brackets, "" where there is none. `sender_address`, `recipients`: as
    kernel.emails.with_ascii_domain keeps addresses. `text`: what the person wrote; `quoted`: every other line, to be folded.
    `automatic`: why a machine wrote it (automatic.Reason), "" when a person did. `problems`: codes of values.Problem, what could not be read in full.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender_name: str
    sender_address: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    quoted: str
    files: tuple[MailFile, ...]
    automatic: str
    problems: tuple[str, ...]


class Problem(StrEnum):
    """What could not be read in full. What was left out is not in the ReadMail, so whoever takes the mail in keeps its source or says so."""

    TOO_LARGE = "too_large"  # more than MOST_BYTES, or more text than people read: the rest is left out
    TOO_DEEP = "too_deep"  # parts in parts in parts: the inner ones are kept as one file
    TOO_MANY_PARTS = "too_many_parts"  # the parts after MOST_PARTS are left out
    HEADER_TOO_LARGE = "header_too_large"  # the fields after MOST_HEADER are left out
    UNREADABLE_PART = "unreadable_part"  # a part whose coding or structure is broken: what could be read of it is there
    ENCRYPTED = "encrypted"  # the person's words are in a file that only they and somebody else can read
