from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.kernel.emails import shown_address

from ..actions import (
    AddressTaken,
    LinkUseless,
    NothingPending,
    TooManyAsks,
    ask_email_change,
    cancel_email_change,
    confirm_email_change,
    resend_email_change,
    stop_email_change,
)
from ..forms import EmailForm
from ..models import EmailChange


@login_required
@require_POST
@reauthentication_required
def email_changes(request):
    """A change of address is asked for here: the profile's form is posted on to this place, and waits while the person confirms who they are."""
    form = EmailForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["email"]))
    elif form.cleaned_data["email"] != request.user.email:
        say_what_came_of(request, lambda: ask_email_change(request.user, form.cleaned_data["email"], by=request.user))
    return redirect("settings_page", slug="profile")


@login_required
@require_POST
def resending(request):
    say_what_came_of(request, lambda: resend_email_change(request.user, by=request.user))
    return redirect("settings_page", slug="profile")


def say_what_came_of(request, act):
    try:
        change = act()
    except TooManyAsks:
        messages.error(request, _("Cinq messages sont déjà partis en une heure. Attendez un peu, puis réessayez."))
    except NothingPending:
        messages.error(request, _("Aucun changement d’adresse n’attend plus. Saisissez la nouvelle adresse à nouveau."))
    else:
        sentence = _("Un message est parti à %(address)s. Ouvrez-le pour confirmer votre nouvelle adresse.")
        messages.success(request, sentence % {"address": shown_address(change.new)})


@login_required
@require_POST
def cancellation(request):
    try:
        cancel_email_change(request.user, by=request.user)
        messages.success(request, _("Changement d’adresse abandonné. Votre adresse reste la même."))
    except NothingPending:
        messages.error(request, _("Aucun changement d’adresse n’attend plus."))
    return redirect("settings_page", slug="profile")


@require_http_methods(["GET", "POST"])
def confirmation(request, token):
    """The link of the mail to the new address. Looking at it changes nothing: mail filters open every link (K11, A8)."""
    change = EmailChange.objects.by_confirm_token(token)
    if change is None or not change.is_pending(timezone.now()) or not change.user.is_active:
        return page(request, "useless", 410 if change else 404, change)
    if request.method == "GET":
        return page(request, "confirm", 200, change)
    try:
        confirm_email_change(token, session_key=request.session.session_key or "")
    except AddressTaken:
        return page(request, "taken", 409, change)
    except LinkUseless:
        return page(request, "useless", 410, change)
    return page(request, "confirmed", 200, change)


@require_http_methods(["GET", "POST"])
def stopping(request, token):
    """The link of the mails to the old address."""
    change = EmailChange.objects.by_stop_token(token)
    if change is None or not change.is_stoppable(timezone.now()):
        return page(request, "stop_useless", 410 if change else 404, change)
    if request.method == "GET":
        return page(request, "stop", 200, change)
    try:
        stop_email_change(token)
    except AddressTaken:
        return page(request, "old_taken", 409, change)
    except LinkUseless:
        return page(request, "stop_useless", 410, change)
    if request.user == change.user:
        logout(request)
    return page(request, "stopped", 200, change)


def page(request, state, status, change):
    addresses = {"old": shown_address(change.old), "new": shown_address(change.new)} if change else {}
    return render(request, "profile/email_change.html", {"state": state, "change": change} | addresses, status=status)
