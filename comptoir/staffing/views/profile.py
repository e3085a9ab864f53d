"""A colleague as colleagues know them; for who manages the firm's people, also their check-list and what is planned."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.clients.check_lists import all_points
from comptoir.clients.models import Dossier
from comptoir.firms.models import Membership
from comptoir.kernel.phones import shown_phone

from ..actions import remind
from ..models import Departure, Move
from ..whom import check_list_of, managed_memberships, manages


@login_required
@require_GET
def member(request, pk):
    """For every member of the firm; `pk` is the Membership's."""
    rows = Membership.objects.visible_to(request.user).select_related("user", "firm", "custom_role").prefetch_related("licences")
    membership = get_object_or_404(rows, pk=pk)
    context = {
        "tab": "members",
        "row": membership,
        "phone": shown_phone(membership.user.phone, membership.firm.country),
        "teams": membership.user.teams.filter(firm=membership.firm_id),
        "dossiers": dossiers_of(membership, request.user),
        "is_me": membership.user_id == request.user.pk,
        "manages": manages(request.user, membership),
    }
    return render(request, "staffing/member.html", context | (plans_of(membership) if context["manages"] or context["is_me"] else {}))


def dossiers_of(membership, reader):
    """The first of those that the person manages and `reader` sees, and how many there are."""
    rows = Dossier.objects.worked_on_by(reader).filter(firm=membership.firm_id, manager_links__user=membership.user_id).order_by("name_key", "pk")
    return {"count": rows.count(), "first": rows[:12]}


def plans_of(membership):
    """The check-list, and the departure or move that waits or can be undone."""
    arrival, lines = check_list_of(membership)
    waiting = Departure.objects.filter(membership=membership).waiting().first()
    gone = Departure.objects.standing().filter(membership=membership).select_related("membership").first()
    return {
        "arrival": arrival,
        "lines": lines,
        "open_lines": [line for line in lines if not line.is_done],
        "planned_move": Move.objects.filter(membership=membership).waiting().first(),
        "planned_departure": waiting,
        "departure": gone,
        "is_undoable": gone is not None and gone.is_undoable(timezone.now()),
    }


@login_required
@require_POST
def reminder(request, pk):
    """Write to a colleague that a point of their check-list is open."""
    membership = get_object_or_404(managed_memberships(request.user).filter(left_at=None), pk=pk)
    point = next((one for one in all_points() if one.code == request.POST.get("point") and one.is_theirs), None)
    if point is None:
        raise Http404
    remind(membership, point, by=request.user)
    messages.success(request, _("Un rappel part vers %(name)s.") % {"name": membership.user.full_name})
    return redirect("member", membership.pk)
