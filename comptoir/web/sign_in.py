"""Sign-in: django-allauth does the work; where people land and how mail leaves is decided here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from comptoir.firms.addresses import firm_url
from comptoir.security.factors import factors_of
from comptoir.transports.actions import queue_mail

from .counter import firm_at, is_client_of, lands_on, page_after_signing_out, remember
from .gate import gate_of
from .landing import landing_page

# Ways to confirm that it is still the same person, by their addresses.
WAYS = {
    "account_reauthenticate": _l("Avec le mot de passe"),
    "mfa_reauthenticate": _l("Avec le code de l’application"),
    "mfa_reauthenticate_webauthn": _l("Avec une clé d’accès"),
}


class SignInAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": _l("Ce n’est pas votre mot de passe."),
        "too_many_login_attempts": _l("Trop d’essais. Attendez dix minutes, puis réessayez."),
    }

    def is_open_for_signup(self, request):
        """Nobody makes an account alone: members are added by their firm, clients are invited."""
        return False

    def get_login_redirect_url(self, request):
        return landing_page(request.user)

    def get_logout_redirect_url(self, request):
        return page_after_signing_out(request)

    def post_login(self, request, user, *, redirect_url, **words):
        """At a firm's counter, where one lands depends on what one is at that firm; the counter is found again from then on."""
        firm = firm_at(request)
        asked = redirect_url or get_next_redirect_url(request)
        if firm is None:
            return super().post_login(request, user, redirect_url=gate_of(user, asked or "") or redirect_url, **words)
        response = super().post_login(request, user, redirect_url=lands_on(user, firm, asked), **words)
        if is_client_of(user, firm):
            remember(response, firm)
        return response

    def get_reset_password_from_key_url(self, key):
        """On the installation's own address, whatever Host the request named (promise A8)."""
        uid, _dash, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=[uid, token])

    def get_reauthentication_methods(self, user):
        """Password, code of the app, passkey: what the person has. A recovery code is for coming in, and too dear for this."""
        types = set(factors_of(user).values_list("type", flat=True)) if user.is_authenticated else set()
        offered = {
            "account_reauthenticate": user.has_usable_password(),
            "mfa_reauthenticate": "totp" in types,
            "mfa_reauthenticate_webauthn": "webauthn" in types,
        }
        return [{"id": name, "description": str(WAYS[name]), "url": reverse(name)} for name, is_offered in offered.items() if is_offered]

    def send_mail(self, template_prefix, email, context):
        """Queue the mail: nothing leaves within a request, and answers take the same time whoever the address belongs to."""
        user = context.get("user") or get_user_model().objects.filter(email=email.lower()).first()
        if template_prefix == "account/email/password_reset_key" and user:
            firm = firm_at(self.request)
            served_by = firm if firm and is_client_of(user, firm) else None
            queue_mail(user, "password_reset", firm=served_by, url=address_for(served_by, context["password_reset_url"]))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Account activity is told by the topic security.account, from the event that the action recorded."""


def address_for(firm, url):
    """The same page under the name of the firm whose client the person is: no other firm's host ever gets a link to an account."""
    return f"{firm_url(firm, url.removeprefix(settings.BASE_URL))}?firm={firm.slug}" if firm else url
