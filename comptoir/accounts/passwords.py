"""What Django's own validators do not check and needs no list (S2). What can be guessed is refused by comptoir.security.passwords."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LettersAndDigits:
    """Letters and digits, always (seed 004: «lettres et chiffres compris»)."""

    def validate(self, password, user=None):
        if not (any(c.isalpha() for c in password) and any(c.isdigit() for c in password)):
            raise ValidationError(self.get_help_text(), code="letters_and_digits")

    def get_help_text(self):
        return _("Le mot de passe doit contenir des lettres et des chiffres.")
