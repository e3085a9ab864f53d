from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.debug import sensitive_variables

from comptoir.kernel.destinations import open_places, refusal_of_url

from .actions import SecretMissing, add_account, change_account
from .decisions import TROUBLES


class AccountForm(forms.Form):
    """An account of one kind: its connector says which fields there are. The secret is typed and never shown again."""

    label = forms.CharField(label=_l("Nom"), max_length=80, required=False, help_text=_l("Pour le reconnaître dans votre liste."))
    address = forms.CharField(max_length=250, widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}))
    username = forms.CharField(max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}))
    # Nobody's browser fills in the password of Comptoir here.
    secret = forms.CharField(max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args, person, connector, account=None, **kwargs):
        self.person, self.connector, self.account = person, connector, account
        super().__init__(*args, initial=self.as_it_is(), **kwargs)
        for name in ("address", "username", "secret"):
            self.fit(name)
        if account:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = _("Laissez vide pour garder celui qui est enregistré ; il n’est jamais affiché.")

    def fit(self, name):
        """Give a field the words of the connector, or take it away."""
        asked = next((one for one in self.connector.fields if one.name == name), None)
        if asked is None:
            del self.fields[name]
        else:
            self.fields[name].label, self.fields[name].help_text = asked.label, asked.help

    def as_it_is(self):
        if self.account is None:
            return {"label": str(self.connector.label)}
        return {name: getattr(self.account, name) for name in ("label", "address", "username")}

    def clean_address(self):
        """An address that may be called. What its name stands for is looked at again at each call."""
        address = self.cleaned_data["address"].strip()
        refusal = refusal_of_url(address, open_places())
        if refusal:
            raise forms.ValidationError(str(TROUBLES[refusal]))
        return address

    def clean_secret(self):
        if "\0" in self.cleaned_data["secret"]:
            raise forms.ValidationError(_("Ce mot de passe contient un caractère impossible ; saisissez-le à nouveau."))
        return self.cleaned_data["secret"]

    @sensitive_variables()
    def save(self):
        """Add or change the account; return it, or None with the reason on its field."""
        try:
            if self.account:
                return change_account(self.account, by=self.person, **self.cleaned_data)
            return add_account(self.person, self.connector, **self.cleaned_data)
        except SecretMissing:
            self.add_error(
                "secret", _("Cette adresse est celle d’un autre serveur : saisissez à nouveau le mot de passe, qui ne lui est pas envoyé sans vous.")
            )
            return None
