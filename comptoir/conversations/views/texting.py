"""What whoever writes in a conversation by SMS is told as they write: whom it reaches, whom it does not and why, and how long it is."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comptoir.transports.sms.segments import MOST_SEGMENTS, measure

from ..texting import reached_by_text
from ..texts import text_of
from .one import found_by_member


@login_required
@require_http_methods(["GET", "POST"])
def by_sms(request, pk):
    """GET: the whole hint, fetched beside the page, which stays light. POST: the length of what is typed, asked for as it is typed."""
    conversation = found_by_member(request, pk)
    body = request.POST.get("body", "").strip()
    context = {"conversation": conversation, "limit": MOST_SEGMENTS, "length": measure(text_of(conversation, body) if body else "")}
    if request.method == "POST":
        return render(request, "conversations/texting.html#length", context)
    reached, troubles = reached_by_text(conversation)
    return render(request, "conversations/texting.html", context | {"reached": reached, "troubles": troubles})
