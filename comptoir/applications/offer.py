"""A firm's catalogue as the rule reads it."""

from dataclasses import dataclass

from .decisions import Family, faults_of
from .models import Application


@dataclass(frozen=True)
class Catalogue:
    """What a firm can give now: families that go as a whole, and what is optional beside them; `applications` in the order in which they are shown."""

    applications: tuple
    families: tuple

    @property
    def optional_ids(self):
        return frozenset(one.pk for one in self.applications if one.family_id is None)

    @property
    def by_code(self):
        return {one.code: one for one in self.applications}

    def faults(self, chosen_ids):
        """[Finding, …] of this choice; none for one that is right."""
        return faults_of(chosen_ids, self.families, self.optional_ids)


def catalogue_of(firm_id):
    """The Catalogue of this firm as it is on offer, in one query."""
    applications = tuple(Application.objects.of_firm(firm_id).on_offer().select_related("family"))
    families = {one.family_id: one.family for one in applications if one.family_id}
    return Catalogue(applications, tuple(family_of(family, applications) for family in families.values()))


def family_of(family, applications):
    members = frozenset(one.pk for one in applications if one.family_id == family.pk)
    return Family(family.pk, family.name, family.group, family.is_required, members)
