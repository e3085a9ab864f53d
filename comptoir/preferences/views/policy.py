"""«Politique du cabinet»: what administrators set for everybody, for a role, for a licence, and what they impose."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST

from comptoir.kernel.pagination import page_of

from ..catalogue import get_setting
from ..history import changes_of, events_at
from ..lines import lines_of
from ..policy import administered_firm, holder_named, places_of
from ..registry import menu
from ..resolver import values_at, values_of
from .values import give_back, save

CHANGES_SHOWN = 20


@login_required
def policy(request):
    """The lines of one holder: the firm, unless the address names a role or a licence."""
    places = places_of(administered_firm(request.user))
    place = next((one for one in places if one.name == request.GET.get("for", "firm")), None)
    if place is None:
        raise Http404
    events_page = page_of(events_at(place.holder), request.GET.get("page"), size=CHANGES_SHOWN)
    context = {
        "pages": menu(request.user),
        "places": places,
        "place": place,
        "lines": lines_of(values_at(place.holder)),
        "prefix": prefix_of(place.name),
        "events_page": events_page,
        "changes": changes_of(events_page.rows, values_of(request.user)["dates.first_day"]),
    }
    return render(request, "preferences/policy.html", context)


@login_required
@require_POST
def policy_value(request, name, key):
    holder, setting = found(request, name, key)
    return save(request, holder, setting, prefix=prefix_of(name), is_locked="locked" in request.POST)


@login_required
@require_POST
def policy_inheritance(request, name, key):
    holder, setting = found(request, name, key)
    return give_back(request, holder, setting, prefix=prefix_of(name))


def found(request, name, key):
    holder, setting = holder_named(administered_firm(request.user), name), get_setting(key)
    if holder is None or setting is None or holder.scope not in setting.scopes:
        raise Http404
    return holder, setting


def prefix_of(name):
    return f"/firm/policy/{name}"
