"""The requests that one may see: the firm's, or what is asked of a client."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.clients.choice import choice_of
from comptoir.clients.models import Dossier
from comptoir.clients.standing import standing_of
from comptoir.kernel.pagination import page_of
from comptoir.links.grants import ask_before_lists

from ..decisions import State
from ..models import Request

OVERDUE, ALL = "overdue", "all"


@login_required
@require_GET
def requests(request):
    """For a member what the firm asked, for a client what is asked of them."""
    standing = standing_of(request.user)
    if standing.is_member:
        return firm_list(request)
    if not standing.client_ids:
        raise Http404
    return client_list(request)


def firm_list(request):
    """State, sender, dossier, words and page are in the address."""
    states = {
        State.OPEN.value: _("À faire"),
        OVERDUE: _("En retard"),
        State.COMPLETED.value: _("Faites"),
        State.CANCELLED.value: _("Annulées"),
        ALL: _("Toutes"),
    }
    state = request.GET.get("state")
    if state not in states:
        state = State.OPEN.value
    rows, is_mine, dossier = Request.objects.worked_on_by(request.user), request.GET.get("mine") == "1", dossier_of(request)
    rows = rows.asked_by(request.user) if is_mine else rows
    rows = rows.filter(dossier=dossier) if dossier else rows
    rows = in_state(rows, state).matching(request.GET.get("q", "")).with_people().order_by("-pk")
    context = {"page": page_of(rows, request.GET.get("page")), "states": states.items(), "state": state, "is_mine": is_mine, "dossier": dossier}
    return render(request, "requests/list.html" + ("#list" if request.htmx else ""), context)


def in_state(rows, state):
    if state == OVERDUE:
        return rows.overdue(timezone.localdate())
    return rows if state == ALL else rows.in_state(State(state))


def dossier_of(request):
    """The dossier that the address names, found through the person; None where it names none of theirs."""
    pk = request.GET.get("dossier", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return Dossier.objects.worked_on_by(request.user).filter(pk=pk).first()


def client_list(request):
    """What is to do first, then what is done; of one client alone where one was chosen (K8)."""
    missing = ask_before_lists(request)
    if missing:
        return missing
    rows = choice_of(request).narrow(Request.objects.represented_by(request.user)).matching(request.GET.get("q", "")).with_people().to_do_first()
    return render(request, "requests/mine.html" + ("#list" if request.htmx else ""), {"page": page_of(rows, request.GET.get("page"))})
