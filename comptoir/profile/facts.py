"""What a person says about themselves, as settings: one history, one undo, one search, one API with everything else that can be set."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.accounts.models import TINTS
from comptoir.clients.standing import standing_of
from comptoir.kernel.phones import shown_phone
from comptoir.preferences.catalogue import BadValue, Choice, Flag, Scope, Setting, Store, Text, declare_setting

from .actions.profile import number_of, write_number
from .actions.trigram import write_trigram
from .values import JOB_LENGTH, NAME_LENGTH, NUMBER_LENGTH, clean_line, clean_name, clean_number, clean_phone, clean_trigram

# In the order of the wheel, as the style sheet has them.
TINT_NAMES = (
    _l("Brique"), _l("Rouille"), _l("Ocre"), _l("Olive"), _l("Sapin"), _l("Émeraude"),
    _l("Canard"), _l("Pétrole"), _l("Bleu"), _l("Violet"), _l("Prune"), _l("Framboise"),
)  # fmt: skip
PHONE_LENGTH, SIGNATURE_LENGTH, TYPED_TRIGRAM_LENGTH = 30, 2000, 12


@dataclass(frozen=True)
class Tint:
    """One of the twelve colours, by its number on the wheel."""

    control = "tint"

    def clean(self, value):
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= TINTS:
            return value
        raise BadValue(_("Choisissez l’une des %(count)s couleurs.") % {"count": TINTS})

    def parse(self, text):
        return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else text

    def shown(self, value):
        return str(TINT_NAMES[value - 1])

    @property
    def swatches(self):
        return list(enumerate(TINT_NAMES, start=1))


def is_member(user):
    return standing_of(user).is_member


def fact(key, page, kind, label, *, store=None, **more):
    """Declare a fact about the person: nobody else's, inherited from nobody."""
    column = key.rpartition(".")[2]
    declare_setting(Setting(key, page, kind, label, scopes=frozenset({Scope.USER}), store=store or Store.of_column(column), **more))


def declare_facts():
    fact("profile.first_name", "profile", Text(NAME_LENGTH, clean_name, is_required=True), _l("Prénom"))
    fact("profile.last_name", "profile", Text(NAME_LENGTH, clean_name, is_required=True), _l("Nom"))
    fact("profile.phone", "profile", Text(PHONE_LENGTH, clean_phone, shown_phone), _l("Téléphone"))
    fact("profile.language", "profile", Choice(lambda: settings.LANGUAGES), _l("Langue"), words=_l("français anglais néerlandais"))
    fact("profile.job_title", "profile", Text(JOB_LENGTH, clean_line), _l("Poste"), words=_l("fonction métier titre"))
    number = Store(read=number_of, write=write_number)
    fact("profile.number", "profile", Text(NUMBER_LENGTH, clean_number), _l("Numéro d’identification (ID)"), store=number, offered_to=is_member)
    fact("signature.signs_messages", "signature", Flag(), _l("Activer la signature"))
    fact("signature.signature", "signature", Text(SIGNATURE_LENGTH), _l("Votre signature"))
    fact(
        "profile.tint",
        "preferences",
        Tint(),
        _l("Couleur de l’avatar"),
        help=_l("Derrière votre trigramme, là où il n’y a pas de photo."),
        words=_l("pastille initiales"),
        template="profile/tint.html",
        order=10,
    )
    fact(
        "profile.trigram",
        "preferences",
        Text(TYPED_TRIGRAM_LENGTH, clean_trigram),
        _l("Trigramme"),
        help=_l("Trois lettres qui vous désignent, et vous seul, dans votre cabinet."),
        words=_l("initiales avatar"),
        store=Store(read=lambda user: user.trigram, write=write_trigram),
        offered_to=is_member,
        template="profile/trigram.html",
        order=20,
    )
