"""What a firm decides about its people's notifications: defaults for newcomers, for all, for a role, and what it imposes (F4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.preferences.actions import apply_to_everybody
from comptoir.preferences.policy import administered_firm, holder_named, places_of
from comptoir.preferences.registry import menu
from comptoir.preferences.resolver import values_at

from ..choices import PAGE
from ..reach import reach_of
from ..rows import groups_of, times_of, waiting_keys
from .settings import return_row, save_row, undo_row

SCOPES_SHOWN = {"firm", "role"}


@login_required
@require_GET
def policy(request):
    """The rows of one holder: the firm, unless the address names a role."""
    place = place_or_404(request, request.GET.get("for", "firm"))
    values = values_at(place.holder)
    context = {
        "pages": menu(request.user),
        "places": places(request),
        "place": place,
        "groups": groups_of(values),
        "times": times_of(values),
        "prefix": prefix_of(place.name),
        "values_prefix": f"/firm/policy/{place.name}",
        "waiting": len(waiting_keys(values)),
    }
    return render(request, "notifications/policy.html", context)


@login_required
@require_POST
def policy_choice(request, name, code):
    return save_row(request, holder_or_404(request, name), code, prefix=prefix_of(name), is_locked="locked" in request.POST)


@login_required
@require_POST
def policy_reversal(request, name, code):
    return undo_row(request, holder_or_404(request, name), code, prefix=prefix_of(name))


@login_required
@require_POST
def policy_inheritance(request, name, code):
    return return_row(request, holder_or_404(request, name), code, prefix=prefix_of(name))


@login_required
@require_http_methods(["GET", "POST"])
def application(request, name):
    """«Appliquer aux utilisateurs existants»: GET says in numbers what it will do, POST does it."""
    place = place_or_404(request, name)
    values = values_at(place.holder)
    keys = waiting_keys(values)
    if request.method == "POST":
        count = len(apply_to_everybody(place.holder, keys, by=request.user))
        messages.success(request, ngettext("%(count)s réglage appliqué à tous.", "%(count)s réglages appliqués à tous.", count) % {"count": count})
        return redirect(f"/firm/policy/{PAGE}/?for={name}")
    context = {"pages": menu(request.user), "place": place, "reach": reach_of(place.holder, values, keys)}
    return render(request, "notifications/application.html", context)


def places(request):
    return [one for one in places_of(administered_firm(request.user)) if one.holder.scope in SCOPES_SHOWN]


def place_or_404(request, name):
    found = next((one for one in places(request) if one.name == name), None)
    if found is None:
        raise Http404
    return found


def holder_or_404(request, name):
    holder = holder_named(administered_firm(request.user), name)
    if holder is None or holder.scope not in SCOPES_SHOWN:
        raise Http404
    return holder


def prefix_of(name):
    return f"/firm/policy/{PAGE}/{name}"
