"""Another place for a colleague: what it changes is said in numbers before."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..actions import CannotChange, cancel_move, plan_move
from ..decisions import Obstacle
from ..foretold import portions_of_move, reach_of
from ..models import Move
from ..place_forms import MoveForm
from ..sentences import obstacle_sentence
from ..whom import heirs_for, managed_memberships

FIELDS = {Obstacle.NO_HEIR: "heir", Obstacle.IN_THE_PAST: "on", Obstacle.LAST_ADMINISTRATOR: "role", Obstacle.ABOVE_ONE: "role", Obstacle.ONESELF: "role"}


def of_the_firm(request, pk):
    return get_object_or_404(managed_memberships(request.user).filter(left_at=None), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def move(request, pk):
    """«Voir les effets», then «Appliquer»."""
    membership = of_the_firm(request, pk)
    form = MoveForm(request.POST or None, membership=membership, heirs=heirs_for(membership))
    context = {"row": membership, "form": form, "tab": "members"}
    if form.is_valid() and request.POST.get("sure") == "yes":
        done = moved(form, membership, request.user)
        if done:
            return answered(request, membership, done)
    if form.is_valid():
        reach = reach_of(membership, form.place)
        context |= {"reach": reach, "portions": named(portions_of_move(membership, form.place, reach))}
    return render(request, "staffing/move.html", context, status=422 if form.errors else 200)


def moved(form, membership, by):
    try:
        return plan_move(membership, form.place, by=by, on=form.cleaned_data["on"])
    except CannotChange as error:
        form.add_error(FIELDS.get(error.obstacle), obstacle_sentence(error.obstacle, membership.user.full_name))
        return None


def answered(request, membership, done):
    words = {"name": membership.user.full_name}
    sentence = _("La place de %(name)s est changée.") if done.applied_at else _("Le changement de %(name)s est prévu.")
    messages.success(request, sentence % words)
    return redirect("member", membership.pk)


def named(portions):
    """[(Portion, [(name, how many), …])], with people's names."""
    ids = {pk for portion in portions for pk in portion.by_heir if pk}
    names = {one.pk: one.full_name for one in get_user_model().objects.filter(pk__in=ids)}
    return [(one, sorted((names[pk], number) for pk, number in one.by_heir.items() if pk)) for one in portions]


@login_required
@require_POST
def cancellation(request, pk):
    membership = of_the_firm(request, pk)
    planned = get_object_or_404(Move.objects.waiting().select_related("membership__user"), membership=membership)
    if cancel_move(planned, by=request.user):
        messages.success(request, _("Le changement prévu est annulé."))
    return redirect("member", membership.pk)
