"""«Dossiers»: their licence and their managers, for one or for thousands at once (F3)."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.clients.actions import change_licence, change_managers, managers_of, undo_licence, undo_managers
from comptoir.clients.actions.relicensing import following
from comptoir.clients.models import Dossier
from comptoir.clients.standing import standing_of
from comptoir.clients.workplaces import dossiers_run_by
from comptoir.firms.models import Licence
from comptoir.firms.rights import Right
from comptoir.kernel.among import among
from comptoir.kernel.pagination import page_of
from comptoir.kernel.sheet_writing import workbook

from ..forms import DOSSIER_CHANGES, LicenceChoiceForm, ManagersForm, colleagues
from ..listing import DossierFilters, dossiers_listed, with_managers
from ..reach import exporting_firm_ids, may_export
from ..wording import follow_sentence
from .common import for_members, posted, say_done, sheet, ticked

UNDO = "undo_of_dossiers"
NAMES_SHOWN = 20


@for_members
def dossiers(request):
    """The dossiers that one works on. Ticks and what they change are for who may change managers and licences."""
    filters, standing = DossierFilters.read(request.GET), standing_of(request.user)
    runs = standing.firms_where(Right.DOSSIERS)
    page = page_of(with_managers(dossiers_listed(request.user, filters)), request.GET.get("page"))
    for row in page.rows:
        row.is_ticked_by = row.firm_id in runs
    context = {
        "page": page,
        "filters": filters,
        "licences": Licence.objects.visible_to(request.user),
        "people": colleagues(standing.firm_ids),
        "runs": bool(runs),
        "may_export": may_export(request.user),
        "changes": [(code, form.title) for code, form in DOSSIER_CHANGES.items()],
        "tab": "dossiers",
    }
    return render(request, "staffing/dossiers.html", context)


@for_members
@require_POST
def many(request):
    """A first POST names the dossiers and the change, and asks what for; a second one, with «sure», does it."""
    runs = standing_of(request.user).firms_where(Right.DOSSIERS)
    if not runs:
        raise Http404
    form_class, rows = DOSSIER_CHANGES.get(request.POST.get("change")), chosen(request)
    if form_class is None or not rows.exists():
        messages.error(request, _("Cochez d’abord des dossiers."))
        return to_list(request)
    form = form_class(request.POST if "sure" in request.POST else None, firm_ids=runs)
    if not form.is_valid():
        return ask(request, form, rows)
    do(request, form, rows)
    return to_list(request)


def chosen(request):
    rows = dossiers_run_by(request.user)
    if "everything" in request.POST:
        return rows.filter(pk__in=dossiers_listed(request.user, filters_posted(request)).order_by().values("pk"))
    return rows.filter(among("pk", ticked(request.POST)))


def ask(request, form, rows):
    count = rows.count()
    is_move = isinstance(form, LicenceChoiceForm)
    context = {
        "form": form,
        "change": request.POST["change"],
        "action": reverse("firm_dossiers_many"),
        "back": list_address(request),
        "back_label": _("Dossiers"),
        "names": list(rows.order_by("name_key", "pk").values_list("name", flat=True)[:NAMES_SHOWN]),
        "more": max(0, count - NAMES_SHOWN),
        "heading": ngettext("%(count)s dossier", "%(count)s dossiers", count) % {"count": count},
        "following": [follow_sentence(model._meta.label_lower, number) for model, number in following(rows)] if is_move else [],
        "effect": _("Qui ne voyait ces dossiers que par leur licence ne les voit plus ; qui a la nouvelle les voit.") if is_move else "",
        "ids": ticked(request.POST),
        "everything": "everything" in request.POST,
        "query": filters_posted(request).query,
    }
    return render(request, "staffing/many.html", context, status=422 if form.is_bound else 200)


def do(request, form, rows):
    if isinstance(form, LicenceChoiceForm):
        licence = form.cleaned_data["licence"]
        changed, kind = change_licence(rows, licence, by=request.user), "licence"
        refused = ngettext(
            "Un dossier reste : son code est déjà pris dans cette licence, ou il est d’un autre cabinet.",
            "%(count)s dossiers restent : leur code est déjà pris dans cette licence, ou ils sont d’un autre cabinet.",
            changed.refused,
        )
    else:
        changed, kind = change_managers(rows, form.new(), by=request.user), "managers"
        refused = ngettext(
            "Un dossier reste : cette personne n’est pas de son cabinet.",
            "%(count)s dossiers restent : cette personne n’est pas de leur cabinet.",
            changed.refused,
        )
    tell(request, changed, kind)
    if changed.refused:
        messages.error(request, refused % {"count": changed.refused})


def tell(request, changed, kind):
    count = len(changed.events)
    if count:
        sentence = ngettext("Fait pour un dossier.", "Fait pour %(count)s dossiers.", count) % {"count": count}
        say_done(request, sentence, changed.events, undo=UNDO, kind=kind)
    elif not changed.refused:
        messages.info(request, _("C’était déjà le cas."))


@for_members
@require_POST
def undo(request):
    """Take back the last change to many, once."""
    if not standing_of(request.user).firms_where(Right.DOSSIERS):
        raise Http404
    kept = request.session.pop(UNDO, None)
    if kept is None:
        messages.error(request, _("Il n’y a plus rien à annuler."))
        return to_list(request)
    take_back = undo_licence if kept["kind"] == "licence" else undo_managers
    count = len(take_back(kept["events"], by=request.user).events)
    messages.success(request, ngettext("Annulé pour un dossier.", "Annulé pour %(count)s dossiers.", count) % {"count": count})
    return to_list(request)


@for_members
@require_http_methods(["GET", "POST"])
def managers(request, pk):
    """The managers of one dossier, in order."""
    found = get_object_or_404(dossiers_run_by(request.user).select_related("licence", "client"), pk=pk)
    now = managers_of([found.pk])[found.pk]
    form = ManagersForm(posted(request), dossier=found, now=now)
    if form.is_bound and form.is_valid():
        changed = change_managers(Dossier.objects.filter(pk=found.pk), lambda ids: form.ids if ids == now else ids, by=request.user)
        done = _("Gestionnaires enregistrés : %(name)s.") if changed.events else _("Rien n’a changé.")
        messages.success(request, done % {"name": found.name} if changed.events else done)
        return redirect("dossier", found.pk)
    if form.errors and form.non_field_errors():
        form = ManagersForm(dossier=found, now=now)
        messages.error(request, _("Les gestionnaires de ce dossier ont changé entre-temps. Les voici ; recommencez."))
        return show_managers(request, found, form, 422)
    return show_managers(request, found, form, 422 if form.is_bound else 200)


def show_managers(request, dossier, form, status):
    others = LicenceChoiceForm(firm_ids=[dossier.firm_id])
    others.fields["licence"].queryset = others.fields["licence"].queryset.exclude(pk=dossier.licence_id)
    return render(request, "staffing/managers.html", {"dossier": dossier, "form": form, "licence_form": others, "tab": "dossiers"}, status=status)


@for_members
@require_GET
def export(request):
    """The dossiers with their managers as a spreadsheet, as far as the person may export lists."""
    if not may_export(request.user):
        raise Http404
    rows = with_managers(dossiers_listed(request.user, DossierFilters.read(request.GET)).filter(firm__in=exporting_firm_ids(request.user)))
    header = (
        _("Code"), _("Raison sociale"), _("SIREN"), _("Licence"), _("Gestionnaire"), _("Gestionnaire principal"), _("Ville"), _("Client"),
    )  # fmt: skip
    return sheet(workbook(_("Dossiers"), header, [line(row) for row in rows]), _("dossiers"))


def line(row):
    """«Gestionnaire» as the import of clients reads it: addresses in order, the first is primary."""
    links = row.manager_links.all()
    primary = next((link.user.full_name for link in links if link.rank == 0), "")
    return row.code, row.name, row.client.siren, row.licence.name, ", ".join(link.user.email for link in links), primary, row.client.city, row.client.name


def filters_posted(request):
    return DossierFilters.read(QueryDict(request.POST.get("query", "")))


def list_address(request):
    query = filters_posted(request).query
    return f"{reverse('firm_dossiers')}?{query}" if query else reverse("firm_dossiers")


def to_list(request):
    return redirect(list_address(request))
