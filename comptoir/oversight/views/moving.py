"""«Rattacher à un autre client…» and «Réunir avec un autre client…»: the other client is looked for, what changes is said in numbers, then it is done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.clients.actions import ClientGone, merge_clients, move_dossier
from comptoir.clients.models import Client, Dossier
from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right

from ..effects import of_merge, of_move
from ..wording import carried_in_words, client_gone

SHOWN = 20


@login_required
@require_http_methods(["GET", "POST"])
def moving(request, pk):
    """A dossier to another client of its firm."""
    dossier = get_object_or_404(movable(request.user).select_related("client", "firm", "licence"), pk=pk)
    if request.POST.get("client") == str(dossier.client_id):
        return redirect("dossier", dossier.pk)
    other = other_client(request, dossier.client)
    if request.method == "GET" or other is None:
        return ask(request, "oversight/moving.html", dossier.client, other, dossier=dossier, effects=of_move(dossier, other) if other else None)
    try:
        move_dossier(dossier, other, by=request.user)
    except ClientGone as refused:
        messages.error(request, client_gone(refused.client))
        return redirect("dossier_moving", dossier.pk)
    messages.success(request, _("%(dossier)s est maintenant un dossier de %(client)s.") % {"dossier": dossier.name, "client": other.name})
    return redirect("dossier", dossier.pk)


@login_required
@require_http_methods(["GET", "POST"])
def merging(request, pk):
    """A client into another one. Who presses twice finds it done."""
    gone = mergeable(request.user).select_related("firm").filter(pk=pk).first()
    if gone is None:
        return redirect("client", get_object_or_404(mergeable(request.user).that_became(pk)).pk)
    other = other_client(request, gone)
    if request.method == "GET" or other is None:
        return ask(request, "oversight/merging.html", gone, other, effects=of_merge(gone, other) if other else None)
    try:
        merge_clients(gone, other, by=request.user)
    except ClientGone as refused:
        messages.error(request, client_gone(refused.client))
        return redirect("clients")
    messages.success(request, _("%(gone)s et %(kept)s sont réunis.") % {"gone": gone.name, "kept": other.name})
    return redirect("client", other.pk)


def movable(user):
    """The dossiers that the person works on in firms where they may change such things."""
    return Dossier.objects.worked_on_by(user).filter(firm_id__in=standing_of(user).firms_where(Right.DOSSIERS))


def mergeable(user):
    return Client.objects.served_by(user).filter(firm_id__in=standing_of(user).firms_where(Right.DOSSIERS))


def others(user, client):
    return mergeable(user).filter(firm=client.firm_id).exclude(pk=client.pk)


def other_client(request, client):
    """The one that was chosen, through the person; None where none was yet. 404 for one that is not theirs."""
    pk = (request.POST or request.GET).get("client", "")
    if not pk:
        return None
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    return get_object_or_404(others(request.user, client), pk=pk)


def ask(request, template, client, other, *, effects, **context):
    words = request.GET.get("q", "").replace("\0", "")[:200]
    found = others(request.user, client).matching(words).order_by("name_key", "pk")[:SHOWN] if words and other is None else []
    missing = request.method == "POST"
    context |= {"client": client, "other": other, "effects": effects, "words": words, "found": found, "missing": missing}
    context["carried"] = carried_in_words(effects.carried) if effects else []
    return render(request, template, context, status=422 if missing else 200)
