"""For whom an administrator can set something: the whole firm, a role, a licence."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from comptoir.clients.standing import CLIENT, standing_of
from comptoir.firms.models import Firm, Licence, Membership

from .models import Holder


@dataclass(frozen=True)
class Place:
    """One of those for whom something can be set: `name` in addresses, `label` on the page."""

    name: str
    label: str
    holder: Holder


def administered_firm(user):
    """The firm for which this administrator decides. Raises Http404: everybody else finds nothing."""
    return get_object_or_404(Firm, pk=min(standing_of(user).administered_firm_ids, default=0))


def places_of(firm):
    """The firm, its roles, its licences."""
    roles = [*Membership.Role.choices, (CLIENT, _("Utilisateurs client"))]
    return [
        Place("firm", _("Tout le cabinet"), Holder.of_firm(firm)),
        *(Place(f"role-{role}", label, Holder.of_role(firm, role)) for role, label in roles),
        *(Place(f"licence-{licence.pk}", licence.name, Holder.of_licence(licence)) for licence in Licence.objects.filter(firm=firm)),
    ]


def holder_named(firm, name):
    """The holder of that name in the firm, or None."""
    return next((place.holder for place in places_of(firm) if place.name == name), None)
