"""The verified hosts of firms, kept in this process for ten seconds: every request asks, and few firms have one.

The whole list, not one host after the other: whoever calls with a million invented names fills no cache with them.
"""

import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

from .models import Domain

KEPT_SECONDS = 10
WELL_KNOWN = "/.well-known/comptoir/"
SALT = "comptoir.firms.domain"


@dataclass(frozen=True)
class Known:
    """What a request needs to know of the firm whose host it came by."""

    firm_id: int
    slug: str


class Hosts:
    def __init__(self):
        self.lock = threading.Lock()
        self.forget()

    def forget(self):
        """Read the rows again at the next question."""
        self.read_at = None

    def remember(self, rows):
        """[(host, firm id, slug), …] of the verified domains."""
        by_host = {host: Known(firm_id, slug) for host, firm_id, slug in rows}
        self.by_host, self.by_firm = by_host, {known.firm_id: host for host, known in by_host.items()}
        self.read_at = time.monotonic()

    def current(self):
        with self.lock:
            if self.read_at is None or time.monotonic() - self.read_at > KEPT_SECONDS:
                self.remember(Domain.objects.verified().values_list("host", "firm_id", "firm__slug"))
            return self


hosts = Hosts()


def known_host(host):
    """The Known of a verified host, or None."""
    return hosts.current().by_host.get(host)


def host_of(firm_id):
    """The firm's own host, once verified, or None."""
    return hosts.current().by_firm.get(firm_id)


def installation_hosts():
    """By which names this installation itself is called."""
    return settings.INSTALLATION_HOSTS


def answer_of(host, token):
    """What is found under the address of a look: made with this installation's secret, so that no other site can answer it."""
    return salted_hmac(SALT, f"{host}\n{token}", algorithm="sha256").hexdigest()


def path_of(token):
    return f"{WELL_KNOWN}{token}"
