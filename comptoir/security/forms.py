from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from .actions import change_password
from .passwords import rule_for
from .tries import forget_password_tries, take_password_try


class PasswordForm(forms.Form):
    """New, confirmation, current (S2)."""

    new = forms.CharField(label=_l("Nouveau mot de passe"), strip=False, max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(
        label=_l("Confirmation du mot de passe"), strip=False, max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    current = forms.CharField(
        label=_l("Mot de passe actuel"), strip=False, max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["new"].help_text = rule_for(person)

    def clean_current(self):
        take_password_try(self.person)
        if not self.person.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("Ce n’est pas votre mot de passe actuel."))
        forget_password_tries(self.person)
        return self.cleaned_data["current"]

    def clean_new(self):
        password_validation.validate_password(self.cleaned_data["new"], self.person)
        return self.cleaned_data["new"]

    def clean(self):
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("Les deux saisies diffèrent."))
        return data

    def save(self):
        change_password(self.person, self.cleaned_data["new"])
        return _("Mot de passe changé. Vos autres sessions sont fermées.")
