"""«Envoyer une demande»."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.clients.dossier_forms import DossierForm
from comptoir.clients.standing import standing_of
from comptoir.notifications.foretelling import foretold

from ..actions import UnknownContact, send_request
from ..forms import RequestForm
from ..preview import preview_request
from ..sentences import unknown_contact_sentence
from .one import portal_of


@login_required
@require_http_methods(["GET", "POST"])
def new_request(request):
    """First the dossier, from the address or chosen here; then the request."""
    if not standing_of(request.user).is_member:
        raise Http404
    source = request.POST if request.method == "POST" else request.GET
    choice = DossierForm(source if source.get("dossier") or request.method == "POST" else None, person=request.user)
    if not choice.is_valid():
        return render(request, "requests/dossier.html", {"form": choice}, status=422 if choice.errors else 200)
    dossier = choice.cleaned_data["dossier"]
    form = RequestForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid() and (made := sent(form, dossier, request.user)):
        return redirect("request", pk=made.pk)
    return render(
        request, "requests/new.html", {"form": form, "dossier": dossier, "invite_url": portal_of(dossier.client_id)}, status=422 if form.is_bound else 200
    )


@login_required
@require_POST
def preview(request):
    """«Qui sera prévenu ?» (X1)."""
    choice = DossierForm(request.POST, person=request.user)
    if not choice.is_valid():
        raise Http404
    form = RequestForm(request.POST, dossier=choice.cleaned_data["dossier"])
    form.is_valid()
    contacts = form.cleaned_data.get("contacts")
    if not contacts:
        return foretold(request, problem=_("Choisissez d’abord à qui la demande s’adresse."))
    try:
        found = preview_request(choice.cleaned_data["dossier"], contacts, subject=request.POST.get("subject", ""), by=request.user)
    except UnknownContact:
        return foretold(request, problem=unknown_contact_sentence())
    template = "requests/foretold.html" if request.htmx else "requests/foretold_page.html"
    return render(request, template, {"preview": found, "with_details": True})


def sent(form, dossier, user):
    """The request, or None with the form saying why not."""
    fields = ("subject", "body", "asks_file", "due_on", "key")
    try:
        return send_request(dossier, form.cleaned_data["contacts"], by=user, **{name: form.cleaned_data[name] for name in fields})
    except UnknownContact:
        form.add_error("contacts", unknown_contact_sentence())
    return None
