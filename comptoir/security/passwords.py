"""Which passwords do: long enough for the firm, and not guessable (S2, promises A1 and A2). Everything is decided offline."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.clients.models import ClientAccess
from comptoir.firms.models import Firm
from comptoir.kernel.text import fold
from comptoir.preferences.resolver import values_of

from . import strength, vocabulary

# Where nobody is known yet.
USUAL_LENGTH = 12
# What zxcvbn looks at; its work grows with the square of the length, and doubles with each sign that may stand for two letters.
LOOKED_AT = 72
SIGNS_AS_LETTERS = str.maketrans("@({[<!|$+%", "accccilstx")
# Of zxcvbn's estimate: fewer guesses than this do not hold against a stolen table, however slow the hash.
ENOUGH_GUESSES = 10**8

REASONS = {
    "own": _l("Ce mot de passe est trop semblable à votre nom, à votre adresse e-mail ou au nom de votre cabinet. Choisissez-en un qui ne parle pas de vous."),
    "breached": _l("Ce mot de passe figure dans des listes de mots de passe volés. Choisissez-en un autre."),
    "keyboard": _l("Ce mot de passe suit les touches du clavier. Choisissez plutôt quelques mots sans lien entre eux."),
    "common": _l("Ce mot de passe est un mot courant complété par des chiffres. Ajoutez d’autres mots, sans lien avec celui-là."),
    "repeat": _l("Ce mot de passe répète les mêmes caractères. Choisissez plutôt quelques mots sans lien entre eux."),
    "sequence": _l("Ce mot de passe contient une suite facile à deviner, comme «abcd» ou «6543». Choisissez plutôt quelques mots sans lien entre eux."),
    "date": _l("Ce mot de passe tient surtout à une date. Choisissez plutôt quelques mots sans lien entre eux."),
    "words": _l("Ce mot de passe est fait de mots trop courants. Ajoutez-en un ou deux, sans lien avec les autres."),
    "weak": _l("Ce mot de passe se devine trop vite. Ajoutez-y un ou deux mots."),
}
# By zxcvbn's kind of match; of its dictionaries, the person's own words stand apart.
PATTERNS = {"spatial": "keyboard", "repeat": "repeat", "sequence": "sequence", "date": "date", "regex": "date", "dictionary": "words", "bruteforce": "weak"}


def minimum_length_for(user):
    """How many characters a password of `user` has at least: what the firm says, which is never under 6."""
    return values_of(user)["security.password_length"] if user and user.pk else USUAL_LENGTH


def length_sentence(count):
    return ngettext("Le mot de passe doit compter au moins %(count)s caractère.", "Le mot de passe doit compter au moins %(count)s caractères.", count) % {
        "count": count
    }


def rule_for(user):
    """What people read beside the field: how long, and what else is refused."""
    count = minimum_length_for(user)
    sentence = ngettext(
        "Au moins %(count)s caractère, avec des lettres et des chiffres ; les espaces comptent. Ni votre nom, ni un mot courant, ni une suite de touches.",
        "Au moins %(count)s caractères, avec des lettres et des chiffres ; les espaces comptent. Ni votre nom, ni un mot courant, ni une suite de touches.",
        count,
    )
    return sentence % {"count": count}


class LongEnough:
    """As many characters as the person's firm asks for. Any are allowed, spaces too, and nothing is cut off."""

    def validate(self, password, user=None):
        if len(password) < minimum_length_for(user):
            raise ValidationError(length_sentence(minimum_length_for(user)), code="too_short")

    def get_help_text(self):
        return length_sentence(USUAL_LENGTH)


class NotGuessable:
    """Refuses what an attacker tries first, with one reason. What is too short has been refused already."""

    def validate(self, password, user=None):
        if len(password) < minimum_length_for(user):
            return
        why = weakness(password, own_words(user))
        if why:
            raise ValidationError(REASONS[why], code=why)

    def get_help_text(self):
        return _("Il ne doit pas se deviner : ni votre nom, ni un mot courant, ni une suite de touches.")


def weakness(password, own):
    """The reason (of REASONS) for which `password` is easily guessed by who knows the words `own`; None when it is not."""
    # Not through the cache of `fold`, which would keep the password in memory.
    plain = fold.__wrapped__(password)
    tried_first = {
        "own": lambda: strength.is_made_of(plain, own),
        "keyboard": lambda: strength.is_keyboard_walk(plain),
        "breached": lambda: password.lower() in vocabulary.breached() or plain in vocabulary.breached(),
        "common": lambda: strength.is_common(plain, vocabulary.french_words()) or strength.is_common(plain, vocabulary.breached()),
    }
    return next((why for why, holds in tried_first.items() if holds()), None) or estimated_weakness(plain, own)


def estimated_weakness(plain, own):
    """The same by zxcvbn's estimate of how many guesses it takes."""
    # Not zxcvbn.zxcvbn(), which puts the words of a person into a dictionary that every thread reads.
    from zxcvbn import matching, scoring

    if not plain:
        return "weak"
    looked_at = plain[:LOOKED_AT].translate(SIGNS_AS_LETTERS)
    dictionaries = matching.RANKED_DICTIONARIES | {"own": matching.build_ranked_dict(sorted(own)), "french": vocabulary.french_words()}
    estimate = scoring.most_guessable_match_sequence(looked_at, matching.omnimatch(looked_at, dictionaries))
    if estimate["guesses"] >= ENOUGH_GUESSES:
        return None
    longest = max(estimate["sequence"], key=lambda match: len(match["token"]))
    return "own" if longest.get("dictionary_name") == "own" else PATTERNS[longest["pattern"]]


def own_words(user):
    """What is known of a person, as folded words: names, address, firms, and the name of this product."""
    if user is None or user.pk is None:
        return {"comptoir"}
    texts = ["comptoir", user.first_name, user.last_name, user.email, *names_of_firms(user)]
    return {word for text in texts for word in re.findall(r"[a-z]+", fold.__wrapped__(text)) if len(word) > 2}


def names_of_firms(user):
    """The firms that somebody works for, the client companies they act for, and the firms of these."""
    firms = Firm.objects.filter(memberships__user=user, memberships__left_at=None).values_list("name", flat=True)
    accesses = ClientAccess.objects.open().filter(user=user).values_list("client__name", "firm__name")
    return [*firms, *(name for names in accesses for name in names)]
