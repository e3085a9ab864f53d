"""«Utilisateurs client» as a list: who is shown to whom, found by words and filters, in an order, page by page."""

from collections import defaultdict
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Lower

from comptoir.applications.models import ApplicationGrant
from comptoir.billing.models import Terms
from comptoir.clients.models import Client, ClientAccess, ClientUser, Contact, Dossier, DossierAccess
from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right
from comptoir.kernel.among import among
from comptoir.kernel.text import fold

from .states import State, state_of

LONGEST_WORDS = 200
LARGEST_ID = 18
NAME, EMAIL, SEEN, NEWEST = "name", "email", "seen", "newest"
ORDERS = {
    NAME: (Lower("user__last_name"), Lower("user__first_name"), "pk"),
    EMAIL: ("user__email", "pk"),
    SEEN: (F("user__last_login").desc(nulls_last=True), "pk"),
    NEWEST: ("-created_at", "-pk"),
}


@dataclass(frozen=True)
class Filters:
    """What the address asks for. What it says that cannot be read is passed over."""

    words: str = ""
    company: str = ""
    state: str = ""
    type: str = ""
    level: str = ""
    mode: str = ""
    application: int = 0
    client: int = 0
    sort: str = NAME

    @classmethod
    def read(cls, address):
        return cls(
            words=text_of(address.get("q", "")),
            company=text_of(address.get("company", "")),
            state=one_of(address.get("state", ""), State),
            type=one_of(address.get("type", ""), ClientAccess.Type.values),
            level=one_of(address.get("level", ""), ClientAccess.Level.values),
            mode=one_of(address.get("mode", ""), Terms.Mode.values),
            application=id_of(address.get("application", "")),
            client=id_of(address.get("client", "")),
            sort=one_of(address.get("sort", ""), ORDERS) or NAME,
        )

    @property
    def is_narrow(self):
        return any(getattr(self, field.name) for field in fields(self) if field.name != "sort")

    @property
    def query(self):
        """The filters as the query of an address."""
        values = {"q" if field.name == "words" else field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in values.items() if value and (name, value) != ("sort", NAME)})


def text_of(value):
    return value.replace("\0", "").strip()[:LONGEST_WORDS]


def one_of(value, known):
    return str(value) if value in list(known) else ""


def id_of(value):
    value = str(value)
    return int(value) if value.isascii() and value.isdigit() and len(value) <= LARGEST_ID else 0


def managed_by(user):
    """The client users whom this member may change: of the companies that they serve, where they hold the right."""
    standing = standing_of(user)
    firm_ids = standing.firms_where(Right.CLIENT_USERS)
    if not firm_ids:
        return ClientUser.objects.none()
    everybody = firm_ids & standing.whole_firm_ids
    rule = Q(firm__in=everybody)
    if firm_ids - everybody:
        rule |= having(served_accesses(user), firm_ids - everybody)
    return ClientUser.objects.filter(rule)


def served_accesses(user):
    """The accesses of which this member may know: those to the companies that they serve."""
    return ClientAccess.objects.filter(client__in=Client.objects.served_by(user))


def having(rows, firm_ids):
    """The condition that a ClientUser of one of these firms is the `user` of one of these rows of the same firm.

    The rows are read once, not once for each person.
    """
    rule = Q(pk__in=[])
    for firm_id in sorted(firm_ids):
        rule |= Q(firm=firm_id, user__in=rows.filter(firm=firm_id).order_by().values("user_id"))
    return rule


def in_state(state):
    """The condition that a ClientUser's `state_of` is this."""
    if state == State.DELETED:
        return ~Q(deleted_at=None)
    suspended, validated = ~Q(suspended_at=None), ~Q(validated_at=None)
    conditions = {
        State.SUSPENDED: suspended,
        State.VALIDATION: ~suspended & ~validated,
        State.PAYMENT: ~suspended & validated & Q(owes_method=True),
        State.ACTIVE: ~suspended & validated & Q(owes_method=False),
    }
    return Q(deleted_at=None) & conditions[State(state)]


