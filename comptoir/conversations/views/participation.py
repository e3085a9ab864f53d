"""«Paramètres de conversations»: each switch is saved where it stands, undone beside it, and given back to what is wider (C3, C6, X2)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import replace_url, trigger_client_event

from comptoir.clients.models import Dossier
from comptoir.events.models import Event
from comptoir.preferences.views import settings_page

from ..actions.participation import CHOSEN, align, choose, choose_many, give_up, only_mine, undo
from ..counting import licences_among
from ..lines import Page, Rows, Words, address_of, query_of
from ..models import Side
from ..places import find_place, find_places
from ..standings import rows_of
from ..table import choices_of

SCOPES = ("dossier", "licence", "all")


@login_required
@require_GET
def table(request):
    """The table under other filters; without JavaScript, the whole page."""
    if not request.htmx:
        return settings_page(request, "conversations")
    page = Page(request)
    return replace_url(render(request, "conversations/participation.html", {"table": page}), page.address)


@login_required
@require_GET
def rows(request):
    """More dossiers of one licence; without JavaScript, a page of them."""
    if not request.htmx:
        return settings_page(request, "conversations")
    page = Page(request)
    lines = [line for _firm, licences in page.firms for line in licences if line.is_open]
    return render(request, "conversations/participation_rows.html", {"table": page, "line": lines[0] if lines else None})


@login_required
@require_GET
def heads(request):
    """The numbers of licences and firms, after a switch of one dossier was turned."""
    return render(request, "conversations/participation_heads.html", {"table": Page(request)})


@login_required
@require_POST
def choice(request, scope, pk):
    """The switches of a dossier, a licence or a firm: those that were turned since they were shown are saved, and no other."""
    is_on, turned = set(request.POST.getlist("on")), turned_in(request.POST)
    wanted = {place: side in is_on for side, place in places_or_404(request.user, scope, pk).items() if side in turned}
    if len(wanted) == 1:
        ((place, takes_part),) = wanted.items()
        return answer(request, scope, pk, choose(request.user, place, takes_part, by=request.user))
    return answer(request, scope, pk, choose_many(request.user, wanted, by=request.user) if wanted else None)


@login_required
@require_POST
def inheritance(request, scope, pk):
    """Back to what is wider, or to the default."""
    return answer(request, scope, pk, give_up(request.user, place_or_404(request, scope, pk), by=request.user))


@login_required
@require_POST
def alignment(request, scope, pk):
    """«Les aligner»: narrower choices that differ are given up."""
    return answer(request, scope, pk, align(request.user, place_or_404(request, scope, pk), by=request.user))


@login_required
@require_POST
def recommendation(request):
    """«Ne participer qu’à mes dossiers»."""
    return answer(request, "all", 0, only_mine(request.user, by=request.user))


@login_required
@require_POST
def reversal(request, pk):
    """What stood before a change stands again: from the page, or from «Historique»."""
    event = get_object_or_404(Event.objects.about(request.user), pk=pk, verb=CHOSEN)
    undo(event, request.user, by=request.user)
    dossier = request.POST.get("dossier", "")
    if request.htmx:
        return row_of(request, int(dossier)) if dossier.isascii() and dossier.isdigit() and len(dossier) < 19 else table_of(request)
    messages.success(request, _("Rétabli."))
    return redirect("settings_page", slug="history")


def turned_in(form):
    """The sides whose switch was turned: the one that says so itself, or without JavaScript those that differ from what was shown."""
    return set(form.getlist("turned")) or set(form.getlist("was")) ^ set(form.getlist("on"))


def places_or_404(user, scope, pk):
    """{side: Place} of what is this person's to decide there."""
    found = find_places(user, [(side, scope, pk) for side in Side.values]) if scope in SCOPES else {}
    if not found:
        raise Http404
    return {side: place for (side, _scope, _pk), place in found.items()}


def place_or_404(request, scope, pk):
    place = find_place(request.user, request.POST.get("side", ""), scope, pk) if scope in SCOPES else None
    if place is None:
        raise Http404
    return place


def answer(request, scope, pk, event):
    """The row that was changed, or the table; without JavaScript the page, where it was."""
    if request.htmx:
        return row_of(request, pk, event) if scope == "dossier" else table_of(request, event)
    messages.success(request, _("Enregistré."))
    place = f"#dossier-{pk}" if scope == "dossier" else ""
    return redirect(address_of(query_of(request.GET)) + place)


def table_of(request, event=None):
    return render(request, "conversations/participation.html", {"table": Page(request, saved=event), "refreshes": True})


def row_of(request, pk, event=None):
    """One row, and word to the numbers above it."""
    dossiers = Dossier.objects.visible_to(request.user).filter(pk=pk)
    (licence,) = licences_among(request.user, dossiers.values("licence_id")) or [None]
    if licence is None:
        raise Http404
    (row,) = rows_of(request.user, dossiers, lambda side, _row: choices_of(side, licence))
    context = {"row": Rows(request, Words()).line(row), "saved": event, "query": query_of(request.GET)}
    return trigger_client_event(render(request, "conversations/participation_row.html", context), "participation")
