"""Where applications send people to be signed in, and ask us who they are (OpenID Connect: code flow, nothing else)."""

import json
from urllib.parse import quote

from allauth.idp.oidc import views as idp
from allauth.idp.oidc.models import Token as Issued
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from comptoir.firms.addresses import firm_url

from ..decisions import asks_safely
from ..granted import place_for
from ..models import SignIn

# Says that the person has just filled in a form of ours. Browsers hold such a form to our own pages (form-action), redirects included.
AFTER_A_FORM = "signed_in"
CODE_KEPT_SECONDS = 5 * 60


@require_safe
def configuration(request):
    """OpenID Connect Discovery 1.0."""
    described = {f"{name}_endpoint": settings.BASE_URL + reverse(f"identity:{name}") for name in ("authorization", "token", "userinfo")}
    described |= {
        "issuer": settings.BASE_URL,
        "jwks_uri": settings.BASE_URL + reverse("identity:keys"),
        "scopes_supported": ["openid", "profile", "email"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": settings.IDP_OIDC_AUTH_METHODS,
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "email", "name", "given_name", "family_name", "locale", "firm", "companies"],
    }
    return JsonResponse(described)


keys = idp.jwks


class Authorization(idp.AuthorizationView):
    """Refuses first what must not be led anywhere, then asks django-allauth for the code."""

    def dispatch(self, request, *args, **kwargs):
        if request.method not in {"GET", "POST"}:
            return self.http_method_not_allowed(request)
        sign_in = sign_in_asked(request, request.POST or request.GET)
        if sign_in is None:
            return refuse(request, "unknown", 404)
        if request.method == "POST":
            return HttpResponseRedirect(f"{request.path}?{request.POST.urlencode()}")
        if not asks_safely(request.GET):
            return refuse(request, "unsafe", 400, sign_in)
        return self.lead_in(request, sign_in)

    def lead_in(self, request, sign_in):
        """With a session there and back at once; without one by the firm's sign-in page, on the host where the firm's clients have theirs."""
        prompts = request.GET.get("prompt", "").split()
        if not request.user.is_authenticated:
            return super().get(request) if "none" in prompts else to_the_firm_s_sign_in(request, sign_in)
        if "login" not in prompts and place_for(sign_in, request.user) is None:
            return refuse(request, "not_given", 403, sign_in)
        if "none" in prompts:
            # Nothing is ever asked of who has a session and the application.
            without(request, "prompt")
        return self.led_back(request, sign_in, super().get(request))

    def led_back(self, request, sign_in, response):
        if AFTER_A_FORM not in request.GET or response.status_code != 302 or response["Location"].startswith("/"):
            return response
        context = {"sign_in": sign_in, "address": response["Location"], "firm_of_page": sign_in.firm}
        return render(request, "applications/leading_back.html", context)

    def _handle_login_prompt(self, request, prompts):
        response = super()._handle_login_prompt(request, prompts)
        response["Location"] += quote(f"&{AFTER_A_FORM}=1")
        return response


authorization = Authorization.as_view()


class Token(idp.TokenView):
    """A code is good once, also for two who show it at the same moment; no other grant is offered."""

    def post(self, request):
        if request.POST.get("grant_type") != "authorization_code":
            return JsonResponse({"error": "unsupported_grant_type"}, status=400)
        code = request.POST.get("code", "")[:200]
        if not cache.add(f"identity-code:{code}", True, CODE_KEPT_SECONDS):
            return JsonResponse({"error": "invalid_grant"}, status=400)
        return as_offered(super().post(request))


token = Token.as_view()
userinfo = idp.user_info


def as_offered(response):
    """The answer without a refresh token, which nobody may keep: what outlives a session is asked of us again by signing in."""
    answer = json.loads(response.content)
    refresh = answer.pop("refresh_token", None)
    if refresh is None:
        return response
    answer.pop("refresh_expires_in", None)
    Issued.objects.by_value(refresh).delete()
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def sign_in_asked(request, asked):
    """The SignIn that the request names, if it is of this host's firm and the way back is one that was registered, sign by sign."""
    client_ids, returns = asked.getlist("client_id"), asked.getlist("redirect_uri")
    if len(client_ids) != 1 or len(returns) != 1 or "\0" in client_ids[0]:
        return None
    row = SignIn.objects.filter(client=client_ids[0]).select_related("firm", "application", "client").first()
    is_elsewhere = row and request.host_firm_id and request.host_firm_id != row.firm_id
    return row if row and not is_elsewhere and returns[0] in row.client.get_redirect_uris() else None


def to_the_firm_s_sign_in(request, sign_in):
    path = request.get_full_path()
    elsewhere = firm_url(sign_in.firm, path)
    if request.host_firm_id is None and not elsewhere.startswith(f"{settings.BASE_URL}/"):
        return HttpResponseRedirect(elsewhere)
    following = path if AFTER_A_FORM in request.GET else f"{path}&{AFTER_A_FORM}=1"
    return HttpResponseRedirect(f"{reverse('portal', args=[sign_in.firm.slug])}?next={quote(following)}")


def refuse(request, reason, status, sign_in=None):
    """A page that says so: whoever asked wrongly is led nowhere, and hears nothing of who was asking."""
    context = {"reason": reason, "sign_in": sign_in, "firm_of_page": sign_in.firm if sign_in else None}
    return render(request, "applications/sign_in_refused.html", context, status=status)


def without(request, name):
    asked = request.GET.copy()
    asked.pop(name, None)
    request.GET = asked
    request.META["QUERY_STRING"] = asked.urlencode()
