"""What is asked of whoever keeps cards."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Trouble(StrEnum):
    SLOW = "slow"
    DOWN = "down"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


class ProviderTrouble(Exception):
    """The provider did not do it; `trouble` says how it failed."""

    def __init__(self, trouble):
        super().__init__(trouble)
        self.trouble = trouble


class Forged(Exception):
    """An announcement that the provider did not sign, or signed too long ago."""


@dataclass(frozen=True)
class HostedPage:
    """A visit to the provider's own page: its reference, and its address."""

    reference: str
    url: str


@dataclass(frozen=True)
class Card:
    """What is known here of a card."""

    reference: str
    brand: str
    last_four: str
    expires_on: date
    holder: str
    fingerprint: str


class Provider(ABC):
    """All methods that ask something call the provider's server: never within a transaction. They raise ProviderTrouble."""

    # As rows keep it, and as people read it.
    name = ""
    label = ""

    @abstractmethod
    def make_customer(self, *, name, email, key):
        """The provider's word for a payer; the same `key` gives the same, however often it is asked."""

    @abstractmethod
    def open_page(self, customer, *, key, back, cancelled, language):
        """The HostedPage where a card is typed for this customer; it leads to `back` when done and to `cancelled` when left."""

    @abstractmethod
    def card_of(self, reference):
        """The Card that a visit ended with, or None while it has not."""

    @abstractmethod
    def forget(self, card_reference):
        """Have the provider forget a card. One that it does not know is forgotten."""

    @abstractmethod
    def visit_announced(self, body, signature, now):
        """The reference of the visit that a signed announcement says is over; None for one about something else. Raises Forged."""
