"""Whose papers a client user looks at: those of all their clients at one firm, or of one of them (K8).

The choice stands in the address (`?client=`) and is kept in the session. It narrows what is shown; it never widens what may be seen.
"""

from functools import cached_property

from .decisions import as_client_of
from .models import ClientAccess
from .standing import CLIENT, standing_of

KEPT = "portal"
ALL = "all"


class Choice:
    """What one person looks at as a client. `firm_id` is None for who represents nobody; `client_id` is None for «Tous mes dossiers»."""

    def __init__(self, user, *, wanted=None, kept=None, slug=None, firm_id=None):
        """`wanted` is the text of an address, None where it says nothing; `kept` what the session holds; `slug` or `firm_id` the portal one is on."""
        kept = kept or {}
        self.user, self.given = user, standing_of(user)
        self.firm_id = self._firm_id(wanted, kept) if slug is None and firm_id is None else self._firm_of(slug, firm_id)
        self.client_id = self._client_id(kept.get("client") if wanted is None else wanted)

    @property
    def served_by(self):
        """The firms of which the person is a client."""
        return {firm_id for firm_id, role in self.given.roles if role == CLIENT}

    @cached_property
    def accesses(self):
        """The open accesses of the person, at all firms, with their clients and firms: one query, made where names are needed."""
        rows = ClientAccess.objects.open().filter(user_id=self.given.user_id).select_related("client", "firm")
        return list(rows.order_by("client__name_key", "client_id"))

    @cached_property
    def client_ids(self):
        """The clients of the person at this firm. Who has one firm needs no query for it."""
        if len(self.served_by) <= 1:
            return self.given.client_ids if self.firm_id in self.served_by else frozenset()
        return frozenset(access.client_id for access in self.accesses if access.firm_id == self.firm_id)

    @property
    def clients(self):
        return [access.client for access in self.accesses if access.firm_id == self.firm_id]

    @property
    def client(self):
        """The one client that was chosen, or None."""
        return next((client for client in self.clients if client.pk == self.client_id), None)

    @property
    def firm(self):
        return next((access.firm for access in self.accesses if access.firm_id == self.firm_id), None)

    @property
    def other_firms(self):
        others = {access.firm_id: access.firm for access in self.accesses if access.firm_id != self.firm_id}
        return sorted(others.values(), key=lambda firm: firm.name)

    @property
    def is_offered(self):
        """Whether there is anything to choose."""
        return len(self.given.client_ids) > 1

    @cached_property
    def standing(self):
        """What the person may see as a client of this firm, of the chosen client where one is chosen."""
        return as_client_of(self.given, {self.client_id} & self.client_ids if self.client_id else self.client_ids)

    @property
    def query(self):
        """What the addresses of the lists carry."""
        return f"?client={self.client_id}" if self.client_id else ""

    def narrow(self, rows):
        """Rows with a `client`, as far as they belong to what was chosen. A member of a firm reads lists of their own: nothing is narrowed for them."""
        return rows.filter(client_id__in=self.standing.client_ids) if self.is_offered and not self.given.is_member else rows

    def _firm_of(self, slug, firm_id):
        """The firm of that portal, if the person is its client."""
        return next((access.firm_id for access in self.accesses if access.firm_id == firm_id or access.firm.slug == slug), None)

    def _firm_id(self, wanted, kept):
        if len(self.served_by) <= 1:
            return min(self.served_by, default=None)
        named = next((access.firm_id for access in self.accesses if str(access.client_id) == wanted), None)
        if named is not None:
            return named
        return kept.get("firm") if kept.get("firm") in self.served_by else min(self.served_by)

    def _client_id(self, wanted):
        wanted = str(wanted or "")
        chosen = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
        return chosen if self.is_offered and chosen in self.client_ids else None


def choice_of(request, slug=None):
    """The Choice of this request, kept for the next ones; `slug` where the address says whose portal it is. Without a firm for who is no client there."""
    if slug is None and hasattr(request, "_choice"):
        return request._choice
    wanted, kept = request.GET.get("client"), request.session.get(KEPT, {})
    choice = request._choice = Choice(request.user, wanted=wanted, kept=kept, slug=slug)
    said = {"firm": choice.firm_id, "client": choice.client_id}
    # A part of a page that fetches itself again says what its page was opened with, not what was chosen since.
    is_said = choice.firm_id is not None and (wanted is not None or slug is not None) and not request.headers.get("HX-Request")
    if choice.is_offered and is_said and said != kept:
        request.session[KEPT] = said
    return choice
