"""«Administration > Applications», and the operator's common catalogue."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import sentences
from ..actions import (
    AddressRefused,
    FamilyInUse,
    ForeignFamily,
    NameTaken,
    PartUnknown,
    add_application,
    add_family,
    change_application,
    change_family,
    locate_application,
    move_application,
    remove_family,
    restore_application,
    withdraw_application,
)
from ..forms import ApplicationForm, FamilyForm, PlaceForm, ReturnsForm
from ..holders import holders_by_application, holders_of
from ..models import ApplicationFamily, SignIn
from ..parts import PARTS


@require_safe
def applications(request, keeper):
    """By families, what is optional last; the operator's can be read, one's own changed."""
    rows = list(keeper.applications)
    holders = holders_by_application([row.pk for row in rows], firm_id=keeper.firm_id)
    signed = set(SignIn.objects.filter(firm=keeper.firm).values_list("application_id", flat=True)) if keeper.firm else set()
    for row in rows:
        row.holders, row.is_own, row.signs_in = holders.get(row.pk, 0), keeper.keeps(row), row.pk in signed
        row.url, row.part_label = keeper.url("application", row.pk), PARTS[row.part].label if row.part in PARTS else ""
    families = list(ApplicationFamily.objects.of_firm(keeper.firm_id).order_by("group", "name"))
    for family in families:
        family.rows, family.url = [row for row in rows if row.family_id == family.pk], keeper.url("application_family", family.pk)
        family.is_own = keeper.keeps(family)
        family.others = [other.name for other in families if other.group == family.group and other.pk != family.pk]
    context = {"families": families, "optional": [row for row in rows if row.family_id is None]}
    return shown(request, keeper, "applications/catalogue.html", context)


@require_http_methods(["GET", "POST"])
def new_application(request, keeper):
    form = ApplicationForm(request.POST or None, keeper=keeper)
    if form.is_valid() and written(form, lambda: add_application(keeper.firm, by=request.user, **form.words)):
        messages.success(request, _("Application «%(name)s» ajoutée.") % {"name": form.cleaned_data["name"]})
        return redirect(keeper.url("applications"))
    return shown(request, keeper, "applications/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def application(request, keeper, pk):
    """One's own is changed here; of the operator's a firm says where it has it."""
    row = keeper.application(pk)
    form = form_of(keeper, row, request.POST or None)
    if form.is_valid() and written(form, lambda: change_or_locate(keeper, row, form, by=request.user)):
        messages.success(request, _("Application «%(name)s» enregistrée.") % {"name": form.cleaned_data.get("name", row.name)})
        return redirect(keeper.url("application", pk))
    return application_page(request, keeper, row, form=form)


def form_of(keeper, row, data=None):
    """What can be said of an application here: all of one's own, of the operator's where the firm has it."""
    if keeper.keeps(row):
        return ApplicationForm(data, keeper=keeper, application=row)
    return PlaceForm(data, initial={"address": row.place if row.place != row.address else ""})


def change_or_locate(keeper, row, form, *, by):
    if keeper.keeps(row):
        return change_application(row, by=by, **form.words)
    return locate_application(row, keeper.firm, form.cleaned_data["address"].strip(), by=by)


def application_page(request, keeper, row, *, form=None, returns_form=None, secret="", status=200):
    """The page of one application; `secret` is that of its sign-in, shown this once."""
    form = form or form_of(keeper, row)
    sign_in = SignIn.objects.filter(application=row, firm=keeper.firm).select_related("client").first() if keeper.firm else None
    if returns_form is None:
        returns_form = ReturnsForm(initial={"returns": sign_in.client.redirect_uris if sign_in else ""})
    context = {
        "application": row,
        "is_own": keeper.keeps(row),
        "form": form,
        "returns_form": returns_form,
        "sign_in": sign_in,
        "secret": secret,
        "issuer": settings.BASE_URL,
    }
    context |= {"holders": holders_of(row, firm_id=keeper.firm_id), "part_label": PARTS[row.part].label if row.part in PARTS else ""}
    return shown(request, keeper, "applications/application.html", context, status=status)


@require_http_methods(["GET", "POST"])
def withdrawal(request, keeper, pk):
    """Says how many have it, then takes it off."""
    row = keeper.own(pk)
    if request.method == "GET":
        return shown(request, keeper, "applications/withdrawal.html", {"application": row, "holders": holders_of(row)})
    count = withdraw_application(row, by=request.user)
    if count is not None:
        sentence = ngettext("«%(name)s» retirée. %(count)s utilisateur l’avait.", "«%(name)s» retirée. %(count)s utilisateurs l’avaient.", count)
        messages.success(request, sentence % {"name": row.name, "count": count})
    return redirect(keeper.url("applications"))


@require_POST
def restoration(request, keeper, pk):
    row = keeper.own(pk)
    if restore_application(row, by=request.user):
        messages.success(request, _("«%(name)s» est de nouveau proposée.") % {"name": row.name})
    return redirect(keeper.url("applications"))


@require_POST
def position(request, keeper, pk):
    step = {"up": -1, "down": 1}.get(request.POST.get("to"))
    row = keeper.own(pk)
    if step is None:
        raise Http404
    move_application(row, step, by=request.user)
    return redirect(keeper.url("applications"))


@require_http_methods(["GET", "POST"])
def new_family(request, keeper):
    form = FamilyForm(request.POST or None, keeper=keeper)
    if form.is_valid() and written(form, lambda: add_family(keeper.firm, by=request.user, **form.cleaned_data), taken=sentences.family_name_taken):
        messages.success(request, _("Famille «%(name)s» ajoutée.") % {"name": form.cleaned_data["name"]})
        return redirect(keeper.url("applications"))
    return shown(request, keeper, "applications/family.html", {"form": form, "family": None})


@require_http_methods(["GET", "POST"])
def family(request, keeper, pk):
    row = keeper.family(pk)
    form = FamilyForm(request.POST or None, keeper=keeper, family=row)
    if form.is_valid() and written(form, lambda: change_family(row, by=request.user, **form.cleaned_data), taken=sentences.family_name_taken):
        messages.success(request, _("Famille «%(name)s» enregistrée.") % {"name": form.cleaned_data["name"]})
        return redirect(keeper.url("applications"))
    return shown(request, keeper, "applications/family.html", {"form": form, "family": row})


@require_POST
def family_removal(request, keeper, pk):
    row = keeper.family(pk)
    try:
        remove_family(row, by=request.user)
        messages.success(request, _("Famille «%(name)s» retirée.") % {"name": row.name})
    except FamilyInUse as refused:
        messages.error(request, sentences.family_in_use(refused.count))
    return redirect(keeper.url("applications"))


def written(form, write, taken=sentences.name_taken):
    """Whether it could be written; if not, the form says why."""
    try:
        write()
    except NameTaken:
        form.add_error("name", taken())
    except AddressRefused as refused:
        form.add_error("address", sentences.bad_address(refused.fault))
    except ForeignFamily:
        form.add_error("family", sentences.foreign_family())
    except PartUnknown:
        form.add_error("part", sentences.unknown_part())
    return not form.errors


def shown(request, keeper, template, context, status=200):
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else status
    return render(request, template, {"keeper": keeper, "base": keeper.base, "tab": "applications", "urls": urls_of(keeper, context)} | context, status=status)


def urls_of(keeper, context):
    """The addresses that a page of this catalogue leads to."""
    urls = {name: keeper.url(name) for name in ("applications", "new_application", "new_application_family")}
    row, family = context.get("application"), context.get("family")
    if row:
        urls |= {name: keeper.url(f"application_{name}", row.pk) for name in ("withdrawal", "restoration", "position")}
        urls["application"] = keeper.url("application", row.pk)
    if family:
        urls["removal"] = keeper.url("application_family_removal", family.pk)
    return urls
