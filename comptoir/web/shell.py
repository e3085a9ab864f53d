"""What surrounds every page: the rail, the bell, the bubble of one's absence, who is away. Three queries, read only when a page shows them."""

from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.applications.granted import closed_columns, column_of
from comptoir.applications.parts import PARTS
from comptoir.away.models import Absence
from comptoir.clients.choice import ALL, choice_of
from comptoir.clients.decisions import Standing
from comptoir.clients.standing import standing_of
from comptoir.conversations.awaiting import awaiting_for, unread_for
from comptoir.firms.administration import sections_for
from comptoir.firms.models import Brand, Firm
from comptoir.firms.rights import Right
from comptoir.kernel.prepared import Prepared
from comptoir.notifications.models import Notification
from comptoir.preferences.resolver import look_of
from comptoir.requests.awaiting import sent_to

BADGE_LIMIT = 99
WIDE_ONLY = {"badge-check", "file-spreadsheet", "files", "list-checks"}
# The lists of the client's side: choosing a client stays on them, and leads home from anywhere else.
LISTS = ("/requests/", "/documents/", "/conversations/")
# Where the pages stand that the cog leads to.
ADMINISTRATION, FIRM_PAGES = "/firm/members/", "/firm/"
SETTINGS = ("/settings/", "/security/", "/external-accounts/", "/firm/policy/", "/firm/portal/")


def unread_of(user_id):
    return Notification.objects.filter(user=user_id, read_at=None, in_app=True).order_by().values("user").annotate(n=Count("pk")).values("n")


OF_THE_FIRM = ("pk", "name", "slug", "brand__pk", *(f"brand__{name}" for name in Brand.VALUES))

firm_with_unread = Prepared(
    lambda firm_id, user_id: Firm.objects.filter(pk=firm_id).annotate(unread=number_unread_by(user_id)).values_list(*OF_THE_FIRM, "unread"),
    values=2,
)
# What the places of a client user count.
COUNTED = ("unread", "to_do", "questions", "new_messages")
# Which parts of the portal they were not given.
CLOSED = tuple(map(column_of, PARTS))
# Compiled once for each number of clients up to this one; who has more waits for the compiler.
FEW = 8


def number_unread_by(user_id):
    return Coalesce(Subquery(unread_of(user_id), output_field=IntegerField()), 0)


def number_of(rows):
    """How many rows of one firm there are, as a part of another query."""
    counted = rows.order_by().values("firm").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def firm_with_counts(firm_id, standing):
    """The rows of a client user's firm, with what their places count."""
    counts = (number_unread_by(standing.user_id), number_of(sent_to(standing)), number_of(awaiting_for(standing)), number_of(unread_for(standing)))
    columns = dict(zip(COUNTED, counts, strict=True)) | closed_columns(standing.user_id, firm_id)
    return Firm.objects.filter(pk=firm_id).annotate(**columns).values_list(*OF_THE_FIRM, *COUNTED, *CLOSED)


@cache
def firm_with_counts_of(full, limited):
    """The same for so many clients of each level, compiled once: called with the firm, the person, then the clients' ids."""

    def build(firm_id, user_id, *client_ids):
        levels = {"full_client_ids": frozenset(client_ids[:full]), "limited_client_ids": frozenset(client_ids[full:])}
        return firm_with_counts(firm_id, Standing(user_id=user_id, **levels))

    return Prepared(build, values=2 + full + limited)


def served_firm(choice):
    """The firm of a client user, with what their places count, in one query. None where nobody serves them."""
    if choice.firm_id is None:
        return None
    standing = choice.standing
    full, limited = sorted(standing.full_client_ids), sorted(standing.limited_client_ids)
    if standing.chosen or len(full) + len(limited) > FEW:
        rows = firm_with_counts(choice.firm_id, standing)
    else:
        rows = firm_with_counts_of(len(full), len(limited))(choice.firm_id, standing.user_id, *full, *limited)
    return next((firm_of(row, (*COUNTED, *CLOSED)) for row in rows), None)


