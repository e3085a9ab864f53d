"""One's own authenticator app and recovery codes."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ..factor_forms import AppForm
from ..factors import NoFactor, Type, WrongCode, add_app, factors_of, generate_recovery_codes, remove_factor
from ..onward import keep_way, safe_path, take_way
from ..showing import app_words, as_file, forget_setup, keep_new_codes, setup_secret, take_new_codes
from ..summary import recovery_codes_of
from ..tries import forget_tries, take_try
from .doors import back_to_security, sure_who_it_is


@login_required
@require_GET
def second_factor_enrolment(request):
    """A firm asks for a second factor and there is none yet: choose one, and afterwards go on to where one was going."""
    way = safe_path(request.GET.get("next", ""))
    if factors_of(request.user).exists():
        return redirect(way) if way else back_to_security()
    keep_way(request.session, way)
    return render(request, "security/enrolment.html")


@sure_who_it_is
@require_http_methods(["GET", "POST"])
def authenticator_app(request):
    """Set an app up: show it the key, and have it prove that it took it."""
    if factors_of(request.user).filter(type=Type.TOTP).exists():
        return back_to_security()
    form = AppForm(request.POST or None)
    secret = setup_secret(request.session)
    if form.is_valid() and (codes := add_with(form, request.user, secret)) is not None:
        forget_setup(request.session)
        return after_adding(request, Type.TOTP, codes, _("Application d’authentification ajoutée."))
    return render(request, "security/app.html", {"form": form, **app_words(request.user, secret)}, status=422 if form.is_bound else 200)


def add_with(form, user, secret):
    """The recovery codes that came along; None when the code was refused, which its field then says."""
    try:
        take_try(user)
        codes = add_app(user, secret, code=form.cleaned_data["code"])
    except ValidationError as error:
        form.add_error("code", error)
    except WrongCode:
        form.add_error("code", _("Ce code n’est pas le bon. Attendez le suivant, ou vérifiez que l’heure de votre téléphone est automatique."))
    else:
        forget_tries(user)
        return codes
    return None


def after_adding(request, kind, codes, sentence):
    """With the first factor come recovery codes, which are shown now or never. The first one also counts as shown in this session.

    A further one does not: whoever only knows the password could add it.
    """
    messages.success(request, sentence)
    if not codes:
        way = take_way(request.session)
        return redirect(way) if way else back_to_security()
    record_authentication(request, request.user, "mfa", type=kind)
    keep_new_codes(request.session, codes)
    return redirect("recovery_codes")


@sure_who_it_is
@require_http_methods(["GET", "POST"])
def authenticator_app_removal(request):
    factor = get_object_or_404(factors_of(request.user), type=Type.TOTP)
    return removal(request, factor, _("Application d’authentification retirée."))


def removal(request, factor, sentence):
    """Say what goes with this factor; take it away when that is what was meant."""
    if request.method == "POST":
        remove_factor(factor)
        messages.success(request, sentence)
        return back_to_security()
    is_last = not factors_of(request.user).exclude(pk=factor.pk).exists()
    return render(request, "security/removal.html", {"factor": factor, "is_last": is_last, "recovery_codes": recovery_codes_of(request.user)})


@sure_who_it_is
@require_http_methods(["GET", "POST"])
def recovery_codes(request):
    """POST makes ten new codes. GET shows them, once; afterwards it says what making new ones would void."""
    if request.method == "POST":
        try:
            keep_new_codes(request.session, generate_recovery_codes(request.user))
        except NoFactor:
            messages.error(request, _("Ajoutez d’abord une application d’authentification ou une clé d’accès."))
            return back_to_security()
        return redirect("recovery_codes")
    codes = take_new_codes(request.session)
    if codes:
        return render(request, "security/new_codes.html", {"codes": codes, "file": as_file(codes), "onward": take_way(request.session)})
    return render(request, "security/codes.html", {"recovery_codes": recovery_codes_of(request.user), "has_factor": factors_of(request.user).exists()})
