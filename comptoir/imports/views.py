"""Files of each kind: sent, checked, watched, brought in, taken back."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.clients.standing import standing_of
from comptoir.documents.actions import FileRefused
from comptoir.kernel.pagination import page_of
from comptoir.kernel.sheet_writing import XLSX, harmless

from .actions import NotReady, NotUndoable, carry_out, start_import, undo_import
from .forms import UploadForm
from .kinds import CLIENTS, kinds_for
from .models import Import
from .sentences import sentence

# Of those who stay, a page names so many; the report names them all.
MOST_KEPT = 200


@login_required
@require_http_methods(["GET", "POST"])
def imports(request):
    """The imports that one may see, and a form for a kind; POST begins one, which is checked before anything comes in."""
    if not standing_of(request.user).is_member:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, kind=request.GET.get("kind", CLIENTS))
    if not form.is_offered:
        raise Http404
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
        return start_import(wanted["file"], firm=wanted["firm"], kind=form.about.code, licence=wanted["licence"], by=user)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return None


@login_required
@require_GET
def template(request):
    """The empty sheet of a kind, to fill in."""
    kind = next((one for one in kinds_for(request.user) if one.code == request.GET.get("kind") and one.template), None)
    if kind is None:
        raise Http404
    file = kind.template(kind.firms_for(request.user).order_by("pk").first(), request.user)
    name = _("modele-%(kind)s.xlsx") % {"kind": slugify(str(kind.label))}
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX, headers={"Cache-Control": "private, no-store"})


@login_required
@require_GET
def one_import(request, pk):
    """One import: how far it is, what it found, and what may be done with it. Pages ask again for the fragment while it runs."""
    job = get_object_or_404(Import.objects.visible_to(request.user).select_related("file", "licence", "started_by", "undone_by"), pk=pk)
    page = page_of(job.problems.all(), request.GET.get("page"))
    name = "imports/import.html" + ("#state" if request.htmx else "")
    kept = list(job.made.exclude(kept="")[:MOST_KEPT]) if job.undone_at else []
    return render(request, name, {"job": job, "page": page, "can_undo": can_undo(job, request.user), "kept": kept})


def can_undo(job, user):
    return job.can_be_undone and job.about.may(user, job.firm_id)


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
@require_http_methods(["GET", "POST"])
def undoing(request, pk):
    """What taking an import back would do, in numbers; POST does it."""
    job = get_object_or_404(Import.objects.visible_to(request.user).select_related("file", "firm"), pk=pk)
    if job.about.undo is None or not job.about.may(request.user, job.firm_id):
        raise Http404
    if request.method == "POST":
        return undone(request, job)
    if not job.can_be_undone:
        return redirect("import", job.pk)
    told = job.about.undoing(job)
    return render(request, "imports/undoing.html", {"job": job, "told": told, "gone": job.about.counted(told.gone), "kept": kept_of(job, told)})


def undone(request, job):
    try:
        outcome = undo_import(job, by=request.user)
    except NotUndoable:
        messages.info(request, _("Cette importation est déjà annulée, ou n’est pas terminée."))
    else:
        messages.success(
            request, ngettext("Importation annulée : %(n)s supprimé.", "Importation annulée : %(n)s supprimés.", outcome.gone) % {"n": outcome.gone}
        )
    return redirect("import", job.pk)


def kept_of(job, told):
    """[(line, name, sentence), …] of what would stay; as many as a page shows."""
    return [(line, name, sentence(reason, kind=job.about)) for line, name, reason in told.kept[:MOST_KEPT]]


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
