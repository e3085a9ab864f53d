"""What people read of each Problem, in the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.applications.decisions import Fault

from .decisions import Code

SENTENCES = {
    Code.NAME_MISSING: _l("Indiquez le nom."),
    Code.NAME_ODD: _l("Ce nom est trop long, ou contient des signes invisibles."),
    Code.EMAIL_MISSING: _l("Indiquez l’adresse e-mail : elle sert d’identifiant."),
    Code.EMAIL_INVALID: _l("Cette adresse e-mail ne peut pas être lue. Exemple : prenom.nom@entreprise.fr"),
    Code.EMAIL_REPEATED: _l("Cette adresse figure déjà plus haut : chaque utilisateur a la sienne."),
    Code.EMAIL_TAKEN: _l("Cette adresse sert déjà d’identifiant. Si elle est bien à cette personne, invitez-la depuis la fiche du client."),
    Code.ALREADY_HERE: _l("Cette adresse est celle d’un de vos utilisateurs client : complétez son profil."),
    Code.COLLEAGUE: _l("Cette adresse est celle d’un collaborateur du cabinet."),
    Code.EMAIL_GENERIC: _l("%(email)s semble être une adresse partagée. Une adresse personnelle est vivement conseillée : elle sert d’identifiant."),
    Code.PHONE_INVALID: _l("Ce numéro de téléphone ne peut pas être lu."),
    Code.LANGUAGE_UNKNOWN: _l("Cette langue n’est pas proposée."),
    Code.TYPE_UNKNOWN: _l("Choisissez «Administrateur» ou «Utilisateur standard»."),
    Code.LEVEL_UNKNOWN: _l("Choisissez «Accès limité» ou «Accès complet»."),
    Code.LEVEL_TOO_HIGH: _l("Vous ne pouvez pas donner un accès plus étendu que le vôtre."),
    Code.FIRST_MUST_ADMINISTER: _l("%(company)s n’a pas encore d’administrateur : son premier utilisateur doit l’être."),
    Code.COMPANY_MISSING: _l("Choisissez l’entreprise facturée."),
    Code.COMPANY_UNKNOWN: _l("Cette entreprise n’est pas, ou plus, un de vos clients."),
    Code.MODE_UNKNOWN: _l("Choisissez qui est facturé : le client, ou le cabinet."),
    Code.PLAN_MISSING: _l("Choisissez une offre tarifaire."),
    Code.PLAN_WITHDRAWN: _l("Cette offre n’est plus proposée : choisissez-en une autre."),
    Code.REACH_EMPTY: _l("Choisissez au moins un dossier : sans dossier, cette personne ne verrait rien."),
    Code.DOSSIER_UNKNOWN: _l("Un de ces dossiers n’est pas, ou plus, un des vôtres. Vérifiez votre choix."),
    Code.APPLICATIONS_TOO_MANY: _l("Vous ne pouvez pas donner une application que vous n’avez pas."),
}
FINDINGS = {
    Fault.MIXED: _l("Ne mélangez pas %(families)s : choisissez l’une ou l’autre."),
    Fault.PART: _l("%(families)s vont ensemble : choisissez-les toutes."),
    Fault.MISSING: _l("Choisissez l’un de ces ensembles : %(families)s."),
    Fault.UNKNOWN: _l("Une de ces applications n’est pas, ou plus, proposée."),
}


def sentence(problem):
    """The sentence of a Problem."""
    if problem.code is Code.APPLICATIONS:
        return of_finding(problem.words["finding"])
    return SENTENCES[problem.code] % problem.words


def of_finding(finding):
    names = [_("«%(name)s»") % {"name": family.name} for family in finding.families]
    return FINDINGS[finding.fault] % {"families": ", ".join(names)}
