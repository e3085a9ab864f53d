"""Who is away when, for the firm's administrators, who may set a colleague's absence (A6: sick leave)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.firms.models import Membership
from comptoir.kernel.pagination import page_of
from comptoir.preferences.registry import menu, page_named

from ..actions import cancel_absence
from ..forms import PlanForm
from ..standing_in import administered
from .own import simulated


def colleagues(request):
    """The members whose absences one may set; 404 for who administers no firm."""
    firms = Membership.objects.active().filter(user=request.user, role=Membership.Role.ADMINISTRATOR).values("firm")
    members = Membership.objects.active().filter(firm__in=firms).select_related("user", "firm").order_by("user__first_name", "user__last_name")
    if not members:
        raise Http404
    return members


@login_required
@require_GET
def absences(request):
    """What goes on and what is planned, the nearest first; or, asked for, what is over."""
    members, now = colleagues(request), timezone.now()
    is_past = request.GET.get("box") == "past"
    rows = administered(request.user).with_delegates()
    rows = rows.over(now).order_by("-starts_at", "-pk") if is_past else rows.current_or_planned(now).order_by("starts_at", "pk")
    context = {
        "page": page_named("absences"),
        "pages": menu(request.user),
        "members": members,
        "page_of_absences": page_of(rows, request.GET.get("page")),
        "is_past": is_past,
        "now": now,
    }
    return render(request, "away/firm.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_absence(request):
    """A colleague's absence; `member` in the address says whose."""
    return edit(request, form_for(request))


@login_required
@require_http_methods(["GET", "POST"])
def absence(request, pk):
    return edit(request, form_of(request, pk))


@login_required
@require_POST
def simulation(request, pk=None):
    """What it would do, before it is saved (X5)."""
    form = form_of(request, pk) if pk else form_for(request)
    return show(request, form, fragment="#simulation" if request.htmx else "", sections=simulated(form), is_simulated=True)


@login_required
@require_POST
def cancellation(request, pk):
    absence = get_object_or_404(administered(request.user).select_related("user", "firm"), pk=pk)
    cancel_absence(absence, by=request.user)
    messages.success(request, _("Absence de %(name)s annulée.") % {"name": absence.user.full_name})
    return redirect("firm_absences")


def form_for(request):
    number = request.GET.get("member", "")
    member = get_object_or_404(colleagues(request), pk=number if number.isascii() and number.isdigit() and len(number) < 19 else 0)
    return PlanForm(request.POST or None, person=member.user, firm=member.firm, by=request.user)


def form_of(request, pk):
    known = administered(request.user).current_or_planned(timezone.now()).with_delegates()
    absence = get_object_or_404(known, pk=pk)
    return PlanForm(request.POST or None, person=absence.user, firm=absence.firm, by=request.user, absence=absence)


def edit(request, form):
    if form.is_bound and form.is_valid():
        said = form.save()
        if form.is_valid():
            messages.success(request, _("%(name)s : %(said)s") % {"name": form.person.full_name, "said": said})
            return redirect("firm_absences")
    return show(request, form, status=422 if form.is_bound else 200)


def show(request, form, *, fragment="", status=200, **more):
    context = {"page": page_named("absences"), "pages": menu(request.user), "form": form, "absence": form.absence, "query": request.GET.urlencode()} | more
    return render(request, "away/colleague.html" + fragment, context, status=status)
