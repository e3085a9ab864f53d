"""What Django's own validators do not check (S2 and promises A1–A2)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from comptoir.kernel.text import fold

FRENCH_COMMON_WORDS = (
    "motdepasse", "azertyuiop", "azerty", "qwertyuiop", "qwerty", "bonjour", "comptable", "comptoir", "cabinet", "soleil", "chocolat", "doudou",
    "loulou", "marseille", "jetaime", "coucou", "camille", "chouchou", "password", "entreprise", "facture", "bienvenue",
)  # fmt: skip
PADDING = "0123456789.!?*-_@#$ "


class LettersAndDigits:
    """Letters and digits, always (seed 004: «lettres et chiffres compris»)."""

    def validate(self, password, user=None):
        if not (any(c.isalpha() for c in password) and any(c.isdigit() for c in password)):
            raise ValidationError(self.get_help_text(), code="letters_and_digits")

    def get_help_text(self):
        return _("Le mot de passe doit contenir des lettres et des chiffres.")


class FrenchCommonWords:
    """Refuses a common French word dressed with digits: «motdepasse123», «Azerty2026!»."""

    def validate(self, password, user=None):
        core = fold(password).strip(PADDING).replace(" ", "")
        if any(core == word or (core.startswith(word) and len(core) - len(word) <= 3) for word in FRENCH_COMMON_WORDS):
            raise ValidationError(self.get_help_text(), code="common_word")

    def get_help_text(self):
        return _("Le mot de passe ne doit pas être un mot courant suivi de chiffres.")
