"""The operator's pages: price plans with their history, what each firm has, who debits. Nobody else finds them."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.firms.models import Firm

from ..actions import restore_plan, set_creditor, set_subscription, withdraw_plan
from ..models import Creditor, FirmSubscription, Plan
from ..operator_forms import CreditorForm, PlanForm, PriceForm, SubscriptionForm
from ..prices import price_on
from ..settings_pages import used_by


def for_the_operator(view):
    @login_required
    @wraps(view)
    def answer(request, **kwargs):
        if not request.user.is_operator:
            raise Http404
        return view(request, **kwargs)

    return answer


@for_the_operator
@require_http_methods(["GET", "POST"])
def plans(request):
    """The list, and the form of a new one."""
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (plan := form.save(by=request.user)):
        messages.success(request, _("Offre «%(plan)s» créée.") % {"plan": plan.name})
        return redirect("operator_plans")
    context = {"form": form, "creditor": Creditor.objects.first()}
    rows = Plan.objects.select_related("firm").prefetch_related("prices").annotate(used=Count("terms")).order_by("withdrawn_at", "name", "pk")
    context["plans"] = [told(plan, timezone.localdate()) for plan in rows]
    return render(request, "billing/plans.html", context, status=422 if form.is_bound else 200)


def told(plan, today):
    """A plan with today's price and the next one."""
    coming = sorted((price for price in plan.prices.all() if price.valid_from > today), key=lambda price: price.valid_from)
    return {"plan": plan, "price": price_on(plan, today), "coming": coming[:1]}


@for_the_operator
@require_http_methods(["GET", "POST"])
def plan(request, pk):
    """One plan: its prices of before, now and later; a new one from a day on."""
    found = get_object_or_404(Plan.objects.select_related("firm").prefetch_related("prices__set_by").annotate(used=Count("terms")), pk=pk)
    form = PriceForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.save(found, by=request.user):
        messages.success(request, _("Prix enregistré."))
        return redirect("operator_plan", pk=pk)
    today = timezone.localdate()
    context = {"plan": found, "form": form, "price": price_on(found, today), "today": today}
    return render(request, "billing/plan.html", context, status=422 if form.is_bound else 200)


@for_the_operator
@require_http_methods(["POST", "DELETE"])
def withdrawal(request, pk):
    """A plan's withdrawal is a thing: POST makes it, DELETE takes it back."""
    return turned(request, pk, withdraw_plan if request.method == "POST" else restore_plan)


@for_the_operator
@require_POST
def restoration(request, pk):
    """«Proposer à nouveau», for pages, whose forms know no DELETE."""
    return turned(request, pk, restore_plan)


def turned(request, pk, action):
    found = get_object_or_404(Plan, pk=pk)
    action(found, by=request.user)
    sentence = _("Offre proposée à nouveau.") if found.withdrawn_at is None else _("Offre retirée. Qui l’a déjà la garde.")
    messages.success(request, sentence)
    return redirect("operator_plan", pk=pk)


@for_the_operator
@require_http_methods(["GET", "POST"])
def subscription(request, pk):
    """What one firm has («Abonnement»)."""
    firm = get_object_or_404(Firm, pk=pk)
    known = FirmSubscription.objects.filter(firm=firm).first()
    initial = {} if known else {"since": timezone.localdate(), "contact": request.user.email}
    form = SubscriptionForm(request.POST if request.method == "POST" else None, instance=known, initial=initial)
    if form.is_valid():
        set_subscription(firm, form.cleaned_data, by=request.user)
        messages.success(request, _("Abonnement de %(firm)s enregistré.") % {"firm": firm.name})
        return redirect("operator_subscription", pk=pk)
    context = {"firm": firm, "form": form} | used_by(firm)
    return render(request, "billing/operator_subscription.html", context, status=422 if form.is_bound else 200)


@for_the_operator
@require_http_methods(["GET", "POST"])
def creditor(request):
    """Who debits by the mandates that are signed from now on."""
    form = CreditorForm(request.POST if request.method == "POST" else None, instance=Creditor.objects.first())
    if form.is_valid():
        set_creditor(form.cleaned_data, by=request.user)
        messages.success(request, _("Créancier enregistré. Les mandats déjà signés gardent le leur."))
        return redirect("operator_plans")
    return render(request, "billing/creditor.html", {"form": form}, status=422 if form.is_bound else 200)
