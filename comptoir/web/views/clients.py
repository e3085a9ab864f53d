"""One client, one dossier, with what other parts of the house know of them."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from comptoir.client_notes.forms import NoteForm
from comptoir.client_notes.thread import latest_notes
from comptoir.clients.models import Client, Dossier
from comptoir.clients.standing import standing_of
from comptoir.conversations.models import Conversation, Side
from comptoir.conversations.proposals import propose_recipients
from comptoir.documents.models import Document
from comptoir.firms.rights import Right
from comptoir.invitations.views.client import section_of
from comptoir.requests.models import Request
from comptoir.validations.models import Validation

SHOWN = 20
DOCUMENTS_SHOWN = 5


@login_required
def client(request, pk):
    """A client as the firm knows it: identity, people, the portal and its accesses, dossiers, notes, conversations."""
    found = Client.objects.served_by(request.user).select_related("firm", "portal_enabled_by").filter(pk=pk).first()
    if found is None:
        return redirect("client", get_object_or_404(Client.objects.served_by(request.user).that_became(pk)).pk)
    portal = section_of(found, request.user)
    context = {
        "client": found,
        "contacts": [person.contact for person in portal["people"] if person.contact],
        "portal": portal,
        "back": request.path,
        "dossiers": Dossier.objects.worked_on_by(request.user).filter(client=found).select_related("licence").order_by("name_key"),
        "conversations": latest(Conversation.objects.worked_on_by(request.user).filter(client=found)),
        "validations": Validation.objects.visible_to(request.user).filter(dossier__client=found).with_people().order_by("-pk")[:SHOWN],
        "documents": latest_documents(Document.objects.worked_on_by(request.user).filter(client=found)),
        "requests": latest_requests(Request.objects.worked_on_by(request.user).filter(client=found)),
        "notes": latest_notes(found, request.user, request.GET.get("deleted", "")),
        "note_form": NoteForm(client=found),
        "may_merge": standing_of(request.user).may(Right.DOSSIERS, found.firm_id),
    }
    return render(request, "web/client.html", context)


@login_required
def dossier(request, pk):
    """A dossier as the firm knows it: managers, who would receive a question, conversations."""
    found = get_object_or_404(Dossier.objects.worked_on_by(request.user).select_related("client", "licence", "firm"), pk=pk)
    context = {
        "dossier": found,
        "may_move": standing_of(request.user).may(Right.DOSSIERS, found.firm_id),
        "managers": found.manager_links.select_related("user"),
        "may_run": standing_of(request.user).may(Right.DOSSIERS, found.firm_id),
        "proposal": propose_recipients(found, Side.ACCOUNTANT),
        "conversations": latest(Conversation.objects.worked_on_by(request.user).filter(dossier=found)),
        "documents": latest_documents(Document.objects.worked_on_by(request.user).filter(dossier=found)),
        "validations": Validation.objects.visible_to(request.user).filter(dossier=found).with_people().order_by("-pk")[:SHOWN],
        "requests": latest_requests(Request.objects.worked_on_by(request.user).filter(dossier=found)),
    }
    return render(request, "web/dossier.html", context)


def latest(conversations):
    return conversations.select_related("dossier", "assigned_user", "assigned_team").order_by("-last_message_at", "-pk")[:SHOWN]


def latest_documents(documents):
    return documents.shared().with_all().order_by("-pk")[:DOCUMENTS_SHOWN]


def latest_requests(requests):
    return requests.with_people().order_by("-pk")[:SHOWN]
