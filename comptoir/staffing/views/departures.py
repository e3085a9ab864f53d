"""A colleague leaves: what they hold, who takes over; and the way back."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.clients.responsibilities import all_responsibilities
from comptoir.clients.standing import standing_of

from ..actions import CannotChange, cancel_departure, plan_departure, undo_departure
from ..actions.leaving import returning
from ..decisions import Obstacle
from ..foretold import counts, portions_of_departure
from ..models import Departure
from ..place_forms import LeaveForm
from ..sentences import obstacle_sentence
from ..whom import heirs_for, managed_memberships
from .moves import named, of_the_firm

FIELDS = {Obstacle.NO_HEIR: "heir", Obstacle.IN_THE_PAST: "on"}
SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def leave(request, pk):
    """What the person holds and where it would go, then «Confirmer le départ»."""
    membership = of_the_firm(request, pk)
    kinds, heirs = counts(membership), heirs_for(membership)
    form = LeaveForm(request.POST or None, kinds=kinds, heirs=heirs)
    if form.is_valid() and request.POST.get("sure") == "yes":
        done = left(form, membership, request.user)
        if done:
            return answered(request, membership, done)
    context = {"row": membership, "form": form, "kinds": kinds, "tab": "members", "portions": foretold(form, membership, heirs)}
    return render(request, "staffing/leave.html", context, status=422 if form.errors else 200)


def foretold(form, membership, heirs):
    """What goes where, as the form stands; before anything is typed, as it is proposed."""
    if form.is_valid():
        return named(portions_of_departure(membership, form.departing.heir_id, form.departing.chosen))
    return named(portions_of_departure(membership, int(heirs[0][0]), {})) if heirs and not form.is_bound else []


def left(form, membership, by):
    try:
        return plan_departure(membership, form.departing, by=by, on=form.cleaned_data["on"])
    except CannotChange as error:
        form.add_error(FIELDS.get(error.obstacle), obstacle_sentence(error.obstacle, membership.user.full_name))
        return None


def answered(request, membership, done):
    words = {"name": membership.user.full_name}
    sentence = _("%(name)s ne travaille plus au cabinet ; tout est confié.") if done.carried_out_at else _("Le départ de %(name)s est prévu.")
    messages.success(request, sentence % words)
    return redirect("member", membership.pk)


@login_required
@require_POST
def cancellation(request, pk):
    membership = of_the_firm(request, pk)
    planned = get_object_or_404(Departure.objects.waiting().select_related("membership__user"), membership=membership)
    if cancel_departure(planned, by=request.user):
        messages.success(request, _("Le départ prévu est annulé."))
    return redirect("member", membership.pk)


@login_required
@require_http_methods(["GET", "POST"])
def undoing(request, pk):
    """«Annuler le départ»: what comes back and what does not, row by row, then done."""
    membership = get_object_or_404(managed_memberships(request.user).exclude(left_at=None), pk=pk)
    people = ("membership__user", "membership__firm", "membership__custom_role")
    departure = get_object_or_404(Departure.objects.standing().select_related(*people), membership=membership)
    if request.method == "POST":
        return undone(request, departure)
    rows = shown(departure, returning(departure), request.user)
    return render(request, "staffing/return.html", {"row": membership, "departure": departure, "rows": rows, "tab": "members", "now": timezone.now()})


def undone(request, departure):
    name = departure.membership.user.full_name
    try:
        rows = undo_departure(departure, by=request.user)
    except CannotChange as error:
        messages.error(request, obstacle_sentence(error.obstacle, name))
    else:
        stays = sum(not returns for found in rows.values() for _one, returns in found)
        sentence = _("%(name)s est de retour. Ce qui avait changé depuis reste où c’est : %(count)s.") if stays else _("%(name)s est de retour, avec tout.")
        messages.success(request, sentence % {"name": name, "count": stays})
    return redirect("member", departure.membership_id)


def shown(departure, rows, reader):
    """[(kind, [(name, who has it, whether it comes back)], how many more)]; of dossiers that the reader does not see no name is said."""
    ids = {one.to for found in rows.values() for one, _returns in found if one.to}
    names = {one.pk: one.full_name for one in get_user_model().objects.filter(pk__in=ids)}
    sees_all = departure.firm_id in standing_of(reader).whole_firm_ids

    def words(one):
        return one.name if sees_all or one.to == reader.pk else _("Un élément de l’un de ses dossiers")

    lines = {code: [(words(one), names.get(one.to, ""), returns) for one, returns in found] for code, found in rows.items()}
    return [(kind, lines[kind.code][:SHOWN], len(lines[kind.code]) - SHOWN) for kind in all_responsibilities() if lines.get(kind.code)]


@login_required
@require_GET
def brief(request, pk):
    """What a departure left to the reader: for each of those who took over."""
    firms = standing_of(request.user).firm_ids
    departure = get_object_or_404(Departure.objects.filter(firm__in=firms).exclude(carried_out_at=None).select_related("membership__user"), pk=pk)
    mine = {code: [row for row in rows if row[2] == request.user.pk] for code, rows in departure.handed.items()}
    if not any(mine.values()):
        raise Http404
    kinds = [(kind, [(row[1], kind.url(row[0])) for row in mine[kind.code]]) for kind in all_responsibilities() if mine.get(kind.code)]
    return render(request, "staffing/brief.html", {"departure": departure, "kinds": kinds, "row": departure.membership})
