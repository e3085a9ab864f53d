"""The second step of sign-in and the confirmation that it is still the same person: django-allauth's views, where they fall short for us."""

from allauth.account.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.shortcuts import redirect

from comptoir.firms.middleware import firm_of_host

from ..factor_forms import SecondFactorForm
from ..factors import factors_of


class SecondFactorView(AuthenticateView):
    def dispatch(self, request, *args, **kwargs):
        """Somebody whose factors were reset while they stood here starts again; allauth would send them in circles."""
        response = super().dispatch(request, *args, **kwargs)
        stage = getattr(request, "_login_stage", None)
        if stage and not request.user.is_authenticated and not factors_of(stage.login.user).exists():
            return stage.abort()
        return response

    def get_context_data(self, **kwargs):
        """The page's three ways in; the one that was tried speaks of what went wrong."""
        context, user = super().get_context_data(**kwargs), self.stage.login.user
        tried = context["form"]
        tried.fields["code"].widget.attrs["autofocus"] = True
        forms = {"recovery_form": tried} if tried.is_recovery else {"app_form": tried}
        blank = {"app_form": SecondFactorForm(user=user), "recovery_form": SecondFactorForm(user=user, initial={"kind": "recovery"})}
        types = set(factors_of(user).values_list("type", flat=True))
        # A passkey belongs to the installation's host: on a firm's own it could not answer.
        is_elsewhere = firm_of_host(self.request) is not None
        return context | blank | forms | {"types": types - {"webauthn"} if is_elsewhere else types, "passkey_elsewhere": is_elsewhere and "webauthn" in types}


class PasskeyConfirmationView(ReauthenticateWebAuthnView):
    def form_invalid(self, form):
        """Stay, and keep what was being done: allauth would go to the sign-in and forget it."""
        for message in form.errors.get("credential", []):
            get_adapter().add_message(self.request, messages.ERROR, message=message)
        return redirect(self.request.get_full_path())


second_factor = SecondFactorView.as_view()
passkey_confirmation = PasskeyConfirmationView.as_view()
