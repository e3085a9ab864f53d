"""The open sessions of somebody, as they are shown and found."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import HASH_SESSION_KEY
from django.utils import timezone

from comptoir.accounts.middleware import has_ended
from comptoir.kernel.agents import HELD_IN_THE_HAND, browser_of, device_words


@dataclass(frozen=True)
class OpenSession:
    """A session in words. `handle` is its name in addresses; `seen_at` is right to within ten minutes."""

    handle: str
    browser: str
    system: str
    address: str
    started_at: datetime
    seen_at: datetime
    is_this: bool

    @property
    def words(self):
        return device_words(self.browser, self.system)

    @property
    def icon(self):
        return "smartphone" if self.system in HELD_IN_THE_HAND else "monitor"


def sessions_context(request):
    """{"sessions"} for the page «Sécurité», in one query whatever their number."""
    return {"sessions": open_sessions(request.user, this_key=request.session.session_key)}


def open_sessions(user, *, this_key=None):
    """This session first, then the others, the last used first. What would be refused at its next request is not among them."""
    rows = [(row, row.get_decoded()) for row in user.sessions.filter(expire_date__gt=timezone.now())]
    valid = user.get_session_auth_hash()
    shown = [shown_session(row, data, this_key) for row, data in rows if is_open(data, valid)]
    return sorted(shown, key=lambda one: (one.is_this, one.seen_at), reverse=True)


def find_session(user, handle):
    """The open session of that handle, or None. A person has few: they are read, not searched by key."""
    return next((row for row in user.sessions.filter(expire_date__gt=timezone.now()) if row.handle == handle), None)


def is_open(data, valid):
    """Whether a session would be let in: neither idle nor old, and opened with the password of today."""
    now = time.time()
    return data.get(HASH_SESSION_KEY) == valid and not has_ended(now - data.get("seen", now), now - data.get("since", now))


def shown_session(row, data, this_key):
    browser, system = browser_of(data.get("agent", ""))
    now = time.time()
    return OpenSession(
        handle=row.handle,
        browser=browser,
        system=system,
        address=data.get("address", ""),
        started_at=datetime.fromtimestamp(data.get("since", now), UTC),
        seen_at=datetime.fromtimestamp(data.get("seen", now), UTC),
        is_this=row.session_key == this_key,
    )
