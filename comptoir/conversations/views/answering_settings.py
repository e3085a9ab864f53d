"""«Délais de réponse»: how the firm means to answer, and how its teams share their questions out. For administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.events.models import Event
from comptoir.firms.models import Team
from comptoir.kernel.pagination import page_of
from comptoir.preferences.actions import CHANGED
from comptoir.preferences.catalogue import Scope
from comptoir.preferences.history import changes_of
from comptoir.preferences.lines import lines_of
from comptoir.preferences.policy import administered_firm, places_of
from comptoir.preferences.registry import menu
from comptoir.preferences.resolver import values_at, values_of
from comptoir.ui.moments import full_moment

from ..actions.team_mode import MODE_CHANGED, set_team_mode
from ..answering import OF_A_FIRM, PAGE, PREFIX, policy_of

CHANGES_SHOWN = 10


@login_required
@require_GET
def answering_settings(request):
    """The lines of the firm, unless the address names a licence; saved one by one where the firm's policy is (preferences.views.policy)."""
    firm = administered_firm(request.user)
    places = [one for one in places_of(firm) if one.holder.scope in OF_A_FIRM]
    place = next((one for one in places if one.name == request.GET.get("for", "firm")), None)
    if place is None:
        raise Http404
    is_firm = place.holder.scope is Scope.FIRM
    context = {
        "pages": menu(request.user),
        "places": places,
        "place": place,
        "example": example(firm, None if is_firm else place.holder.target.pk),
        "lines": lines_of(values_at(place.holder), page=PAGE),
        "prefix": f"/firm/policy/{place.name}",
        "teams": Team.objects.filter(firm=firm).select_related("last_given_to") if is_firm else (),
        "modes": Team.Mode.choices,
    }
    return render(request, "conversations/answering_settings.html", context | history(request, place.holder))


def history(request, holder):
    """What was changed here, the teams' ways among it."""
    of_settings = Q(
        target_type=holder.target._meta.label_lower, target_id=holder.target.pk, verb=CHANGED, data__scope=holder.scope, data__key__startswith=PREFIX
    )
    of_teams = Q(firm=holder.target.pk, verb=MODE_CHANGED) if holder.scope is Scope.FIRM else Q()
    events = Event.objects.filter(of_settings | of_teams).select_related("actor").order_by("-id")
    page = page_of(events, request.GET.get("page"), size=CHANGES_SHOWN)
    return {"events_page": page, "changes": changes_of(page.rows, values_of(request.user)["dates.first_day"])}


def example(firm, licence_id):
    """What the settings come to, said of a question that comes in now."""
    due_at = policy_of(firm, licence_id or 0).due_at(timezone.now())
    return _("Une question posée maintenant attend sa réponse avant %(moment)s.") % {"moment": full_moment(due_at)}


@login_required
@require_POST
def team_mode(request, pk):
    """How a team of the administrator's firm shares its questions out."""
    team = get_object_or_404(Team, pk=pk, firm=administered_firm(request.user))
    mode = request.POST.get("mode")
    if mode in Team.Mode.values:
        set_team_mode(team, mode, by=request.user)
        messages.success(request, _("Enregistré."))
    else:
        messages.error(request, _("Choisissez comment cette équipe se partage ses questions."))
    return redirect("answering_settings")
