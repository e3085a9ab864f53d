"""«Pourquoi ai-je reçu ceci ?» and «Pourquoi n’ai-je pas reçu ?» (X1)."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ..models import Notification
from ..registry import topics_of
from ..silence import answers_for, events_shown, people_to_ask_about, who_is_asked_about
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
    events, wanted = events_shown(request.user, kind, pk), request.GET.get("person", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    person = who_is_asked_about(request.user, events, number)
    if person is None or (wanted and number is None):
        raise Http404
    answers = answers_for(person, events, is_own=person == request.user)
    context = {"answers": answers, "person": person, "people": people_to_ask_about(request.user, events), "back": address_of(events[0])}
    return render(request, "notifications/told.html", context)


def address_of(event):
    """The page of what an event speaks of."""
    return topics_of(event.verb)[0].words(event).url
