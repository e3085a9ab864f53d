"""The clients of the portal's management page (K7), and the people of a client with what each of them may see or was invited to."""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from comptoir.clients.models import ClientAccess, ClientContact
from comptoir.clients.workplaces import clients_opened_by
from comptoir.kernel.among import among
from comptoir.kernel.pagination import page_of

from .decisions import State, state_of
from .models import Invitation

ON, OFF = "on", "off"
NOBODY = "nobody"
LONGEST_WORDS = 200
WAITING = (State.PENDING, State.EXPIRED, State.UNDELIVERABLE)
COLUMNS = ("pk", "name", "city", "portal_enabled_at", "portal_enabled_by__first_name", "portal_enabled_by__last_name")
MOMENTS = ("expires_at", "accepted_at", "revoked_at", "undeliverable_at")


@dataclass(frozen=True)
class Filters:
    """What the address asks for. What it says that cannot be read is passed over."""

    words: str = ""
    portal: str = ""
    people: str = ""

    @classmethod
    def read(cls, address):
        portal, people = address.get("portal", ""), address.get("people", "")
        return cls(
            words=address.get("q", "").replace("\0", "")[:LONGEST_WORDS],
            portal=portal if portal in (ON, OFF) else "",
            people=people if people in (NOBODY, *WAITING) else "",
        )

    @property
    def is_narrow(self):
        return bool(self.words or self.portal or self.people)


def query_of(filters):
    """The filters as the query of an address."""
    return urlencode({name: value for name, value in (("q", filters.words), ("portal", filters.portal), ("people", str(filters.people))) if value})


def people_choices():
    """[(value, label), …] of the filter on people and invitations."""
    return [
        (State.PENDING, _("avec une invitation en attente")),
        (State.EXPIRED, _("avec une invitation expirée")),
        (State.UNDELIVERABLE, _("avec une invitation non remise")),
        (NOBODY, _("sans aucun utilisateur")),
    ]


def clients_listed(user, filters):
    """The clients that `user` serves and that the filters keep, by name."""
    rows = clients_opened_by(user).matching(filters.words)
    if filters.portal:
        rows = rows.filter(portal_enabled_at__isnull=filters.portal == OFF)
    if filters.people == NOBODY:
        rows = rows.filter(~Exists(ClientAccess.objects.open().filter(client=OuterRef("pk"))))
    elif filters.people:
        rows = rows.filter(Exists(Invitation.objects.in_state(filters.people, timezone.now()).filter(client=OuterRef("pk"))))
    return rows.order_by("name_key", "pk")


def coverage_of(user):
    """{"clients": how many `user` serves, "enabled": how many of these are on the portal}, in one query."""
    return clients_opened_by(user).aggregate(clients=Count("pk"), enabled=Count("pk", filter=~Q(portal_enabled_at=None)))


def share_of(part, whole):
    """Per cent, to one decimal: 0 means none and 100 all, whatever the rounding."""
    if not whole:
        return 0.0
    share = round(100 * part / whole, 1)
    return share if part in (0, whole) else min(max(share, 0.1), 99.9)


def page_of_clients(user, filters, number, *, all_clients):
    """One page of the list; each row a dict with `users`, `invited` and `states`. Accesses and invitations are read for the rows shown alone.

    `all_clients` is how many there are without filters: they need not be counted twice.
    """
    page = page_of(clients_listed(user, filters).values(*COLUMNS), number, count=None if filters.is_narrow else all_clients)
    ids = [row["pk"] for row in page.rows]
    users, states = users_of(ids), states_of(ids)
    for row in page.rows:
        row |= {"users": users.get(row["pk"], 0)} | invited_of(states.get(row["pk"], {}))
    return page


def users_of(client_ids):
    """{client id: how many people have an open access}."""
    return dict(ClientAccess.objects.open().filter(among("client_id", client_ids)).values_list("client_id").annotate(Count("pk")).order_by())


def states_of(client_ids):
    """{client id: {contact id: the State of the latest invitation}}."""
    now, found = timezone.now(), defaultdict(dict)
    rows = Invitation.objects.filter(among("client_id", client_ids)).order_by("pk").values_list("client_id", "contact_id", *MOMENTS)
    for client_id, contact_id, *moments in rows:
        found[client_id][contact_id] = state_of(now, **dict(zip(MOMENTS, moments, strict=True)))
    return found


def invited_of(states):
    """How many people are invited, and how many invitations stand in each state, in the order of State."""
    counts = {state: sum(one == state for one in states.values()) for state in State}
    return {"invited": len(states) - counts[State.REVOKED], "states": [(state, count) for state, count in counts.items() if count]}


@dataclass
class Person:
    """Somebody of a client: a contact, a user with an access, or both; with their latest invitation."""

    client_id: int
    contact: object = None
    user: object = None
    access: object = None
    invitation: object = None
    # What became of the links of the invitation (links.uses), for the page that shows it.
    links: tuple = ()
    now: object = field(default_factory=timezone.now)

    @property
    def name(self):
        return self.contact.full_name if self.contact else self.user.full_name

    @property
    def email(self):
        return self.contact.email if self.contact else self.user.email

    @property
    def has_access(self):
        return self.access is not None and self.access.closed_at is None

    @property
    def was_closed(self):
        return self.access is not None and self.access.closed_at is not None

    @property
    def state(self):
        """That of the latest invitation; None for who was never invited."""
        return self.invitation and self.invitation.state(self.now)

    @property
    def is_waited_for(self):
        """Whether an invitation is there that was neither accepted nor revoked."""
        return self.state in WAITING

    @property
    def moved(self):
        """Whether the address changed since the invitation left."""
        return self.is_waited_for and self.contact.email.lower() != self.invitation.email


def people_of(client_ids, *, contact=None):
    """{client id: [Person, …]} by name, in three queries whatever the number of clients; of `contact` alone when one is named."""
    links = ClientContact.objects.filter(client__in=client_ids).select_related("contact__user").order_by("contact__name_key", "contact_id")
    accesses = ClientAccess.objects.filter(client__in=client_ids).select_related("user").order_by("user__last_name", "user__first_name", "pk")
    invitations = Invitation.objects.filter(client__in=client_ids).select_related("sent_by").order_by("pk")
    if contact is not None:
        links, invitations = links.filter(contact=contact), invitations.filter(contact=contact)
        accesses = accesses.filter(Q(user=contact.user_id) | Q(user__email=contact.email.lower()))
    latest = {(one.client_id, one.contact_id): one for one in invitations}
    held = {(one.client_id, one.user_id): one for one in accesses}
    by_address = {(one.client_id, one.user.email): one.user_id for one in held.values()}
    found = {pk: [] for pk in client_ids}
    for link in links:
        one = link.contact
        access = held.pop((link.client_id, one.user_id or by_address.get((link.client_id, one.email.lower()))), None)
        found[link.client_id].append(Person(link.client_id, one, access.user if access else one.user, access, latest.get((link.client_id, one.pk))))
    for access in held.values():
        found[access.client_id].append(Person(access.client_id, user=access.user, access=access))
    return found
