"""What an operator does to a firm: suspended and opened, copied, deleted after a delay."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.firms.models import Firm

from ..actions import WrongName, ask_for_export, cancel_deletion, order_deletion, resume_firm, suspend_firm
from ..forms import DeletionForm, SuspensionForm
from ..listing import firms_in_figures
from ..models import FirmExport
from .firms import operators_only


@operators_only
@require_http_methods(["GET", "POST"])
def suspension(request, pk):
    found = get_object_or_404(firms_in_figures(), pk=pk)
    form = SuspensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if suspend_firm(found, reason=form.cleaned_data["reason"], by=request.user):
            messages.success(request, _("%(name)s est suspendu : personne n’y voit plus rien.") % {"name": found.name})
        return redirect("operator_firm", pk)
    return render(request, "hosting/suspension.html", {"firm": found, "form": form}, status=422 if form.errors else 200)


@operators_only
@require_POST
def resumption(request, pk):
    found = get_object_or_404(Firm, pk=pk)
    if resume_firm(found, by=request.user):
        messages.success(request, _("%(name)s est rouvert, tel qu’il était.") % {"name": found.name})
    return redirect("operator_firm", pk)


@operators_only
@require_http_methods(["GET", "POST"])
def deletion(request, pk):
    found = get_object_or_404(firms_in_figures(), pk=pk)
    form = DeletionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            order_deletion(found, typed=form.cleaned_data["slug"], by=request.user)
        except WrongName:
            form.add_error("slug", _("Ce n’est pas le nom de ce cabinet : %(slug)s") % {"slug": found.slug})
        else:
            return redirect("operator_firm", pk)
    return render(request, "hosting/deletion.html", {"firm": found, "form": form}, status=422 if form.errors else 200)


@operators_only
@require_POST
def deletion_cancelled(request, pk):
    found = get_object_or_404(Firm, pk=pk)
    if cancel_deletion(found, by=request.user):
        messages.success(request, _("L’ordre est retiré. Le cabinet reste suspendu jusqu’à ce que vous le rouvriez."))
    return redirect("operator_firm", pk)


@operators_only
@require_POST
def exports(request, pk):
    ask_for_export(get_object_or_404(Firm, pk=pk), by=request.user)
    messages.success(request, _("La copie est en préparation. Cette page la proposera dès qu’elle sera prête."))
    return redirect("operator_firm", pk)


@operators_only
@require_safe
def export_file(request, pk, export):
    row = get_object_or_404(FirmExport.objects.select_related("firm"), pk=export, firm=pk, state=FirmExport.State.DONE)
    response = FileResponse(default_storage.open(row.stored_as), as_attachment=True, filename=f"{row.firm.slug}.zip", content_type="application/zip")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
