"""What the person may open (seed 002, the fourth step): families as a whole, and what is optional. Singly ticked, so that a mix can be seen and said."""

from dataclasses import dataclass

from comptoir.applications.models import Application
from comptoir.applications.offer import catalogue_of

from ..steps import ids_of


@dataclass(frozen=True)
class FamilyShown:
    """A family with its applications: [(Application, whether it is ticked), …]."""

    pk: int
    name: str
    applications: list

    @property
    def is_whole(self):
        return all(is_ticked for _one, is_ticked in self.applications)


class ApplicationsShown:
    """A firm's catalogue as a page, in one query."""

    def __init__(self, kept, firm_id):
        self.catalogue = catalogue_of(firm_id)
        chosen = set(ids_of(kept["application"])) if "application" in kept else self.usual_ids
        lines = [(one, one.pk in chosen) for one in self.catalogue.applications]
        self.families = [FamilyShown(one.pk, one.name, [line for line in lines if line[0].family_id == one.pk]) for one in self.catalogue.families]
        self.optional = [line for line in lines if line[0].family_id is None]
        known = {one.pk for one in self.catalogue.applications}
        self.gone = list(Application.objects.of_firm(firm_id).filter(pk__in=chosen - known).values_list("name", flat=True))

    @property
    def usual_ids(self):
        """What is ticked before anything was answered: the parts of the portal, which whoever has them not does not find there."""
        return {one.pk for one in self.catalogue.applications if one.family_id is None and one.kind == Application.Kind.PART}

    @property
    def excluding(self):
        """The families that exclude each other: [[FamilyShown, …], …], of each group that has several."""
        groups = {}
        for family in self.catalogue.families:
            groups.setdefault(family.group, []).append(next(one for one in self.families if one.pk == family.pk))
        return [group for group in groups.values() if len(group) > 1]


def with_family(kept, family_id, firm_id):
    """The choice with one family as a whole, and nothing of those that it excludes. What is not on offer any more goes with them."""
    catalogue = catalogue_of(firm_id)
    family = next((one for one in catalogue.families if str(one.pk) == family_id), None)
    if family is None:
        return kept
    excluded = frozenset().union(*(one.application_ids for one in catalogue.families if one.group == family.group))
    known = {one.pk for one in catalogue.applications}
    others = [pk for pk in ids_of(kept["application"]) if pk in known - excluded]
    return {"application": [str(pk) for pk in sorted({*others, *family.application_ids})]}
