"""What is typed at the door of a link."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from .decisions import CODE_DIGITS

FIELD = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autocapitalize": "off", "class": "one-time-code"}


class CodeForm(forms.Form):
    """Six digits, with or without the space in their middle."""

    code = forms.CharField(label=_l("Code à six chiffres"), max_length=20, widget=forms.TextInput(attrs=FIELD))

    def clean_code(self):
        digits = "".join(letter for letter in self.cleaned_data["code"] if not letter.isspace())
        if len(digits) != CODE_DIGITS or not digits.isascii() or not digits.isdecimal():
            raise forms.ValidationError(_l("Le code a six chiffres."))
        return digits
