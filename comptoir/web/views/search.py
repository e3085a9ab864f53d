"""The search box at the top: dossiers, people, requests, documents and conversations that one may see, and one's own settings."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from comptoir.clients.models import Contact, Dossier
from comptoir.clients.standing import standing_of
from comptoir.conversations.models import Conversation
from comptoir.conversations.search import Search
from comptoir.documents.models import Document
from comptoir.links.grants import ask_before_lists
from comptoir.preferences.search import find_settings
from comptoir.requests.models import Request

from ..shell import shell_of

SHOWN = 10
SHORTEST = 2


@login_required
def search(request):
    words = request.GET.get("q", "").strip()[:200]
    results = found(request.user, words) | sent_by_firms(request, words) if len(words) >= SHORTEST else {}
    # A part of the portal that somebody was not given is not found either.
    results |= dict.fromkeys(shell_of(request).closed_parts & set(results), [])
    return render(request, "web/search.html", {"words": words, "results": results, "is_empty": not any(results.values())})


def found(user, words):
    """The first matches of each kind; dossiers and people are for members."""
    results = {"conversations": conversations_found(user, words), "settings": find_settings(user, words, limit=SHOWN)}
    if standing_of(user).is_member:
        results["dossiers"] = list(Dossier.objects.worked_on_by(user).matching(words).select_related("client", "licence").order_by("name_key")[:SHOWN])
        results["contacts"] = list(Contact.objects.visible_to(user).matching(words).order_by("name_key")[:SHOWN])
    return results


def sent_by_firms(request, words):
    """Requests and documents: as a client nothing of them as long as a proof that a firm asks for is missing (X11)."""
    is_proved = ask_before_lists(request) is None
    rows = {"requests": Request.objects.with_people(), "documents": Document.objects.with_all()}
    seen = {kind: these.visible_to(request.user) if is_proved else these.worked_on_by(request.user) for kind, these in rows.items()}
    return {kind: list(these.matching(words).order_by("-pk")[:SHOWN]) for kind, these in seen.items()}


def conversations_found(user, words):
    """The latest that hold the words, each with the message that does as its `found`."""
    looking = Search(user, words)
    rows = looking.among(Conversation.objects.visible_to(user)).select_related("dossier", "assigned_user", "assigned_team")
    conversations = list(rows.order_by("-last_message_at", "-pk")[:SHOWN])
    messages = looking.found_in([one.pk for one in conversations])
    for one in conversations:
        one.found = messages.get(one.pk)
    return conversations
