"""What a choice of participation is about, found through the person who makes it."""

from dataclasses import dataclass, field

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from comptoir.clients.models import Dossier
from comptoir.clients.standing import CLIENT, standing_of
from comptoir.firms.models import Firm, Licence
from comptoir.kernel.among import among

from .models import Side


@dataclass(frozen=True)
class Place:
    """One of the two questions (`side`) in a dossier, a licence, or (both empty) all dossiers of a firm. `name` is that of the narrowest."""

    side: str
    firm_id: int
    licence_id: int | None = None
    dossier_id: int | None = None
    name: str = field(default="", compare=False)

    @property
    def scope(self):
        return "dossier" if self.dossier_id else "licence" if self.licence_id else "all"

    @property
    def id(self):
        """The number by which programs and addresses know it: the dossier's, the licence's or the firm's."""
        return self.dossier_id or self.licence_id or self.firm_id

    @property
    def key(self):
        return self.side, self.scope, self.id

    @property
    def columns(self):
        """The columns of its row."""
        return {"side": self.side, "firm_id": self.firm_id, "licence_id": self.licence_id, "dossier_id": self.dossier_id}


def place_of(row):
    """The place of a row of Participation."""
    return Place(row.side, row.firm_id, row.licence_id, row.dossier_id)


def find_place(user, side, scope, pk):
    """The Place, or None where it is not this person's to decide."""
    return find_places(user, [(side, scope, pk)]).get((side, scope, pk))


def find_places(user, keys):
    """{(side, scope, id): Place} of those among `keys` that are this person's to decide. Three queries at most, whatever their number.

    Whoever works on a dossier decides about both questions, who represents its client about those put to the entrepreneur.
    """
    found = {}
    for scope, read in READERS.items():
        ids = {pk for _side, named, pk in keys if named == scope}
        for sides, place in read(user, ids) if ids else ():
            found |= {(side, scope, place["pk"]): Place(side, *place["columns"], name=place["name"]) for side in sides}
    return {key: found[key] for key in keys if key in found}


def dossiers_named(user, ids):
    worked_on = ExpressionWrapper(Dossier.objects.member_rule(user), BooleanField())
    rows = Dossier.objects.visible_to(user).filter(among("pk", ids)).annotate(is_worked_on=worked_on)
    for pk, firm_id, name, is_worked_on in rows.values_list("pk", "firm_id", "name", "is_worked_on"):
        yield sides_of(is_worked_on), {"pk": pk, "name": name, "columns": (firm_id, None, pk)}


def licences_named(user, ids):
    """A licence that was given is one's own also while it is empty."""
    standing, here = standing_of(user), Dossier.objects.filter(licence=OuterRef("pk"))
    given = Q(pk__in=standing.licence_ids, firm_id__in=standing.firm_ids) | Q(firm_id__in=standing.whole_firm_ids)
    worked_in = given | Exists(here.worked_on_by(user))
    rows = Licence.objects.filter(worked_in | Exists(here.represented_by(user)), among("pk", ids))
    for pk, firm_id, name, is_worked_in in rows.values_list("pk", "firm_id", "name", ExpressionWrapper(worked_in, BooleanField())):
        yield sides_of(is_worked_in), {"pk": pk, "name": name, "columns": (firm_id, pk, None)}


def firms_named(user, ids):
    firms = firms_of(user)
    for pk, name in Firm.objects.filter(pk__in=ids & set(firms)).values_list("pk", "name"):
        yield sides_of(firms[pk]), {"pk": pk, "name": name, "columns": (pk, None, None)}


def firms_of(user):
    """{firm id: whether the person works for it or is only served by it}."""
    standing = standing_of(user)
    return {firm_id: firm_id in standing.firm_ids for firm_id, role in standing.roles if role == CLIENT or firm_id in standing.firm_ids}


def sides_of(is_member):
    return tuple(Side) if is_member else (Side.ENTREPRENEUR,)


READERS = {"dossier": dossiers_named, "licence": licences_named, "all": firms_named}
