"""«Pourquoi ai-je reçu ceci ?» and «Pourquoi n’ai-je pas reçu ?» (X1)."""

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from comptoir.clients.standing import standing_of

from ..models import Notification
from ..silence import answers_for, events_shown
from ..why import explain
from .bell import in_words


@login_required
@require_GET
def why(request, pk):
    """The stored decision, in words."""
    found = get_object_or_404(Notification.objects.visible_to(request.user).select_related("event"), pk=pk)
    shown = in_words([found])
    return render(request, "notifications/why.html", {"notification": found, "words": shown[0].words if shown else None, "why": explain(found)})


@login_required
@require_GET
def told(request, kind, pk):
    """Who was told of what happened to one thing: oneself; administrators ask for anyone in the firm, the others for nobody else."""
    events = events_shown(request.user, kind, pk)
    if not events:
        raise Http404
    people = people_to_ask_about(request.user, events)
    person = asked_about(request, people)
    context = {"answers": answers_for(person, events, is_own=person == request.user), "person": person, "people": people}
    return render(request, "notifications/told.html", context)


def people_to_ask_about(viewer, events):
    """Everybody in the firm, for its administrators; nobody but oneself for the others."""
    if events[0].firm_id not in standing_of(viewer).administered_firm_ids:
        return []
    users, firm = get_user_model().objects, events[0].firm_id
    members = users.filter(memberships__firm=firm, memberships__left_at=None)
    clients = users.filter(notifications__event__in=events)
    return sorted({*members, *clients}, key=lambda user: user.full_name.casefold())


def asked_about(request, people):
    wanted = request.GET.get("person", "")
    if not wanted or wanted == str(request.user.pk):
        return request.user
    found = next((user for user in people if str(user.pk) == wanted), None)
    if found is None:
        raise Http404
    return found
