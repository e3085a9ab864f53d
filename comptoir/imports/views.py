"""Client lists: sent, checked, watched, brought in."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.clients.standing import standing_of
from comptoir.documents.actions import FileRefused
from comptoir.kernel.pagination import page_of

from .actions import NotReady, carry_out, start_import
from .forms import UploadForm
from .models import Import

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@login_required
@require_http_methods(["GET", "POST"])
def imports(request):
    """The imports that one may see; POST begins one, which is checked before anything comes in."""
    if not standing_of(request.user).is_member:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and (job := begin(form, request.user)):
        return redirect("import", job.pk)
    found = Import.objects.visible_to(request.user).select_related("file", "licence", "started_by").order_by("-pk")
    context = {"form": form, "page": page_of(found, request.GET.get("page")), "can_import": bool(form.firms)}
    return render(request, "imports/list.html", context, status=422 if form.errors else 200)


def begin(form, user):
    """The Import of a valid form, or None with the reason in the form."""
    wanted = form.cleaned_data
    if wanted["firm"] is None:
        raise Http404
    try:
        return start_import(wanted["file"], firm=wanted["firm"], licence=wanted["licence"], by=user)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return None


@login_required
@require_GET
def one_import(request, pk):
    """One import: how far it is, what it found, and what may be done with it. Pages ask again for the fragment while it runs."""
    job = get_object_or_404(Import.objects.visible_to(request.user).select_related("file", "licence", "started_by"), pk=pk)
    page = page_of(job.problems.all(), request.GET.get("page"))
    template = "imports/import.html" + ("#state" if request.htmx else "")
    return render(request, template, {"job": job, "page": page})


@login_required
@require_POST
def run(request, pk):
    """Bring the rows of a checked import in: the good ones, or all of them or nothing."""
    job = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    try:
        carry_out(job, all_or_nothing=request.POST.get("rows") == "all", by=request.user)
    except NotReady:
        messages.info(request, _("Cette importation est déjà en cours ou terminée."))
    return redirect("import", job.pk)


@login_required
@require_GET
def report(request, pk):
    """The error report as a `.csv` that Excel opens: with a mark for UTF-8, semicolons, and no cell that it would compute."""
    job = get_object_or_404(Import.objects.visible_to(request.user), pk=pk)
    response = StreamingHttpResponse(report_lines(job), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="importation-{job.pk}-erreurs.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def report_lines(job):
    writer = csv.writer(Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow([_("Ligne"), _("Colonne"), _("Valeur"), _("Problème")])
    for problem in job.problems.all().iterator():
        yield writer.writerow([problem.line, harmless(problem.column), harmless(problem.value), problem.text])


class Echo:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text


def harmless(text):
    """A cell that a spreadsheet shows and never computes (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
