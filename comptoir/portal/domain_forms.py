from django import forms
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.decisions import BadHost

from .domain_words import refusal_sentence, taken_sentence
from .domains import HostTaken, register_domain

FIELD = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "inputmode": "url", "placeholder": "portail.cabinet.example"}


class DomainForm(forms.Form):
    """The host under which clients are to find the firm."""

    host = forms.CharField(label=_l("Nom de domaine"), max_length=300, widget=forms.TextInput(attrs=FIELD))

    def save(self, firm, *, by):
        """The Domain, or None when it was refused, which its field then says."""
        try:
            return register_domain(firm, self.cleaned_data["host"], by=by)
        except BadHost as error:
            self.add_error("host", refusal_sentence(error.args[0]))
        except HostTaken:
            self.add_error("host", taken_sentence())
        return None
