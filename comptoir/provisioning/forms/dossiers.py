"""What the person sees (seed 002, the third step): whole companies, or some of their dossiers. In a large firm both are searched for."""

from dataclasses import dataclass, field

from comptoir.clients.models import Client, Dossier
from comptoir.kernel.among import among

from ..asking import companies_for
from ..steps import ids_of, is_pair

# How many dossiers of one company are shown unasked, and how many a search finds.
SHOWN_AT_ONCE = 50
FOUND_AT_ONCE = 12


@dataclass
class CompanyShown:
    """A company with its dossiers that can be ticked: those chosen first. `more`: how many others are not shown and can be searched for."""

    client: Client
    is_whole: bool
    is_billed: bool = False
    dossiers: list = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True)
class DossierShown:
    value: str
    dossier: Dossier
    is_chosen: bool


class DossiersShown:
    """The choice as a page; a few queries for any number of companies."""

    def __init__(self, kept, *, person, firm, billed=None, words=""):
        self.words, self.firm, self.billed = words.strip(), firm, billed
        self.all_companies = companies_for(person).filter(firm=firm)
        self.all_dossiers = Dossier.objects.worked_on_by(person).filter(firm=firm)
        self.pairs = {pair for pair in kept.get("dossier", ()) if is_pair(pair)}
        self.whole = set(ids_of(kept.get("whole", ())))
        self.company_ids = ids_of(
            [
                str(billed or ""),
                *kept.get("company", ()),
                *kept.get("whole", ()),
                *(pair.partition(":")[0] for pair in kept.get("dossier", ()) if pair in self.pairs),
            ]
        )
        self.companies = self.shown_companies()
        self.gone = self.what_is_gone()

    def shown_companies(self):
        found = {one.pk: one for one in self.all_companies.filter(among("pk", self.company_ids))}
        clients = [found[pk] for pk in self.company_ids if pk in found]
        return [self.shown(client) for client in sorted(clients, key=lambda one: (one.pk != self.billed, one.name_key))]

    def shown(self, client):
        rows = self.all_dossiers.filter(client=client)
        chosen = list(rows.filter(among("pk", self.chosen_ids(client))))
        others = list(rows.exclude(among("pk", [one.pk for one in chosen])).order_by("name_key", "pk")[: SHOWN_AT_ONCE + 1])
        more = rows.count() - len(chosen) - SHOWN_AT_ONCE if len(others) > SHOWN_AT_ONCE else 0
        lines = sorted([*chosen, *others[:SHOWN_AT_ONCE]], key=lambda one: (one.name_key, one.pk))
        dossiers = [DossierShown(f"{client.pk}:{one.pk}", one, one in chosen) for one in lines]
        return CompanyShown(client, client.pk in self.whole, client.pk == self.billed, dossiers, more)

    def chosen_ids(self, client):
        return ids_of([pair.partition(":")[2] for pair in self.pairs if pair.startswith(f"{client.pk}:")])

    def what_is_gone(self):
        """[name, …] of what cannot be chosen any more: a company merged or lost from sight, a dossier that moved. "" for what one may not know (any more)."""
        here = {one.client.pk for one in self.companies}
        shown = {one.value for company in self.companies for one in company.dossiers}
        companies = [pk for pk in self.company_ids if pk not in here]
        dossiers = [ids_of([pair.partition(":")[2]])[0] for pair in self.pairs - shown if int(pair.partition(":")[0]) in here]
        merged = Client.objects.filter(among("pk", companies), firm=self.firm, merged_into__in=self.all_companies.values("pk"))
        names = dict(merged.values_list("pk", "name")), dict(self.all_dossiers.filter(among("pk", dossiers)).values_list("pk", "name"))
        return [names[0].get(pk, "") for pk in companies] + [names[1].get(pk, "") for pk in dossiers]

    @property
    def gone_names(self):
        return [name for name in self.gone if name]

    @property
    def gone_unnamed(self):
        """How many there are beside those with a name."""
        return len(self.gone) - len(self.gone_names)

    @property
    def found_companies(self):
        """Companies that the words find and that are not there yet."""
        if not self.words:
            return []
        others = self.all_companies.exclude(among("pk", self.company_ids))
        return list(others.matching(self.words).order_by("name_key", "pk")[:FOUND_AT_ONCE])

    @property
    def found_dossiers(self):
        """Dossiers that the words find, as they would be added; none of a company that is there as a whole."""
        if not self.words:
            return []
        rows = self.all_dossiers.exclude(among("client_id", self.whole)).select_related("client").matching(self.words)
        found = [(f"{one.client_id}:{one.pk}", one) for one in rows.order_by("name_key", "pk")[:FOUND_AT_ONCE]]
        return [pair for pair in found if pair[0] not in self.pairs]


def with_added(kept, value):
    """The choice with one more company («12») or dossier («12:55») that was found."""
    client_id, colon, _dossier = value.partition(":")
    added = {"company": [*kept["company"], client_id], "whole": kept["whole"], "dossier": kept["dossier"]}
    added["dossier" if colon else "whole"] = [*kept["dossier" if colon else "whole"], value]
    return {name: list(dict.fromkeys(values)) for name, values in added.items()}


def without(kept, client_id):
    """The choice without a company and its dossiers."""
    return {name: [value for value in kept[name] if value.partition(":")[0] != client_id] for name in kept}
