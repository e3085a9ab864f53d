"""One client user that somebody wants to create: the answers of the wizard, a row of a sheet, the body of a call, all in one form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from comptoir.clients.models import ClientAccess
from comptoir.kernel.emails import with_ascii_domain


@dataclass(frozen=True)
class Asked:
    """`reach`: {client id: None for the whole company, or the frozenset of the ids of its dossiers}. `line` is where it stands in a sheet, 0 elsewhere.

    None for an id stands for what was named and not found, `client_id` for the company that is billed.
    """

    last_name: str = ""
    first_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "fr"
    type: str = ClientAccess.Type.STANDARD
    level: str = ClientAccess.Level.FULL
    client_id: int | None = None
    mode: str = "firm"
    plan_id: int | None = None
    reach: Mapping = field(default_factory=dict)
    application_ids: frozenset = frozenset()
    activates_now: bool = True
    sends_mail: bool = False
    line: int = 0

    def in_one_form(self):
        """The same with what is compared in its one form."""
        words = {name: " ".join(getattr(self, name).split()) for name in ("last_name", "first_name", "phone")}
        return replace(self, email=with_ascii_domain(self.email), **words)

    @property
    def client_ids(self):
        """Every company that this speaks of."""
        return {pk for pk in (self.client_id, *self.reach) if pk}

    @property
    def dossier_ids(self):
        return {pk for chosen in self.reach.values() if chosen for pk in chosen if pk}
