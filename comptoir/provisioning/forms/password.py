"""The first password of somebody whose account a firm made. The link proved the address."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import values_at


def password_field(label):
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=128, error_messages={"required": _l("Choisissez un mot de passe.")}, widget=widget)


class PasswordForm(forms.Form):
    password = password_field(_l("Mot de passe"))
    again = password_field(_l("Confirmation du mot de passe"))

    def __init__(self, *args, firm, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = rule_of(firm)

    def clean(self):
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Les deux saisies diffèrent."))
        return data


def rule_of(firm):
    """What is asked of a password at this firm, beside the field; the validators refuse with the reason."""
    count = values_at(Holder.of_firm(firm))["security.password_length"]
    sentence = ngettext(
        "Au moins %(count)s caractère, avec des lettres et des chiffres ; les espaces comptent. Ni votre nom, ni un mot courant, ni une suite de touches.",
        "Au moins %(count)s caractères, avec des lettres et des chiffres ; les espaces comptent. Ni votre nom, ni un mot courant, ni une suite de touches.",
        count,
    )
    return sentence % {"count": count}
