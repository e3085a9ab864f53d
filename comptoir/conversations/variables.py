"""The variables of canned answers: a closed list, how a text names them, and what is put in their place. Pure functions of values."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from comptoir.kernel.text import fold

# What may stand between two braces, and what it stands for; written with or without accents and capitals.
VARIABLES = {
    "client": _("le nom du client"),
    "prénom": _("le prénom de la personne à qui vous écrivez"),
    "nom": _("le nom de famille de la personne à qui vous écrivez"),
    "dossier": _("le nom du dossier"),
    "objet": _("l’objet de la conversation"),
    "échéance": _("la date d’échéance de la conversation"),
    "cabinet": _("le nom du cabinet"),
    "moi": _("vos prénom et nom"),
    "aujourd’hui": _("la date du jour"),
}
BY_FOLDED_NAME = {fold(name): name for name in VARIABLES}
NAMED = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")
LEFT_OPEN = re.compile(r"\[([^\[\]\n]{1,20})\]")


@dataclass(frozen=True)
class Filled:
    """A text ready to be read over: `missing` are the variables that had no value, left in it as «[prénom]»."""

    text: str
    missing: tuple = ()


def known(words):
    """The variable of that name, or None."""
    return BY_FOLDED_NAME.get(fold(words))


def unknown_in(text):
    """What `text` puts between two braces without its being a variable, each once, in order."""
    return tuple(dict.fromkeys(words for words in NAMED.findall(text) if not known(words)))


def fill(text, values):
    """`text` with every variable replaced by its value in `values` ({name: text}); what is no variable stays as it was written."""
    missing = []

    def value_of(match):
        name = known(match[1])
        if name is None:
            return match[0]
        value = values.get(name)
        if not value:
            missing.append(name)
        return value or f"[{name}]"

    return Filled(NAMED.sub(value_of, text), tuple(dict.fromkeys(missing)))


def left_open(text):
    """The variables that `fill` left in a text for somebody to complete, each once, in order."""
    return tuple(dict.fromkeys(words for words in LEFT_OPEN.findall(text) if words in VARIABLES))
