"""A firm's own sign-in page and the steps beside it: a code by e-mail, an invitation sent again (K4)."""

from functools import wraps

from allauth.account import views as allauth
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.firms.middleware import firm_of_host
from comptoir.firms.models import Firm
from comptoir.security.mailed_codes import code_of

from ..asking import ask_for_code, ask_for_invitation
from ..counter import firm_named, leave_counter, own_place, sign_in_page, stand_at
from ..counter_forms import STATE, AddressForm, CodeForm, PasswordForm, keep_code, state_of
from ..gate import payment_page
from ..leading import with_next


def for_visitors(view):
    """The view is given the firm. Who is signed in already goes to the portal; the browser stands at this counter from then on."""

    @never_cache
    @wraps(view)
    def checked(request, slug):
        firm = get_object_or_404(Firm, slug=slug)
        if request.user.is_authenticated:
            return redirect("portal", slug=slug)
        request._counter = firm
        return stand_at(request, view(request, firm), firm)

    return checked


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignInPage(allauth.LoginView):
    """Address and password: django-allauth's own sign-in, with its limits and its words, under the firm's name."""

    form_class = PasswordForm
    template_name = "web/sign_in.html"

    def get_form_class(self):
        return self.form_class

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | sign_in_context(self.request, self.kwargs["firm"], context["form"])

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


show_sign_in = SignInPage.as_view()


@for_visitors
def sign_in(request, firm):
    return show_sign_in(request, firm=firm)


def sign_in_context(request, firm, form):
    """The page's words; a passkey belongs to the installation's host and is of no use on another."""
    return {
        "firm_of_page": firm,
        "form": form,
        "password_field": form["password"] if "password" in form.fields else PasswordForm(request=request)["password"],
        "next_page": get_next_redirect_url(request) or "",
        "takes_passkeys": firm_of_host(request) is None,
    }


@require_POST
@for_visitors
def sign_in_code(request, firm):
    """Send a code to the address, if somebody has it: the answer is the same."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return render(request, "web/sign_in.html", sign_in_context(request, firm, form), status=422)
    email = form.cleaned_data["login"]
    if refused := ratelimit.consume_or_429(request, action="sign_in_code", key=email):
        return refused
    nonce = ask_for_code(email, firm)
    keep_code(request.session, email=email, code=code_of(nonce), firm=firm, next_page=get_next_redirect_url(request) or "")
    return redirect("sign_in_code_confirmation", slug=firm.slug)


@require_http_methods(["GET", "POST"])
@for_visitors
def sign_in_code_confirmation(request, firm):
    """The code from the mail. It opens what the password opens: a second factor is still asked of who has one."""
    state = state_of(request.session, firm)
    if state is None:
        return redirect("portal", slug=firm.slug)
    form = CodeForm(request.POST or None, session=request.session)
    if form.is_bound and (refused := ratelimit.consume_or_429(request, action="sign_in_code_try", key=state["email"])):
        return refused
    if form.is_valid():
        return let_in(request, state)
    context = {"firm_of_page": firm, "form": form, "email": state["email"], "next_page": state["next"]}
    return render(request, "web/sign_in_code.html", context, status=422 if form.is_bound else 200)


def let_in(request, state):
    """The code was right and is used up. Whoever it was sent to may have another address since then: that begins anew."""
    del request.session[STATE]
    user = get_user_model().objects.filter(email=state["email"]).first()
    if user is None:
        return redirect("portal", slug=state["firm"])
    record_authentication(request, user, method="code", email=user.email)
    request.session.set_expiry(0)
    return perform_login(request, Login(user=user, redirect_url=state["next"] or None, email=user.email))


@require_http_methods(["GET", "POST"])
@for_visitors
def new_account(request, firm):
    """«Créer un compte»: by invitation, which is sent again to who has one; the answer is the same for everybody."""
    form = AddressForm(request.POST or None)
    is_asked = form.is_valid()
    if is_asked:
        email = form.cleaned_data["login"]
        if refused := ratelimit.consume_or_429(request, action="invitation_again", key=f"{firm.pk}:{email}"):
            return refused
        ask_for_invitation(email, firm)
    context = {"firm_of_page": firm, "form": form, "is_asked": is_asked}
    return render(request, "web/new_account.html", context, status=422 if form.errors else 200)


def no_portal_access(request, slug):
    """Signed in, but not for this firm. 404 like every address that is not theirs; the firm's name stands on its sign-in page for everybody.

    Who owes it a payment method gives that first (I4).
    """
    firm = get_object_or_404(Firm, slug=slug)
    if page := payment_page(request.user, slug):
        return redirect(page)
    return render(request, "web/no_portal_access.html", {"firm_of_page": firm, "own_place": own_place(request, request.user)}, status=404)


def installation_sign_in(request):
    """The sign-in of colleagues, under no firm's name; on a firm's own host there is only the firm's."""
    if firm_of_host(request) and request.method == "GET":
        return redirect(with_next(sign_in_page(request), get_next_redirect_url(request) or ""))
    request._counter = firm_of_host(request)
    return leave_counter(request, allauth.login(request))


def under_the_firm_s_name(view):
    """A step of the sign-in that a mail leads to: `?firm=` says whose client it was written to."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        firm = firm_named(request.GET.get("firm", "")[:50].replace("\0", ""))
        if firm is None:
            return view(request, *args, **kwargs)
        request._counter = firm
        return stand_at(request, view(request, *args, **kwargs), firm)

    return shown


password_reset_from_key = under_the_firm_s_name(allauth.password_reset_from_key)
