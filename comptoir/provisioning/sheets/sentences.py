"""What people read of a row of client users: the sentences of provisioning itself, and those of what only a sheet gets wrong."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.applications.decisions import Fault

from ..decisions import Code
from ..sentences import FINDINGS, SENTENCES

OWN = {
    "no_right": _l("La personne qui a commencé cette importation ne peut plus créer d’utilisateurs client."),
    "no_header": _l(
        "Aucune ligne de titres n’a été trouvée ; la première ligne du tableau doit nommer les colonnes, par exemple «Nom», «E-mail», «Entreprise facturée»."
    ),
    "no_name_column": _l("Aucune colonne ne donne les adresses e-mail ; ajoutez une colonne «E-mail»."),
    "no_letter": _l("Un nom s’écrit avec des lettres."),
    "phone": SENTENCES[Code.PHONE_INVALID],
    "email_on_line": _l("Cette adresse figure déjà à la ligne %(other_line)s ; une personne tient sur une ligne, avec tous ses dossiers."),
    "company_unknown": SENTENCES[Code.COMPANY_UNKNOWN],
    "company_ambiguous": _l("Plusieurs de vos clients portent ce nom ; indiquez le SIREN, ou le code d’un dossier."),
    "company_merged": _l("Cette entreprise a été réunie avec %(company)s ; indiquez celle-ci."),
    "dossier_unknown_name": _l("«%(dossier)s» n’est pas, ou plus, un de vos dossiers."),
    "dossier_ambiguous": _l("Plusieurs dossiers de cette entreprise s’appellent «%(dossier)s» ; indiquez le code."),
    "dossier_elsewhere": _l("«%(dossier)s» est un dossier de %(company)s ; pour le donner aussi, faites-le précéder du nom de l’entreprise et du signe >."),
    "application_unknown": _l("Aucune application ni famille ne s’appelle «%(application)s»."),
    "plan_unknown": _l("Aucune offre ne porte ce nom."),
    "type_word": SENTENCES[Code.TYPE_UNKNOWN],
    "level_word": SENTENCES[Code.LEVEL_UNKNOWN],
    "mode_word": _l("Écrivez «Client» ou «Cabinet d’expertise comptable»."),
    "activation_word": _l("Écrivez «Immédiatement» ou «Ultérieurement»."),
    "mail_word": _l("Écrivez «oui» ou «non»."),
    "language_word": SENTENCES[Code.LANGUAGE_UNKNOWN],
    # Why somebody stays when an import is undone.
    "undo_gone": _l("N’était déjà plus là."),
    "undo_used": _l("S’est connecté depuis, ou a choisi son mot de passe."),
    "undo_involved": _l("Prend déjà part à des échanges, ou figure ailleurs."),
    "undo_changed": _l("A reçu d’autres accès depuis."),
    "undo_last_administrator": _l("Est le dernier administrateur d’une entreprise qui garde des utilisateurs."),
}


def sentence(code, words):
    """The sentence of a code that is ours, in the active language; "" for one that is not."""
    if code in OWN:
        return str(OWN[code]) % words
    if code == Code.APPLICATIONS:
        return FINDINGS[Fault(words["fault"])] % {"families": ", ".join(_("«%(name)s»") % {"name": name} for name in words["families"])}
    return str(SENTENCES[Code(code)]) % words if code in set(Code) else ""
