"""Whose answer a short message is: a number is all that comes with it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Doubt(StrEnum):
    """Why nobody can say it; a person looks at the message then."""

    UNKNOWN_NUMBER = "unknown_number"
    NO_CONVERSATION = "no_conversation"
    TWO_FIRMS = "two_firms"
    SHARED_NUMBER = "shared_number"


@dataclass(frozen=True)
class Candidate:
    """A conversation by SMS in which somebody with that number takes part for the client, and when it was last texted to them."""

    conversation_id: int
    firm_id: int
    user_id: int
    texted_at: datetime


@dataclass(frozen=True)
class Attribution:
    """`chosen`, or the `doubt` and what is known in spite of it."""

    chosen: Candidate | None = None
    doubt: str = ""
    firm_id: int | None = None
    conversation_id: int | None = None


def attribute(candidates, *, is_known, firm_id=None):
    """The Attribution of a message from a number. `is_known`: somebody has it. `firm_id`: whose number the message came to, when that is one firm's own.

    People answer what came last: of several conversations it is the one that was texted last. Of several firms nobody can say which they meant, and
    what was meant for one is no business of the other.
    """
    theirs = [one for one in candidates if firm_id is None or one.firm_id == firm_id]
    if not theirs:
        return Attribution(doubt=Doubt.NO_CONVERSATION if is_known else Doubt.UNKNOWN_NUMBER, firm_id=firm_id)
    if len({one.firm_id for one in theirs}) > 1:
        return Attribution(doubt=Doubt.TWO_FIRMS)
    latest = max(theirs, key=lambda one: (one.texted_at, one.conversation_id))
    if len({one.user_id for one in theirs if one.conversation_id == latest.conversation_id}) > 1:
        return Attribution(doubt=Doubt.SHARED_NUMBER, firm_id=latest.firm_id, conversation_id=latest.conversation_id)
    return Attribution(chosen=latest, firm_id=latest.firm_id, conversation_id=latest.conversation_id)