def firm_of(row, counted):
    """The firm of such a row, with its look and what was counted."""
    (pk, name, slug, brand), values = row[:4], row[4:]
    firm = Firm.from_db(None, ["id", "name", "slug"], [pk, name, slug])
    # What select_related would have set: no look at a page asks for the brand again.
    looks, counts = values[: -len(counted)], values[-len(counted) :]
    firm.brand = Brand.from_db(None, ["firm_id", *Brand.VALUES], [brand, *looks]) if brand else Brand(firm=firm)
    for what, count in zip(counted, counts, strict=True):
        setattr(firm, what, count)
    return firm


@dataclass(frozen=True)
class Place:
    """An entry of the rail."""

    label: str
    url: str
    icon: str
    is_current: bool = False
    # Too much for the five places at the foot of a phone; reached from another page there.
    is_wide_only: bool = False
    # How much waits there, and what that number counts, in words; `code` names the number for who refreshes it.
    code: str = ""
    count: int = 0
    counted: str = ""

    @property
    def count_label(self):
        return label_of(self.count)


def label_of(count):
    return f"{BADGE_LIMIT}+" if count > BADGE_LIMIT else str(count)


@dataclass
class Shell:
    """The frame of one request's page. Everything is read at its first use."""

    request: object

    @property
    def user(self):
        """Nobody yet, where a request was refused before anybody asked who sends it."""
        return getattr(self.request, "user", None) or AnonymousUser()

    @cached_property
    def side(self):
        """«firm», «client», «operator» or «visitor»: which rail stands on the left."""
        if not self.user.is_authenticated:
            return "visitor"
        if hasattr(self.request, "portal"):
            # Also for who works in a firm: on a portal everybody is the client that they are there.
            return "client"
        standing = standing_of(self.user)
        if standing.is_member:
            return "firm"
        return "operator" if self.user.is_operator else "client"

    @property
    def has_conversations(self):
        """Whether «Outils» leads to the settings of conversations."""
        return self.side in {"firm", "client"} and standing_of(self.user).home_firm_id is not None

    @cached_property
    def choice(self):
        """Whose papers a client user looks at; None on the other sides."""
        return choice_of(self.request) if self.side == "client" else None

    @property
    def switcher(self):
        """What can be chosen at the top: [(name, address, whether it is chosen), …]. Nothing for who has one client."""
        if not self.choice or not self.choice.is_offered:
            return []
        path = self.request.path
        here = path if path in LISTS or path.startswith("/p/") else self.home
        clients = self.choice.clients
        if len(clients) == 1:
            return [(clients[0].name, here, True)]
        every = [(_("Tous mes dossiers"), f"{here}?client={ALL}", self.choice.client_id is None)]
        return every + [(client.name, f"{here}?client={client.pk}", self.choice.client_id == client.pk) for client in clients]

    @property
    def chosen(self):
        """What is chosen, as the top bar says it."""
        return next((name for name, _address, is_chosen in self.switcher if is_chosen), None) or (self.firm.name if self.firm else "")

    @property
    def closed_parts(self):
        """The parts of the firm's portal that this client user was not given; none for colleagues."""
        return frozenset(part for part in PARTS if self.side == "client" and self.firm and getattr(self.firm, column_of(part)))

    @property
    def to_answer(self):
        """How many requests and questions of the firm wait for this very client user."""
        closed = self.closed_parts
        return (0 if "requests" in closed else self.firm.to_do) + (0 if "conversations" in closed else self.firm.questions)

    @property
    def home(self):
        """Where the firm's name leads."""
        return reverse("portal", args=[self.firm.slug]) if self.side == "client" and self.firm else "/"

    @property
    def manifest(self):
        """The application that this page belongs to: the firm's on the client's side, else the house's (K10)."""
        return reverse("portal_manifest", args=[self.firm.slug]) if self.side == "client" and self.firm else reverse("manifest")

    @cached_property
    def firm(self):
        """The firm whose name stands at the top left, with `unread` for this person's bell; None for visitors and operators."""
        if self.side == "client":
            return served_firm(self.choice)
        home = standing_of(self.user).home_firm_id
        return next((firm_of(row, ("unread",)) for row in firm_with_unread(home, self.user.pk)), None) if home else None

    @property
    def brand_firm(self):
        """The firm whose look the page wears: that of a client user; colleagues work in Comptoir's."""
        return self.firm if self.side == "client" else None

    @property
    def mark(self):
        """The letter on the firm's tile: «Cabinet Lormeau» → L."""
        return self.firm.mark if self.firm else "C"

    @property
    def unread(self):
        return self.firm.unread if self.firm else Notification.objects.visible_to(self.user).in_bell().unread().count()

    @property
    def unread_label(self):
        return label_of(self.unread)

    @cached_property
    def away_now(self):
        """{user id: Absence} of everybody away now in the person's firm."""
        if not self.firm:
            return {}
        return {absence.user_id: absence for absence in Absence.objects.covering(timezone.now()).filter(firm=self.firm)}

    @property
    def administration(self):
        """The pages of «Administration» that the person is offered."""
        return sections_for(self.user) if self.side == "firm" else []

    @property
    def administers(self):
        """Whether the person administers a firm."""
        return bool(standing_of(self.user).administered_firm_ids)

    @property
    def opens_accesses(self):
        """Whether the person may invite clients, give accesses and take them away."""
        return bool(standing_of(self.user).firms_where(Right.CLIENT_USERS))

    @cached_property
    def look(self):
        return look_of(self.user)

    @property
    def my_absence(self):
        return None if self.side == "client" else self.away_now.get(self.user.pk)

    @cached_property
    def places(self):
        return [
            Place(label, url, icon, self.is_current(url), self.side == "firm" and icon in WIDE_ONLY, *counted)
            for label, url, icon, *counted in getattr(self, f"{self.side}_places")()
        ]

    def is_current(self, url):
        here, url = self.request.path, url.partition("?")[0]
        # On a host of its own, a firm's portal stands at the root.
        here = self.home if here == "/" and self.side == "client" else here
        if url == ADMINISTRATION:
            return here.startswith(FIRM_PAGES) and not self.is_in_settings
        return here == url or (url.count("/") > 1 and not url.startswith("/p/") and url != reverse("operator") and here.startswith(url))

    @property
    def is_in_settings(self):
        """Whether the cog is where one is."""
        return self.request.path.startswith(SETTINGS)

    def firm_places(self):
        return [
            (_("Accueil"), reverse("home"), "house"),
            (_("Conversations"), reverse("conversations"), "message-square"),
            (_("Clients"), reverse("clients"), "building-2"),
            (_("Demandes"), reverse("requests"), "list-checks"),
            (_("Documents"), reverse("documents"), "files"),
            (_("Validations"), reverse("validations"), "badge-check"),
            (_("Importations"), reverse("imports"), "file-spreadsheet"),
            (_("Administration"), reverse("members"), "users"),
        ]

    def client_places(self):
        if not self.firm:
            return []
        firm, query = self.firm, self.choice.query
        to_do = ngettext("%(count)s à faire", "%(count)s à faire", firm.to_do) % {"count": firm.to_do}
        unread = ngettext("%(count)s non lu", "%(count)s non lus", firm.new_messages) % {"count": firm.new_messages}
        parts = {
            "requests": (_("Demandes"), reverse("requests") + query, "list-checks", "requests", firm.to_do, to_do),
            "documents": (_("Documents"), reverse("documents") + query, "file-text"),
            "conversations": (_("Messages"), reverse("conversations") + query, "message-square", "messages", firm.new_messages, unread),
        }
        closed = self.closed_parts
        return [(_("Accueil"), self.home + query, "house"), *(place for part, place in parts.items() if part not in closed)]

    def operator_places(self):
        return [
            (_("Installation"), reverse("operator"), "house"),
            (_("Cabinets"), reverse("operator_firms"), "building-2"),
            (_("Applications"), reverse("operator_applications"), "app-window"),
        ]

    def visitor_places(self):
        return []


def shell_of(request):
    """The Shell of this request: what was read for it before its page is written is not read again."""
    if not hasattr(request, "_shell"):
        request._shell = Shell(request)
    return request._shell


def shell(request):
    """Context processor."""
    frame = shell_of(request)
    return {"shell": frame, "away_now": LazyMapping(lambda: frame.away_now), "mailbox_is_open": settings.SMTP is None}


class LazyMapping:
    """A mapping that is read at its first look-up."""

    def __init__(self, read):
        self.read = read

    @cached_property
    def content(self):
        return self.read()

    def get(self, key):
        return self.content.get(key)
