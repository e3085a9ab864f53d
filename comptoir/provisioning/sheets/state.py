"""Client users as a sheet says them: what is there now, in the form in which somebody would ask for it."""

from collections import defaultdict
from dataclasses import dataclass

from comptoir.applications.models import ApplicationGrant
from comptoir.billing.models import Terms
from comptoir.clients.models import ClientAccess, DossierAccess
from comptoir.kernel.among import among
from comptoir.kernel.emails import shown_address
from comptoir.kernel.phones import shown_phone

from ..asked import Asked
from .columns import ACTIVATIONS, ANSWERS, LABELS, LATER, NO, NOW
from .names import Applications, Companies, Plans


@dataclass
class Names:
    """All that cells may name at one firm, within some limits (`limits.Limits`)."""

    companies: Companies
    applications: Applications
    plans: Plans

    @classmethod
    def of(cls, firm, limits):
        return cls(Companies(limits, firm), Applications(firm), Plans(firm))


def states_of(places, names):
    """{client user's id: Asked} of these ClientUsers (with their user) of one firm, as far as whoever looks serves them; the same queries for any number."""
    accesses, chosen = accesses_of(places, names), defaultdict(set)
    ids = [access.pk for held in accesses.values() for access in held if access.scope == ClientAccess.Scope.CHOSEN]
    for access_id, dossier_id in DossierAccess.objects.filter(among("access_id", ids)).values_list("access_id", "dossier_id"):
        if dossier_id in names.companies.dossiers.about:
            chosen[access_id].add(dossier_id)
    given = defaultdict(set)
    for place_id, pk in ApplicationGrant.objects.filter(among("client_user_id", [place.pk for place in places])).values_list(
        "client_user_id", "application_id"
    ):
        given[place_id].add(pk)
    terms = {one.client_user_id: one for one in Terms.objects.filter(among("client_user_id", [place.pk for place in places]))}
    return {place.pk: state_of(place, accesses[place.user_id], chosen, terms.get(place.pk), frozenset(given[place.pk])) for place in places}


def accesses_of(places, names):
    """{user id: their open or held accesses to companies that may be known}"""
    found = defaultdict(list)
    firm_ids = {place.firm_id for place in places}
    rows = ClientAccess.objects.filter(among("user_id", [place.user_id for place in places]), firm__in=firm_ids, closed_at=None)
    for access in rows.order_by("client_id"):
        if access.client_id in names.companies.names:
            found[access.user_id].append(access)
    return found


def state_of(place, accesses, chosen, terms, application_ids):
    """The Asked that a place is. Level and type are those at the company that is billed, else at the first."""
    billed = terms.client_id if terms else None
    main = next((access for access in accesses if access.client_id == billed), accesses[0] if accesses else None)
    user = place.user
    whole = ClientAccess.Scope.WHOLE
    return Asked(
        last_name=user.last_name,
        first_name=user.first_name,
        email=user.email,
        phone=user.phone,
        language=user.language,
        type=main.type if main else ClientAccess.Type.STANDARD,
        level=main.level if main else ClientAccess.Level.LIMITED,
        client_id=billed,
        mode=terms.mode if terms else "",
        plan_id=terms.plan_id if terms else None,
        reach={access.client_id: None if access.scope == whole else frozenset(chosen[access.pk]) for access in accesses},
        application_ids=application_ids,
        activates_now=place.validated_at is not None,
    )


def cells_of(asked, names, country):
    """What stands in the columns for this Asked, in their order; read again it says the same."""
    companies = names.companies
    reach = {pk: chosen for pk, chosen in asked.reach.items() if chosen is None or chosen}
    return [
        asked.last_name,
        asked.first_name,
        shown_address(asked.email),
        shown_phone(asked.phone, country) if asked.phone else "",
        str(LABELS["type"].get(asked.type, "")),
        str(LABELS["level"].get(asked.level, "")),
        companies.say(asked.client_id) if asked.client_id else "",
        companies.dossiers.say(reach, asked.client_id),
        names.applications.say(asked.application_ids),
        str(LABELS["mode"].get(asked.mode, "")),
        names.plans.say(asked.plan_id),
        str(ACTIVATIONS[NOW if asked.activates_now else LATER]),
        str(ANSWERS[NO]),
        str(LABELS["language"].get(asked.language, asked.language)),
    ]
