"""What may become of a firm, and what of its rows may leave the house. Values in, answers out."""

import re
from datetime import timedelta
from enum import StrEnum

# How long an order to delete a firm waits, and how long a copy of it is kept.
DELETED_AFTER = timedelta(days=30)
COPY_KEPT_FOR = timedelta(days=7)
# Columns that open something, or prove something: they stay here. (Promise: nothing secret in exports.)
SECRET = re.compile(r"password|secret|digest|nonce|token|sealed|iban|credential|challenge|private")


class State(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    # Suspended, and to be deleted on a day.
    LEAVING = "leaving"


def state_of(*, suspended_at, deletion_due_at):
    if deletion_due_at is not None:
        return State.LEAVING
    return State.SUSPENDED if suspended_at is not None else State.ACTIVE


def is_secret(column):
    """Whether a column of this name never leaves in an export."""
    return SECRET.search(column) is not None
