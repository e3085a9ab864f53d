"""One's own absences: the page's lists, a planned one, what it would do, and what happened meanwhile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.firms.views import members_only
from comptoir.preferences.registry import menu, page_named

from ..actions import cancel_absence, mark_return_seen
from ..forms import AbsenceForm, PlanForm
from ..registry import sections_of
from ..showing import own_absences
from ..simulation import simulate
from ..standing_in import briefed, own


def planned_or_404(request, pk):
    """One's own absence that is not over."""
    return get_object_or_404(own(request.user).current_or_planned(timezone.now()).with_delegates(), pk=pk)


def form_of(request, absence):
    return PlanForm(request.POST or None, person=request.user, firm=absence.firm, absence=absence)


@login_required
@require_http_methods(["GET", "POST"])
def change(request, pk):
    """A planned absence: another day, somebody else who stands in."""
    form = form_of(request, planned_or_404(request, pk))
    if form.is_bound and form.is_valid():
        said = form.save()
        if form.is_valid():
            messages.success(request, said)
            return redirect("settings_page", slug="away")
    return show(request, form, status=422 if form.is_bound else 200)


@login_required
@require_POST
def cancellation(request, pk):
    """Called off before it began, ended when it has; twice does it once."""
    cancel_absence(get_object_or_404(own(request.user).select_related("user", "firm"), pk=pk), by=request.user)
    messages.success(request, _("Absence annulée."))
    return redirect("settings_page", slug="away")


@members_only
@require_POST
def simulation(request, pk=None):
    """«Si je m’absente du … au …»: the form as it is, looked at and not saved (X5)."""
    form = form_of(request, planned_or_404(request, pk)) if pk else AbsenceForm(request.POST, person=request.user)
    return show(request, form, fragment="#simulation" if request.htmx else "", sections=simulated(form))


def simulated(form):
    """The Sections of what the form would do; None where it would do nothing, or cannot be."""
    return simulate(form.simulated(), form.by) if form.is_valid() and form.is_planned(form.cleaned_data) else None


def show(request, form, *, fragment="", sections=None, status=200):
    """The page of a planned absence, or the page «Mode absence» itself where that is what was looked at."""
    is_page = isinstance(form, AbsenceForm)
    context = {
        "page": page_named("away"),
        "pages": menu(request.user),
        "form": form,
        "sections": sections,
        "is_simulated": True,
        **(own_absences(request) if is_page else {"absence": form.absence}),
    }
    return render(request, ("away/settings.html" if is_page else "away/change.html") + fragment, context, status=status)


@login_required
@require_GET
def homecoming(request, pk):
    """«Pendant votre absence» (A5, X12)."""
    absence = get_object_or_404(own(request.user).taken(timezone.now()).with_delegates(), pk=pk)
    context = {"absence": absence, "sections": sections_of("at_return", absence, request.user), "is_over": absence.is_over(timezone.now())}
    return render(request, "away/return.html", context)


@login_required
@require_POST
def reading(request, pk):
    """The page was seen: the home page speaks of it no more."""
    absence = get_object_or_404(own(request.user).over(timezone.now()), pk=pk)
    mark_return_seen(absence)
    return HttpResponse(status=204) if request.htmx else redirect("home")


@login_required
@require_GET
def brief(request, pk):
    """The hand-over brief, for whoever stands in (X12); only what they may see."""
    absence = get_object_or_404(briefed(request.user).with_delegates(), pk=pk, ended_at=None)
    is_mine = absence.user_id == request.user.pk
    context = {"absence": absence, "sections": sections_of("at_start", absence, request.user), "is_mine": is_mine}
    return render(request, "away/brief.html", context)
