"""What people type about second factors. The forms of sign-in and confirmation are called by django-allauth (MFA_FORMS)."""

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.internal.flows import post_authentication
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from .factors import use_code
from .passkeys import NOT_RECOGNISED, check_answer, check_creation
from .tries import forget_tries, take_try

APP_FIELD = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autocapitalize": "off"}
PASSWORD_FIELD = {"autocomplete": "current-password", "autofocus": True}
RECOVERY_FIELD = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def code_field():
    return forms.CharField(label=_l("Code à six chiffres"), max_length=60, widget=forms.TextInput(attrs=APP_FIELD))


class PasswordConfirmationForm(ReauthenticateForm):
    """The password once more, before something sensitive."""

    password = forms.CharField(label=_l("Mot de passe"), strip=False, max_length=128, widget=forms.PasswordInput(attrs=PASSWORD_FIELD))


class SecondFactorForm(forms.Form):
    """The second step of sign-in: the code of an app, or a recovery code."""

    code = code_field()
    # Which of the page's two forms was sent: the same field speaks of it when the code is wrong.
    kind = forms.ChoiceField(required=False, choices=[("app", "app"), ("recovery", "recovery")], widget=forms.HiddenInput)
    with_recovery = True
    reauthenticated = False

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if self.is_recovery:
            self.auto_id = "id_recovery_%s"
            self.fields["code"].label = _("Code de secours")
            self.fields["code"].widget.attrs = dict(RECOVERY_FIELD)

    @property
    def is_recovery(self):
        return (self.data or self.initial).get("kind") == "recovery"

    def clean_code(self):
        take_try(self.user)
        self.authenticator = use_code(self.user, self.cleaned_data["code"], with_recovery=self.with_recovery)
        if self.authenticator is None:
            raise forms.ValidationError(self.wrong_code(), code="wrong_code")
        forget_tries(self.user)
        return self.cleaned_data["code"]

    def wrong_code(self):
        if self.is_recovery:
            return _("Ce code de secours n’est pas le bon, ou il a déjà servi. Essayez-en un autre de votre liste.")
        return _("Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant dans votre application.")

    def save(self):
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)


class ConfirmationForm(SecondFactorForm):
    """The code of an app once more, before something sensitive. Recovery codes open the account and do nothing else."""

    code = forms.CharField(label=_l("Code à six chiffres"), max_length=60, widget=forms.TextInput(attrs=APP_FIELD | {"autofocus": True}))
    with_recovery = False
    reauthenticated = True


class CredentialField(forms.JSONField):
    """What the browser answers for a passkey. Nobody types it, so what cannot be read is a key that was not recognised."""

    widget = forms.HiddenInput
    default_error_messages = {"required": _l("La clé d’accès n’a rien répondu. Réessayez."), "invalid": NOT_RECOGNISED}

    def to_python(self, value):
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(NOT_RECOGNISED, code="invalid") from None


class PasskeyForm(forms.Form):
    """What the browser answers for a passkey, as second step."""

    credential = CredentialField()
    reauthenticated = False
    passwordless = False

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_credential(self):
        """The Authenticator. No limit to the tries: there is nothing to guess."""
        return check_answer(self.cleaned_data["credential"], self.user)

    def save(self):
        post_authentication(context.request, self.cleaned_data["credential"], reauthenticated=self.reauthenticated, passwordless=self.passwordless)


class PasskeySignInForm(PasskeyForm):
    """A passkey alone: something one has, and the finger, face or PIN that unlocks it."""

    passwordless = True


class PasskeyConfirmationForm(PasskeyForm):
    reauthenticated = True


class AppForm(forms.Form):
    """The first code of a new authenticator app; the action says whether it is the right one."""

    code = code_field()


class NewPasskeyForm(forms.Form):
    """A name and what the browser made."""

    name = forms.CharField(label=_l("Nom de la clé"), max_length=60, help_text=_l("Pour la reconnaître parmi d’autres : «Téléphone», «Ordinateur du bureau»."))
    credential = CredentialField()

    def clean_credential(self):
        check_creation(self.cleaned_data["credential"])
        return self.cleaned_data["credential"]


class PasskeyNameForm(forms.Form):
    name = forms.CharField(label=_l("Nom de la clé"), max_length=60)


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=_l("Motif"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("Comment vous êtes-vous assuré que c’est bien cette personne qui demande ? Gardé dans le journal du cabinet."),
    )
