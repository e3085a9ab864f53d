"""The columns of a sheet of client users, and the words that stand in them, in each language in which we write them ourselves."""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from comptoir.billing.models import Terms
from comptoir.clients.models import ClientAccess
from comptoir.imports.columns import bare_header

# In the order in which we write them.
TITLES = {
    "last_name": _l("Nom"),
    "first_name": _l("Prénom"),
    "email": _l("E-mail"),
    "phone": _l("Téléphone"),
    "type": _l("Type"),
    "level": _l("Niveau"),
    "company": _l("Entreprise facturée"),
    "dossiers": _l("Dossiers"),
    "applications": _l("Applications"),
    "mode": _l("Mode de facturation"),
    "plan": _l("Offre tarifaire"),
    "activation": _l("Activation"),
    "mail": _l("Envoyer un e-mail"),
    "language": _l("Langue"),
}
# Beside our own titles; folded, without punctuation.
USUAL_NAMES = {
    "last_name": "nom|nom de famille|nom d usage|last name|surname|name",
    "first_name": "prenom|prenoms|first name",
    "email": (
        "e mail|email|mail|courriel|adresse e mail|adresse email|adresse mail|adresse electronique|mel|identifiant|login|email address|"
        "e mail de l utilisateur|adresse mail nominative"
    ),
    "phone": "telephone|tel|n de telephone|numero de telephone|portable|mobile|tel portable|telephone portable|telephone mobile|gsm|phone",
    "type": "type|type d utilisateur|type de client|type utilisateur|profil|role|user type",
    "level": "niveau|niveau d acces|acces|access|level|access level",
    "company": "entreprise facturee|entreprise|societe|raison sociale|client|client facture|societe facturee|company|billed company|siren|code client",
    "dossiers": "dossiers|dossier|acces dossiers|acces aux dossiers|dossiers accessibles|code dossier|codes dossiers|files|accounting files",
    "applications": "applications|application|applis|apps|logiciels|famille d applications",
    "mode": "mode de facturation|facturation|mode facturation|billing mode|billing",
    "plan": "offre tarifaire|offre|tarif|formule|abonnement|plan|price plan",
    "activation": "activation|mode d activation|activer|active",
    "mail": "envoyer un e mail|envoyer un email|envoyer l e mail|e mail de bienvenue|mail de bienvenue|envoi du mail|envoyer un mail|welcome e mail",
    "language": "langue|language|taal",
}
NAMING_FIELDS = frozenset({"email"})

NOW, LATER = "now", "later"
YES, NO = "yes", "no"
ACTIVATIONS = {NOW: _l("Immédiatement"), LATER: _l("Ultérieurement")}
ANSWERS = {YES: pgettext_lazy("dans un tableau", "oui"), NO: pgettext_lazy("dans un tableau", "non")}
# Field → {value: how we write it}.
LABELS = {
    "type": dict(ClientAccess.Type.choices),
    "level": dict(ClientAccess.Level.choices),
    "mode": dict(Terms.Mode.choices),
    "activation": ACTIVATIONS,
    "mail": ANSWERS,
    "language": dict(settings.LANGUAGES),
}
# Field → {value: what else people write}.
USUAL_WORDS = {
    "type": {"administrator": "administrateur|administratrice|admin|administrator", "standard": "standard|utilisateur standard|utilisateur|user|standard user"},
    "level": {"limited": "limite|acces limite|limited|limited access", "full": "complet|acces complet|full|full access|total"},
    "mode": {"client": "client|le client", "firm": "cabinet|cabinet d expertise comptable|cabinet comptable|le cabinet|expert comptable|firm|accounting firm"},
    "activation": {
        NOW: "immediatement|immediate|immediat|tout de suite|maintenant|now|immediately|oui|yes|x",
        LATER: "ulterieurement|ulterieure|plus tard|later|non|no",
    },
    "mail": {YES: "oui|o|x|vrai|true|yes|y|1|ja", NO: "non|n|faux|false|no|0|nee"},
    "language": {"fr": "fr|francais|french|frans", "en": "en|anglais|english|engels", "nl": "nl|neerlandais|dutch|nederlands|flamand"},
}
WHOLE = _l("tous")
WHOLE_WORDS = "tous|toutes|tout|tous les dossiers|toute l entreprise|all|all files|alle"


def languages():
    return [code for code, _name in settings.LANGUAGES]


def in_each_language(text):
    """What a lazy text is in each language, in the form in which headers and words are compared."""
    for code in languages():
        with translation.override(code):
            yield bare_header(str(text))


@cache
def fields():
    """{bare header: field}"""
    found = {header: field for field, headers in USUAL_NAMES.items() for header in headers.split("|")}
    return found | {header: field for field, title in TITLES.items() for header in in_each_language(title)}


@cache
def words_of(field):
    """{what people write, without case, accents and punctuation: the value} of a column with few values."""
    found = {word: value for value, words in USUAL_WORDS[field].items() for word in words.split("|")}
    return found | {word: value for value, label in LABELS[field].items() for word in in_each_language(label)}


@cache
def whole_words():
    return {*WHOLE_WORDS.split("|"), *in_each_language(WHOLE)}
