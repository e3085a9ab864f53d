"""Sign-in: django-allauth does the work; where people land and how mail leaves is decided here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from comptoir.transports.actions import queue_mail

from .landing import landing_page


class SignInAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Nobody makes an account alone: members are added by their firm, clients are invited."""
        return False

    def get_login_redirect_url(self, request):
        return landing_page(request.user)

    def get_logout_redirect_url(self, request):
        return reverse("account_login")

    def get_reset_password_from_key_url(self, key):
        """On the installation's own address, whatever Host the request named (promise A8)."""
        uid, _dash, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=[uid, token])

    def send_mail(self, template_prefix, email, context):
        """Queue the mail: nothing leaves within a request, and answers take the same time whoever the address belongs to."""
        user = context.get("user") or get_user_model().objects.filter(email=email.lower()).first()
        if template_prefix == "account/email/password_reset_key" and user:
            queue_mail(user, "password_reset", url=context["password_reset_url"])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Account activity is told by the topic security.account, from the event that the action recorded."""
