"""One request, as the firm sees it and as its client does: the same address."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from comptoir.documents.serving import file_response
from comptoir.links.decisions import Act
from comptoir.links.grants import ask_for
from comptoir.notifications.actions import mark_read

from ..deliveries import reached
from ..forms import AnswerForm
from ..history import story_of
from ..models import Request
from ..sentences import outcome_sentence
from .answering import missing_for_answering, show_to_client


@login_required
@require_GET
def request_page(request, pk):
    worked_on = Request.objects.worked_on_by(request.user).with_people().filter(pk=pk).first()
    if worked_on:
        return show_to_firm(request, worked_on)
    found = get_object_or_404(Request.objects.represented_by(request.user).with_people(), pk=pk)
    missing = ask_for(request, found.firm, Act.SEE, has_portal=found.client.is_on_portal)
    if not missing and "answer" in request.GET and found.is_open:
        missing = missing_for_answering(request, found, with_file=True)
    return missing or show_to_client(request, found, AnswerForm())


def show_to_firm(request, found):
    context = {
        "asked": found,
        "people": reached(found),
        "story": story_of(found),
        "done": outcome_sentence(found),
        "invite_url": portal_of(found.client_id),
    }
    return render(request, "requests/request.html" + ("#request" if request.htmx else ""), context)


def portal_of(client_id):
    """Where a colleague invites the people of this client."""
    return reverse("client_portal", args=[client_id])


@login_required
@require_GET
def file(request, pk):
    """What was given, for whoever may see the request."""
    found = get_object_or_404(Request.objects.visible_to(request.user).with_people(), pk=pk)
    if found.file is None:
        raise Http404
    is_member = Request.objects.worked_on_by(request.user).filter(pk=pk).exists()
    missing = None if is_member else ask_for(request, found.firm, Act.SEE, has_portal=found.client.is_on_portal)
    return missing or file_response(found.file)


@login_required
@require_POST
def reading(request, pk):
    """The page was seen: what the bell says of this request is read."""
    mark_read(request.user, about=get_object_or_404(Request.objects.visible_to(request.user), pk=pk))
    return HttpResponse(status=204)
