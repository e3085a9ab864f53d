"""Somebody's dossiers with how they stand in each: found by the filters of an address, read page by page."""

from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from comptoir.clients.decisions import DossierFacts, is_served_by
from comptoir.clients.models import Dossier, DossierManager, served_rule
from comptoir.clients.standing import standing_of
from comptoir.kernel.text import fold

from .decisions import Choice, default_participation, stand_of
from .models import Participation, Side

SIDES = (Side.ENTREPRENEUR, Side.ACCOUNTANT)
ORDER = ("name_key", "pk")
# The states by which the table is filtered: who takes part or not, by side.
STATES = {f"{side}-{word}": (side, takes_part) for side in SIDES for word, takes_part in (("on", True), ("off", False))}
OWN = "own"


def sides_of(user):
    """The columns that a person has."""
    return SIDES if standing_of(user).is_member else (Side.ENTREPRENEUR,)


@dataclass(frozen=True)
class Filters:
    """What the address asks for; what cannot be read there is passed over. `after`: the dossier after which the list goes on."""

    words: str = ""
    manager: int = 0
    mine: bool = False
    state: str = ""
    licence: int = 0
    after: int = 0

    @classmethod
    def of(cls, query):
        state = query.get("state", "")
        numbers = {name: number(query.get(name, "")) for name in ("manager", "licence", "after")}
        return cls(query.get("q", "")[:200], mine=bool(query.get("mine")), state=state if state in STATES or state == OWN else "", **numbers)

    @property
    def is_narrow(self):
        """Whether they leave dossiers out."""
        return bool(self.words.strip() or self.manager or self.mine or self.state)


def number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def matching(user, filters):
    """The dossiers that the person sees and that match."""
    dossiers = Dossier.objects.visible_to(user)
    for word in fold(filters.words).split()[:8]:
        dossiers = dossiers.filter(having(word, user))
    for manager in {filters.manager, user.pk if filters.mine else 0} - {0}:
        dossiers = dossiers.filter(Exists(managed_by(manager)))
    return in_state(dossiers, filters.state, user) if filters.state else dossiers


def having(word, user):
    """Members find by name and code; the code is the firm's own, and its clients do not learn it by trying."""
    if not standing_of(user).client_ids:
        return Q(search_text__contains=word)
    return Q(name_key__contains=word) | Q(Dossier.objects.member_rule(user), search_text__contains=word)


def in_state(dossiers, state, user):
    """Those with a choice of their own, or in which the person takes part (or not) on one side."""
    if state == OWN:
        return dossiers.filter(Exists(Participation.objects.filter(user=user, dossier=OuterRef("pk"))))
    side, takes_part = STATES[state]
    here = dossiers if side == Side.ENTREPRENEUR else dossiers.filter(Dossier.objects.member_rule(user))
    return here.alias(stands=stands(user, side)).filter(stands=takes_part)


def stands(user, side):
    """`decisions.stand_of`, said in SQL of a dossier."""
    mine = Participation.objects.filter(user=user, side=side)
    widths = (
        mine.filter(dossier=OuterRef("pk")),
        mine.filter(licence=OuterRef("licence_id")),
        mine.filter(dossier=None, licence=None, firm=OuterRef("firm_id")),
    )
    is_default = Exists(managed_by(user.pk)) if side == Side.ACCOUNTANT else served_rule(standing_of(user), dossier="pk")
    default = Case(When(is_default, then=Value(True)), default=Value(False))
    return Coalesce(*(Subquery(rows.values("takes_part")[:1]) for rows in widths), default, output_field=BooleanField())


def managed_by(user_id):
    return DossierManager.objects.filter(user=user_id, dossier=OuterRef("pk"))


@dataclass(frozen=True)
class Row:
    """A dossier, and its reader's Stand in it by side; None on a side that is not theirs to decide."""

    pk: int
    name: str
    code: str
    licence_id: int
    is_manager: bool
    stands: dict
    name_key: str = ""


def rows_of(user, dossiers, wide_choices, *, order=ORDER, limit=None):
    """[Row, …] of `dossiers` in `order`, at most `limit`. `wide_choices(side, row)`: the choices for the row's licence and firm. One query."""
    found = dossiers.order_by(*order)
    if limit:
        # What is said of each is looked up for those that are shown, not for all that were sorted.
        found = Dossier.objects.filter(pk__in=found[:limit].values("pk")).order_by(*order)
    columns = with_stands_of(user, found).values("pk", "name", "code", "name_key", "licence_id", "firm_id", "client_id", "is_manager", "works_on", *OWN_CHOICES)
    return [row_from(columns_of_row, user, wide_choices) for columns_of_row in columns]


OWN_CHOICES = tuple(f"chose_{side}" for side in SIDES)


def with_stands_of(user, dossiers):
    mine = Participation.objects.filter(user=user, dossier=OuterRef("pk"))
    own = {f"chose_{side}": Subquery(mine.filter(side=side).values("takes_part")) for side in SIDES}
    works_on = ExpressionWrapper(Dossier.objects.member_rule(user), BooleanField())
    return dossiers.annotate(is_manager=Exists(managed_by(user.pk)), works_on=works_on, **own)


def row_from(row, user, wide_choices):
    facts = {
        "is_manager": row["is_manager"],
        "is_client_user": is_served_by(standing_of(user), DossierFacts(row["firm_id"], row["licence_id"], row["client_id"], dossier_id=row["pk"])),
    }
    stands = {}
    for side in SIDES:
        own = row[f"chose_{side}"]
        choices = [*wide_choices(side, row), *([] if own is None else [Choice(own, dossier_id=row["pk"])])]
        here = side == Side.ENTREPRENEUR or row["works_on"]
        stands[side] = stand_of(choices, default=default_participation(side, **facts)) if here else None
    return Row(row["pk"], row["name"], row["code"] if row["works_on"] else "", row["licence_id"], row["is_manager"], stands, row["name_key"])


def after(dossiers, pk):
    """Those that come after one dossier in ORDER."""
    key = Subquery(Dossier.objects.filter(pk=pk).values("name_key"))
    return dossiers.alias(last_key=key).filter(Q(name_key__gt=F("last_key")) | Q(name_key=F("last_key"), pk__gt=pk))
