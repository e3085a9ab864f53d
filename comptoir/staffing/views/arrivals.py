"""New colleagues: asked, waited for, and what is open once they are here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.pagination import page_of

from ..actions import AlreadyHere, AlreadyInvited, CannotChange, NotWaiting, Taken, invite_member, send_again, withdraw_arrival
from ..models import Arrival, Departure, Move
from ..place_forms import JoinForm
from ..sentences import already_here, already_invited, not_waiting, obstacle_sentence, taken
from ..whom import check_lists, managing_firms


def firm_of(request):
    """The firm that is spoken of: the one named, else the first whose people the person manages."""
    firms = managing_firms(request.user)
    named = request.GET.get("firm", "")
    firm = firms.filter(pk=named).first() if named.isdecimal() and len(named) < 19 else firms.first()
    if firm is None:
        raise Http404
    return firm


@login_required
@require_http_methods(["GET", "POST"])
def new_member(request):
    firm = firm_of(request)
    form = JoinForm(request.POST or None, firm=firm)
    if form.is_valid():
        arrival = invited(form, firm, request.user)
        if arrival:
            messages.success(request, _("L’e-mail de bienvenue part vers %(email)s.") % {"email": arrival.email})
            return redirect("arrival", arrival.pk)
    return render(request, "staffing/new_member.html", {"form": form, "firm": firm, "tab": "members"}, status=422 if form.is_bound else 200)


def invited(form, firm, by):
    """The Arrival; None with a sentence at the field where it cannot be."""
    try:
        return invite_member(firm, form.asked, by=by)
    except AlreadyHere as error:
        form.add_error("email", already_here(error))
    except AlreadyInvited as error:
        form.add_error("email", already_invited(error))
    except Taken as error:
        form.add_error(error.field, taken(error))
    except CannotChange as error:
        form.add_error("role", obstacle_sentence(error.obstacle))
    return None


@login_required
@require_GET
def arrivals(request):
    """Who is expected or has points open, what is planned, who left lately."""
    firm = firm_of(request)
    page = page_of(Arrival.objects.filter(firm=firm, withdrawn_at=None).select_related("membership__user").order_by("-pk"), request.GET.get("page"))
    lists = check_lists(page.rows)
    for row in page.rows:
        row.lines = lists[row.pk]
        row.done = sum(line.is_done for line in row.lines)
    people = ("membership__user", "membership__firm")
    context = {
        "tab": "arrivals",
        "firm": firm,
        "page": page,
        "moves": Move.objects.filter(firm=firm).waiting().select_related(*people).order_by("on")[:50],
        "departures": Departure.objects.filter(firm=firm).waiting().select_related(*people).order_by("leaves_on")[:50],
        "gone": Departure.objects.standing().filter(firm=firm).select_related(*people).order_by("-carried_out_at")[:20],
        "now": timezone.now(),
    }
    return render(request, "staffing/arrivals.html", context)


@login_required
@require_GET
def arrival(request, pk):
    """One who is expected; once they are here, their own page."""
    row = get_object_or_404(Arrival.objects.visible_to(request.user).select_related("invited_by", "firm", "custom_role"), pk=pk)
    if row.membership_id:
        return redirect("member", row.membership_id)
    return render(request, "staffing/arrival.html", {"row": row, "lines": check_lists([row])[row.pk], "tab": "arrivals"})


@login_required
@require_POST
def resending(request, pk):
    row = get_object_or_404(Arrival.objects.visible_to(request.user), pk=pk)
    try:
        send_again(row, by=request.user)
        messages.success(request, _("L’e-mail de bienvenue repart ; le lien d’avant ne sert plus."))
    except NotWaiting:
        messages.error(request, not_waiting())
    return redirect("arrival", row.pk)


@login_required
@require_POST
def withdrawal(request, pk):
    row = get_object_or_404(Arrival.objects.visible_to(request.user), pk=pk)
    try:
        withdraw_arrival(row, by=request.user)
        messages.success(request, _("L’invitation de %(name)s est retirée.") % {"name": row.full_name})
    except NotWaiting:
        messages.error(request, not_waiting())
    return redirect("arrivals")
