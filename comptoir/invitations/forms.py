from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import values_at


def clean_line(text):
    """One line of what can be seen, its spaces single."""
    line = " ".join(text.split())
    if not line.isprintable():
        raise forms.ValidationError(_("Ce nom contient un signe invisible. Saisissez-le à nouveau."))
    return line


def name_field(label, autocomplete):
    missing = {"required": _l("Ce champ est obligatoire.")}
    return forms.CharField(label=label, max_length=80, error_messages=missing, widget=forms.TextInput(attrs={"autocomplete": autocomplete}))


def password_field(label):
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=128, error_messages={"required": _l("Choisissez un mot de passe.")}, widget=widget)


class JoinForm(forms.Form):
    """The account of somebody who was invited: who they are, their password twice, their language. The link proved the address."""

    first_name = name_field(_l("Prénom"), "given-name")
    last_name = name_field(_l("Nom"), "family-name")
    password = password_field(_l("Mot de passe"))
    again = password_field(_l("Confirmation du mot de passe"))
    language = forms.ChoiceField(label=_l("Langue"), choices=settings.LANGUAGES)

    def __init__(self, *args, firm, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = rule_of(firm)

    def clean_first_name(self):
        return clean_line(self.cleaned_data["first_name"])

    def clean_last_name(self):
        return clean_line(self.cleaned_data["last_name"])

    def clean(self):
        data = super().clean()
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("Les deux saisies diffèrent."))
        return data

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "password", "language")}


def rule_of(firm):
    """What is asked of a password at this firm, beside the field; the validators refuse with the reason."""
    count = values_at(Holder.of_firm(firm))["security.password_length"]
    sentence = ngettext(
        "Au moins %(count)s caractère, avec des lettres et des chiffres ; les espaces comptent. Ni votre nom, ni un mot courant, ni une suite de touches.",
        "Au moins %(count)s caractères, avec des lettres et des chiffres ; les espaces comptent. Ni votre nom, ni un mot courant, ni une suite de touches.",
        count,
    )
    return sentence % {"count": count}


class ChoiceForm(forms.Form):
    """Which of the invitations that wait for this person they accept; all of them unless they say otherwise."""

    invitation = forms.MultipleChoiceField(
        error_messages={
            "required": _l("Choisissez au moins une invitation."),
            "invalid_choice": _l("Cette invitation n’attend plus votre réponse."),
        },
    )

    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self.waiting = list(waiting)
        self.fields["invitation"].choices = [(str(one.pk), one.client.name) for one in self.waiting]

    @property
    def chosen(self):
        """The ids that are ticked, as the page writes them."""
        return set(self.data.getlist("invitation")) if self.is_bound else {str(one.pk) for one in self.waiting}

    @property
    def invitations(self):
        """Those that were chosen."""
        return [one for one in self.waiting if str(one.pk) in self.cleaned_data["invitation"]]
