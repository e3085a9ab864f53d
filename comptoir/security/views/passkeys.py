"""One's own passkeys."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..factor_forms import NewPasskeyForm, PasskeyNameForm
from ..factors import AlreadyAdded, Type, add_passkey, factors_of, rename_passkey
from ..passkeys import creation_options
from .doors import back_to_security, sure_who_it_is
from .factors import after_adding, removal


@sure_who_it_is
@require_http_methods(["GET", "POST"])
def new_passkey(request):
    form = NewPasskeyForm(request.POST or None)
    if form.is_valid() and (codes := add_with(form, request.user)) is not None:
        return after_adding(request, Type.WEBAUTHN, codes, _("Clé d’accès ajoutée."))
    return render(request, "security/new_passkey.html", {"form": form, "options": creation_options(request.user)}, status=422 if form.is_bound else 200)


def add_with(form, user):
    """The recovery codes that came along; None for a key that is somebody's already."""
    try:
        return add_passkey(user, form.cleaned_data["credential"], name=form.cleaned_data["name"])
    except AlreadyAdded:
        form.add_error("credential", _("Cette clé d’accès est déjà enregistrée. Choisissez-en une autre."))
        return None


@sure_who_it_is
@require_http_methods(["GET", "POST"])
def passkey(request, pk):
    """Rename."""
    factor = passkey_of(request.user, pk)
    form = PasskeyNameForm(request.POST or None, initial={"name": factor.data["name"]})
    if form.is_valid():
        rename_passkey(factor, form.cleaned_data["name"])
        messages.success(request, _("Clé d’accès renommée."))
        return back_to_security()
    return render(request, "security/passkey.html", {"form": form, "factor": factor}, status=422 if form.is_bound else 200)


@sure_who_it_is
@require_http_methods(["GET", "POST"])
def passkey_removal(request, pk):
    return removal(request, passkey_of(request.user, pk), _("Clé d’accès retirée."))


def passkey_of(user, pk):
    return get_object_or_404(factors_of(user), type=Type.WEBAUTHN, pk=pk)
