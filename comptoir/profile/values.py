"""What a person may write about themselves, read into the form in which it is kept; page and API read alike.

Each function returns the value or raises ValueError with the sentence that says what to do.
"""

import unicodedata

from django.utils.translation import gettext as _

from comptoir.kernel.emails import read_address
from comptoir.kernel.identifiers import Unread
from comptoir.kernel.phones import read_e164

from .decisions import Reason, line_refusal, name_refusal, read_number, read_trigram, trigram_refusal

NAME_LENGTH, JOB_LENGTH, NUMBER_LENGTH = 80, 80, 40


def clean_name(text):
    """A first or last name, in composed letters (NFC)."""
    name = _plain_spaces(text)
    reason = name_refusal(name)
    if reason is Reason.CONTROL:
        raise ValueError(_("Ce nom contient un signe invisible ou un retour à la ligne. Saisissez-le à nouveau."))
    if reason is not None:
        raise ValueError(_("Un nom s’écrit avec des lettres, des espaces, des apostrophes, des traits d’union et des points."))
    return name


def clean_line(text):
    """A job title: one line of anything that can be seen."""
    line = _plain_spaces(text)
    if line_refusal(line) is not None:
        raise ValueError(_("Ce texte contient un signe invisible ou un retour à la ligne. Saisissez-le à nouveau."))
    return line


def clean_phone(text, country="FR"):
    """A phone number in E.164; nothing stays nothing."""
    if not text.strip():
        return ""
    try:
        return read_e164(text.strip(), country)
    except Unread:
        raise ValueError(_("Ce numéro de téléphone n’existe pas. Exemples : 06 12 34 56 78 ou, d’un autre pays, +32 2 555 12 12.")) from None


def clean_number(text):
    """The ID in a connected software, as it is compared."""
    number = read_number(text)
    if line_refusal(number) is not None:
        raise ValueError(_("Cet ID contient un signe invisible. Saisissez-le à nouveau."))
    if len(number) > NUMBER_LENGTH:
        raise ValueError(_("Un ID compte au plus %(count)s caractères.") % {"count": NUMBER_LENGTH})
    return number


def clean_trigram(text):
    """Three capitals; nothing gives the trigram up."""
    trigram = read_trigram(text)
    if trigram and trigram_refusal(trigram) is not None:
        raise ValueError(_("Un trigramme compte trois lettres de A à Z, par exemple MDU."))
    return trigram


def clean_address(text):
    """An e-mail address as it is kept and compared."""
    try:
        return read_address(text)
    except Unread:
        raise ValueError(_("Cette adresse e-mail n’est pas complète. Exemple : prenom.nom@cabinet.fr, sans accents avant l’arobase.")) from None


def number_taken(holder):
    """The sentence about an ID that a colleague has; `holder` is None when it was given up meanwhile."""
    return _("Cet ID est déjà celui de %(name)s. Vérifiez-le dans votre logiciel.") % {"name": holder or _("un collègue")}


def trigram_taken(holder):
    return _("Ce trigramme est déjà celui de %(name)s. Choisissez-en un autre.") % {"name": holder or _("un collègue")}


def _plain_spaces(text):
    """`text` composed (NFC), without blanks around, every kind of space an ordinary one."""
    spaced = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in unicodedata.normalize("NFC", text))
    return " ".join(part for part in spaced.strip(" ").split(" ") if part)
