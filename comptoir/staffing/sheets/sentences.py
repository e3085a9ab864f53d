"""What people read of a row of a list of colleagues."""

from django.utils.translation import gettext_lazy as _l

from ..rules import Refusal
from ..wording import refusal_sentence

OWN = {
    "no_right": _l("La personne qui a commencé cette importation ne peut plus gérer les collaborateurs."),
    "no_header": _l("Aucune ligne de titres n’a été trouvée ; la première ligne du tableau doit nommer les colonnes, par exemple «Adresse e-mail», «Rôle»."),
    "no_name_column": _l("Aucune colonne ne donne les adresses e-mail ; ajoutez une colonne «Adresse e-mail»."),
    "email_missing": _l("Il manque l’adresse e-mail : elle dit de qui parle la ligne."),
    "email_on_line": _l("Cette adresse figure déjà à la ligne %(other_line)s ; une personne tient sur une ligne."),
    "number_on_line": _l("Ce numéro figure déjà à la ligne %(other_line)s."),
    "number_taken": _l("Ce numéro est celui de %(name)s."),
    "nobody_here": _l("Personne de cette adresse ne travaille au cabinet ; ajoutez-la d’abord par «Nouveau collaborateur»."),
    "name_stays": _l("Le nom de %(name)s ne change pas ici : chacun tient le sien dans son profil."),
    "role_word": _l("Aucun rôle ne s’appelle «%(name)s»."),
    "licences_word": _l("Aucune licence du cabinet ne s’appelle «%(name)s»."),
    "teams_word": _l("Aucune équipe du cabinet ne s’appelle «%(name)s»."),
}
REFUSED = "refused_"


def sentence(code, words):
    """The sentence of a code that is ours, in the active language; "" for one that is not."""
    if code.startswith(REFUSED):
        return refusal_sentence(Refusal(code.removeprefix(REFUSED)), words["name"])
    return str(OWN[code]) % words if code in OWN else ""
