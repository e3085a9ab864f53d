"""What is typed at a firm's counter."""

from datetime import datetime

from allauth.account.forms import LoginForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.kernel.emails import read_address
from comptoir.kernel.identifiers import Unread
from comptoir.security.mailed_codes import MOST_TRIES, VALID_FOR, hashed, is_code

CODE_FIELD = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autocapitalize": "off", "autofocus": True}
STATE = "mailed_code"


def email_field(**attrs):
    return forms.CharField(label=_l("Adresse e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"} | attrs))


class PasswordForm(LoginForm):
    """Address and password, checked as on the installation's own page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Adresse e-mail")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "maxlength": "254"}
        self.fields["password"].label = _("Mot de passe")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password", "maxlength": "128"}


class AddressForm(forms.Form):
    """An address to which something is sent, whoever it belongs to."""

    login = email_field()

    def clean_login(self):
        try:
            return read_address(self.cleaned_data["login"])
        except Unread:
            raise forms.ValidationError(_("Cette adresse n’en est pas une : vérifiez-la.")) from None


class CodeForm(forms.Form):
    """The code from the mail, against what the session keeps of it."""

    code = forms.CharField(label=_l("Code à huit chiffres"), max_length=30, widget=forms.TextInput(attrs=CODE_FIELD))

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session

    def clean_code(self):
        """Every guess counts, before it is looked at."""
        state = self.session[STATE]
        self.session[STATE] = state | {"tries": state["tries"] + 1}
        if state["tries"] >= MOST_TRIES or not is_fresh(state):
            raise forms.ValidationError(_("Ce code ne sert plus. Demandez-en un autre."), code="over")
        if not is_code(self.cleaned_data["code"], state["email"], state["kept"]):
            raise forms.ValidationError(_("Ce n’est pas le bon code, ou il ne sert plus. Vérifiez le dernier message reçu."), code="wrong")
        return self.cleaned_data["code"]


def keep_code(session, *, email, code, firm, next_page):
    """What the session keeps until the code is typed: its hash, never the code."""
    session[STATE] = {
        "email": email, "kept": hashed(code, email), "firm": firm.slug, "next": next_page, "at": timezone.now().isoformat(), "tries": 0,
    }  # fmt: skip


def state_of(session, firm):
    """What is kept of the code asked for at this firm, or None."""
    state = session.get(STATE)
    return state if state and state["firm"] == firm.slug else None


def is_fresh(state):
    return timezone.now() - datetime.fromisoformat(state["at"]) < VALID_FOR
