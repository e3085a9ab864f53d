"""The client's home, once in."""

from django.http import Http404
from django.shortcuts import render

from comptoir.clients.models import ClientAccess, Dossier
from comptoir.conversations.models import Conversation

SHOWN = 6


def portal_home(request, slug):
    accesses = ClientAccess.objects.open().filter(user=request.user, firm__slug=slug).select_related("client", "firm")
    if not accesses:
        raise Http404
    conversations = Conversation.objects.visible_to(request.user).filter(firm=accesses[0].firm).open()
    context = {
        "firm": accesses[0].firm,
        "accesses": accesses,
        "conversations": conversations.select_related("dossier", "last_message_by").order_by("-last_message_at", "-pk")[:SHOWN],
        "dossiers": Dossier.objects.represented_by(request.user).filter(firm=accesses[0].firm).prefetch_related("manager_links__user")[:20],
    }
    return render(request, "web/portal.html", context)