def users_listed(user, filters):
    """The client users whom this member may change and whom the filters keep, not ordered."""
    rows = managed_by(user)
    for word in fold(filters.words).split()[:8]:
        rows = rows.filter(about(user, word))
    if filters.state:
        rows = rows.filter(in_state(filters.state))
    wanted = wanted_accesses(user, filters)
    if wanted is not None:
        rows = rows.filter(having(wanted, standing_of(user).firms_where(Right.CLIENT_USERS)))
    if filters.mode:
        rows = rows.filter(terms__mode=filters.mode)
    if filters.application:
        rows = rows.filter(pk__in=ApplicationGrant.objects.filter(application=filters.application).values("client_user_id"))
    return rows


def about(user, word):
    """The condition that a folded word stands in the person's name, address or phone number, or in the name of one of their companies."""
    firm_ids = standing_of(user).firms_where(Right.CLIENT_USERS)
    contacts = Contact.objects.filter(search_text__contains=word).exclude(user=None)
    companies = served_accesses(user).filter(client__search_text__contains=word)
    own = Q(user__email__contains=word) | Q(user__last_name__icontains=word) | Q(user__first_name__icontains=word)
    return own | having(contacts, firm_ids) | having(companies, firm_ids)


def wanted_accesses(user, filters):
    """The accesses of which somebody must have one, closed ones only of those who were deleted; None where the filters speak of none."""
    conditions = {name: getattr(filters, name) for name in ("type", "level") if getattr(filters, name)}
    if filters.client:
        conditions["client"] = filters.client
    words = fold(filters.company).split()[:8]
    if not conditions and not words:
        return None
    gone = ClientUser.objects.filter(firm=OuterRef("firm"), user=OuterRef("user")).exclude(deleted_at=None)
    rows = served_accesses(user).filter(Q(closed_at=None) | Q(Exists(gone)), **conditions)
    for word in words:
        rows = rows.filter(client__search_text__contains=word)
    return rows


def ordered(rows, sort):
    return rows.order_by(*ORDERS[sort])


def add_what_they_have(places, user):
    """To each of these client users `state`, `companies` (their accesses with `dossier_count`), `unseen` (how many others they have) and `applications`.

    Three queries, whatever their number.
    """
    accesses, user_ids = defaultdict(list), [place.user_id for place in places]
    rows = ClientAccess.objects.filter(among("user_id", user_ids), firm__in={place.firm_id for place in places}).select_related("client")
    seen = Client.objects.served_by(user).filter(pk=OuterRef("client"))
    for row in rows.annotate(dossier_count=dossiers_reached(), is_served=Exists(seen)).order_by("client__name_key", "client_id"):
        accesses[row.firm_id, row.user_id].append(row)
    granted = defaultdict(list)
    for grant in ApplicationGrant.objects.filter(among("client_user_id", [place.pk for place in places])).select_related("application"):
        granted[grant.client_user_id].append(grant.application)
    for place in places:
        place.state = state_of(is_deleted=place.deleted_at is not None, hold=place.hold)
        all_of_them = accesses[place.firm_id, place.user_id]
        place.accesses = [row for row in all_of_them if row.is_served]
        # Of who was deleted, what they would have again.
        place.companies = [row for row in place.accesses if row.closed_at is None or row.closed_at == place.deleted_at]
        place.unseen = sum(not row.is_served and row.closed_at is None for row in all_of_them)
        place.is_administrator = any(row.type == ClientAccess.Type.ADMINISTRATOR for row in place.companies)
        place.applications = sorted(granted[place.pk], key=lambda one: (one.position, one.name))
    return places


def dossiers_reached():
    """How many dossiers an access reaches, as a column of it."""
    of_client = Dossier.objects.filter(client=OuterRef("client")).order_by().values("client").annotate(n=Count("pk")).values("n")
    chosen = (
        DossierAccess.objects.filter(access=OuterRef("pk"), dossier__client=OuterRef("client")).order_by().values("access").annotate(n=Count("pk")).values("n")
    )
    return Case(When(scope=ClientAccess.Scope.WHOLE, then=Coalesce(Subquery(of_client), 0)), default=Coalesce(Subquery(chosen), 0))
