"""How a firm's application is told to us as one that people sign in to with our session."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import sentences
from ..actions import ReturnsRefused, change_returns, register_sign_in, remove_sign_in, renew_secret
from ..forms import ReturnsForm
from ..models import Application, SignIn
from .catalogue import application_page, shown


@require_POST
def sign_in(request, keeper, pk):
    """Registers it, and shows its secret this once; once registered, changes where it leads back to."""
    row = keeper.application(pk)
    if row.kind != Application.Kind.ADDRESS:
        raise Http404
    form = ReturnsForm(request.POST)
    there = SignIn.objects.filter(application=row, firm=keeper.firm).select_related("client", "application").first()
    secret = written(form, row, there, keeper, by=request.user) if form.is_valid() else None
    if form.errors:
        return application_page(request, keeper, row, returns_form=form, status=422)
    if secret is None:
        messages.success(request, _("Adresses de retour enregistrées."))
        return redirect(keeper.url("application", pk))
    return application_page(request, keeper, row, secret=secret)


def written(form, row, there, keeper, *, by):
    """The secret of what was registered; None where addresses were changed, or refused: the form then says why."""
    try:
        if there:
            change_returns(there, form.cleaned_data["returns"], by=by)
            return None
        return register_sign_in(row, keeper.firm, form.cleaned_data["returns"], by=by)[1]
    except ReturnsRefused as refused:
        for sentence in sentences.of_returns(refused):
            form.add_error("returns", sentence)
        return None


@require_POST
def secret(request, keeper, pk):
    row = keeper.application(pk)
    new = renew_secret(get_object_or_404(SignIn.objects.select_related("application"), application=row, firm=keeper.firm), by=request.user)
    return application_page(request, keeper, row, secret=new)


@require_http_methods(["GET", "POST"])
def removal(request, keeper, pk):
    row = keeper.application(pk)
    there = get_object_or_404(SignIn.objects.select_related("application"), application=row, firm=keeper.firm)
    if request.method == "GET":
        return shown(request, keeper, "applications/sign_in_removal.html", {"application": row})
    remove_sign_in(there, by=request.user)
    messages.success(request, _("«%(name)s» ne connecte plus personne.") % {"name": row.name})
    return redirect(keeper.url("application", pk))
