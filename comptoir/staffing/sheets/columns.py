"""The columns of a list of colleagues, under their usual names; the titles are those of our own export."""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _l

from comptoir.imports.columns import bare_header

TITLES = {
    "last_name": _l("Nom"),
    "first_name": _l("Prénom"),
    "email": _l("Adresse e-mail"),
    "role": _l("Rôle"),
    "licences": _l("Licences"),
    "teams": _l("Équipes"),
    "number": _l("Numéro d’identification (ID)"),
}
USUAL_NAMES = {
    "last_name": "nom|nom de famille|last name|surname|name",
    "first_name": "prenom|prenoms|first name",
    "email": "e mail|email|mail|courriel|adresse e mail|adresse email|adresse mail|adresse electronique|identifiant|login",
    "role": "role|profil|fonction|user role",
    "licences": "licences|licence|bureaux|bureau|licenses|license",
    "teams": "equipes|equipe|teams|team|poles|pole",
    "number": "numero d identification id|numero d identification|id|matricule|numero|n",
}
NAMING_FIELDS = frozenset({"email"})
LONGEST = {"email": 254, "licences": 2_000, "teams": 2_000, "number": 40}
USUALLY_LONGEST = 80


@cache
def fields():
    """{bare header: field}"""
    found = {header: field for field, headers in USUAL_NAMES.items() for header in headers.split("|")}
    return found | {header: field for field, title in TITLES.items() for header in in_each_language(title)}


def in_each_language(text):
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            yield bare_header(str(text))
