"""«Licences»: their names, and what is in them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right
from comptoir.kernel.pagination import page_of

from ..actions.licences import LicenceInUse, create_licence, delete_licence, rename_licence
from ..actions.standing import NameTaken
from ..forms import LicenceForm
from ..listing import licences_with_numbers
from ..reach import firm_run_by
from ..wording import licence_in_use_sentence, name_taken_sentence
from .common import for_managers, for_members, posted


@for_members
def licences(request):
    page = page_of(licences_with_numbers(request.user), request.GET.get("page"))
    standing = standing_of(request.user)
    for licence in page.rows:
        licence.may_change = standing.may(Right.MEMBERS, licence.firm_id)
    return render(request, "staffing/licences.html", {"page": page, "manages": firm_run_by(request.user) is not None, "tab": "licences"})


@require_http_methods(["GET", "POST"])
@for_managers
def new_licence(request, firm):
    form = LicenceForm(posted(request))
    if form.is_bound and form.is_valid() and tried(form, lambda: create_licence(firm, name=form.cleaned_data["name"], by=request.user)):
        messages.success(request, _("Licence «%(name)s» créée. Donnez-la depuis la liste des collaborateurs.") % {"name": form.cleaned_data["name"]})
        return redirect("licences")
    return render(request, "staffing/licence.html", {"form": form, "tab": "licences"}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_managers
def licence(request, firm, pk):
    found = get_object_or_404(licences_with_numbers(request.user), firm=firm, pk=pk)
    form = LicenceForm(posted(request), initial={"name": found.name})
    if form.is_bound and form.is_valid() and tried(form, lambda: rename_licence(found, name=form.cleaned_data["name"], by=request.user)):
        messages.success(request, _("Licence «%(name)s» enregistrée.") % {"name": form.cleaned_data["name"]})
        return redirect("licences")
    context = {"form": form, "licence": found, "name": form.initial["name"], "tab": "licences"}
    return render(request, "staffing/licence.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@for_managers
def licence_deletion(request, firm, pk):
    found = get_object_or_404(licences_with_numbers(request.user), firm=firm, pk=pk)
    if request.method == "POST":
        try:
            delete_licence(found, by=request.user)
            messages.success(request, _("Licence «%(name)s» supprimée.") % {"name": found.name})
        except LicenceInUse as refused:
            messages.error(request, licence_in_use_sentence(refused.count))
        return redirect("licences")
    return render(request, "staffing/licence_deletion.html", {"licence": found, "tab": "licences"})


def tried(form, act):
    try:
        act()
    except NameTaken:
        form.add_error("name", name_taken_sentence())
    return not form.errors
