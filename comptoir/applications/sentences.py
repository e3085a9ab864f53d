"""What people read of a choice that the catalogue refuses, and of a change of the catalogue that cannot be."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from .decisions import AddressFault, Fault

ADDRESS = {
    AddressFault.UNREADABLE: _l("Cette adresse ne peut pas être lue. Exemple : https://compta.cabinet.fr/"),
    AddressFault.NOT_SECURE: _l("L’adresse doit commencer par https:// (http:// n’est pris que sur localhost)."),
    AddressFault.FRAGMENT: _l("L’adresse de retour ne contient ni «#» ni «*»."),
    AddressFault.NAMED: _l("L’adresse ne contient ni nom ni mot de passe."),
}


def sentence(finding, catalogue):
    """The sentence of a Finding about this Catalogue: what is wrong, and what to do."""
    names = names_of(finding.application_ids, catalogue)
    families = joined(family.name for family in finding.families)
    if finding.fault is Fault.MIXED:
        return _("%(families)s ne se mélangent pas : choisissez toutes les applications d’une seule famille.") % {"families": families}
    if finding.fault is Fault.PART:
        return _("La famille %(family)s va d’un bloc : il manque %(names)s.") % {"family": families, "names": names}
    if finding.fault is Fault.MISSING:
        return _("Choisissez toutes les applications d’une de ces familles : %(families)s.") % {"families": families}
    if not names:
        return _("Une des applications choisies n’est plus proposée par le cabinet. Choisissez parmi celles de la liste.")
    return _("Ces applications ne sont plus proposées par le cabinet : %(names)s.") % {"names": names}


def names_of(application_ids, catalogue):
    return joined(one.name for one in catalogue.applications if one.pk in application_ids)


def joined(names):
    return ", ".join(f"«{name}»" for name in names)


def name_taken():
    return _("Une application du catalogue porte déjà ce nom.")


def family_name_taken():
    return _("Une famille du catalogue porte déjà ce nom.")


def family_in_use(count):
    return _("Cette famille compte encore %(count)s applications : changez-les d’abord de famille.") % {"count": count}


def bad_address(fault):
    return str(ADDRESS[fault])


def bad_return(address, fault):
    return _("%(address)s : %(problem)s") % {"address": address, "problem": bad_address(fault)}


def no_return():
    return _("Indiquez au moins une adresse de retour, une par ligne.")


def too_many_returns():
    return _("Dix adresses de retour au plus.")


def foreign_family():
    return _("Choisissez une famille de la liste.")


def unknown_part():
    return _("Choisissez une partie du portail.")


def of_returns(refused):
    """The sentences of a ReturnsRefused."""
    if refused.are_many:
        return [too_many_returns()]
    return [bad_return(address, fault) for address, fault in refused.problems] or [no_return()]
