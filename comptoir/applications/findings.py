"""Client users whose applications do not go together, or are no longer on offer (I1 step 4, X10)."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.clients.findings import Check, Done, Found, Refused, Remedy, Severity, declare, page_at
from comptoir.clients.models import ClientUser
from comptoir.firms.rights import Right

from .actions import NotOnOffer, give
from .decisions import Fault
from .models import Application, ApplicationGrant
from .offer import catalogue_of


def faulty(looker, pk, faults):
    """[(the place's columns, its application ids, the first Finding of these kinds), …]. Three queries, and one for each firm."""
    places = looker.places if pk is None else looker.places.filter(pk=pk)
    held = defaultdict(set)
    grants = ApplicationGrant.objects.filter(client_user__in=places.values("pk"))
    for place_id, application_id in grants.values_list("client_user_id", "application_id"):
        held[place_id].add(application_id)
    catalogues = {firm_id: catalogue_of(firm_id) for firm_id in looker.firm_ids} if held else {}
    rows = places.values_list("pk", "firm_id", "user__first_name", "user__last_name") if held else ()
    for row in rows:
        finding = next((one for one in catalogues[row[1]].faults(held[row[0]]) if one.fault in faults), None) if row[0] in held else None
        if finding:
            yield row, held[row[0]], finding, catalogues[row[1]]


def badly_mixed(looker, pk=None):
    return [found(*one, words_of_mix(one[2])) for one in faulty(looker, pk, {Fault.MIXED, Fault.PART})]


def words_of_mix(finding):
    if finding.fault == Fault.MIXED:
        return _("Mélange %(families)s, qui s’excluent.") % {"families": _(" et ").join(f"«{family.name}»" for family in finding.families)}
    count = len(finding.application_ids)
    words = ngettext("Il manque une application de la famille «%(family)s».", "Il manque %(count)s applications de la famille «%(family)s».", count)
    return words % {"family": finding.families[0].name, "count": count}


def withdrawn(looker, pk=None):
    rows = list(faulty(looker, pk, {Fault.UNKNOWN}))
    names = dict(Application.objects.filter(pk__in={pk for one in rows for pk in one[2].application_ids}).values_list("pk", "name"))
    return [found(*one, words_of_withdrawn(sorted(names.get(pk, "") for pk in one[2].application_ids))) for one in rows]


def words_of_withdrawn(names):
    words = ngettext("A encore %(names)s, qui n’est plus proposée.", "A encore %(names)s, qui ne sont plus proposées.", len(names))
    return words % {"names": ", ".join(f"«{name}»" for name in names)}


def found(row, held, finding, catalogue, words):
    pk, firm_id, first_name, last_name = row
    facts = {"held": frozenset(held), "finding": finding, "catalogue": catalogue}
    return Found(firm_id, pk, f"{first_name} {last_name}".strip(), words, page_at("client_user", pk, otherwise=page_at("portal_management")), facts)


def remedies_of_mix(found):
    """One for each family touched: it goes as a whole, and those that exclude it are taken back."""
    finding, catalogue = found.facts["finding"], found.facts["catalogue"]
    kept = found.facts["held"] & catalogue.optional_ids
    others = [family for family in catalogue.families if family.group != finding.families[0].group]
    kept |= frozenset().union(*(family.application_ids & found.facts["held"] for family in others))
    label = _("Garder toute la famille «%(family)s»") if finding.fault == Fault.MIXED else _("Donner les applications de la famille «%(family)s»")
    wanted = [(family, family.application_ids | kept) for family in finding.families]
    offered = [giving(found, f"family-{family.pk}", label % {"family": family.name}, ids) for family, ids in wanted if not catalogue.faults(ids)]
    return [*offered, to_profile(found)]


def remedies_of_withdrawn(found):
    wanted = found.facts["held"] - found.facts["finding"].application_ids
    offered = [] if found.facts["catalogue"].faults(wanted) else [giving(found, "withdrawal", _("Retirer ce qui n’est plus proposé"), wanted)]
    return [*offered, to_profile(found)]


def to_profile(found):
    return Remedy("profile", _("Choisir ses applications"), url=found.url)


def giving(found, code, label, application_ids):
    def act(by):
        place = ClientUser.objects.select_related("user").get(pk=found.pk)
        try:
            give([place], application_ids, by=by)
        except NotOnOffer:
            raise Refused(_("Le catalogue a changé entre-temps : revoyez ses applications.")) from None
        return Done(_("%(name)s a maintenant les applications qui vont ensemble.") % {"name": found.subject})

    return Remedy(code, label, act, asks=what_changes(found, application_ids))


def what_changes(found, application_ids):
    """What was there was wrong, so that nothing gives it back: it is said before. "" where nothing is taken away."""
    names = {one.pk: one.name for one in found.facts["catalogue"].applications}
    lost = sorted(f"«{names[pk]}»" for pk in found.facts["held"] - application_ids if pk in names)
    return _("%(name)s n’aura plus %(applications)s.") % {"name": found.subject, "applications": ", ".join(lost)} if lost else ""


REASON = _l("Les applications d’une famille vont ensemble, et deux familles qui s’excluent ne se mélangent pas : sinon le compte fonctionne mal.")
declare(
    Check("mixed-applications", _l("Applications mélangées ou incomplètes"), REASON, Severity.WARNING, 70, Right.CLIENT_USERS, badly_mixed, remedies_of_mix)
)
declare(
    Check(
        code="withdrawn-application",
        label=_l("Application retirée du catalogue"),
        reason=_l("L’application n’est plus proposée, et reste ouverte à qui l’avait."),
        severity=Severity.WARNING,
        order=75,
        right=Right.CLIENT_USERS,
        find=withdrawn,
        remedies=remedies_of_withdrawn,
    )
)
