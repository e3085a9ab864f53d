"""What came in by mail or short message and waits for a colleague: accepted into a conversation, as a new question, or discarded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.clients.standing import standing_of
from comptoir.documents.serving import file_response
from comptoir.firms.models import Firm
from comptoir.kernel.pagination import page_of

from ..actions.incoming import OPEN, AlreadyReviewed, accept_as_question, accept_into, discard_incoming
from ..forms import AcceptanceForm
from ..models import Incoming
from ..quarantine import conversations_for, dossiers_for, likenesses, offered, shown_sender, why_sentence
from ..reply_addresses import firm_address

Verdict = Incoming.Verdict


def visible(request):
    """What the person may review; clients and visitors of other firms find nothing here."""
    if not standing_of(request.user).is_member:
        raise Http404
    return Incoming.objects.visible_to(request.user).select_related("conversation", "user", "firm", "reviewed_by")


@login_required
@require_GET
def incoming(request):
    """What came in and was not simply posted, the latest first. Box, words and page are in the address."""
    boxes = {
        Verdict.QUARANTINED: _("À vérifier"),
        Verdict.AUTOMATIC: _("Réponses automatiques"),
        Verdict.ACCEPTED: _("Acceptés"),
        Verdict.DISCARDED: _("Écartés"),
    }
    box = request.GET.get("box") if request.GET.get("box") in boxes else Verdict.QUARANTINED
    rows = having(visible(request).filter(verdict=box), request.GET.get("q", "").strip()[:100])
    page = page_of(rows.order_by("-pk"), request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, shown_sender(row)) for row in page.rows],
        "boxes": boxes.items(),
        "box": box,
        "addresses": addresses_of(request.user),
    }
    return render(request, "conversations/incoming.html", context)


def having(rows, words):
    return rows.filter(Q(sender_address__icontains=words) | Q(sender_name__icontains=words) | Q(subject__icontains=words)) if words else rows


def addresses_of(user):
    """The addresses to which anybody writes to the firms where `user` works; none where no mail comes in."""
    return [address for slug in Firm.objects.visible_to(user).values_list("slug", flat=True) if (address := firm_address(slug))]


@login_required
@require_GET
def incoming_line(request):
    """How many wait, in one line of the inbox; nothing when none does."""
    return render(request, "conversations/incoming_line.html", {"count": visible(request).to_review().count()})


@login_required
@require_GET
def one_incoming(request, pk):
    return show(request, get_object_or_404(visible(request), pk=pk))


@login_required
@require_POST
def acceptance(request, pk):
    """Into the conversation that is chosen, or as a new question about the dossier that is."""
    row = get_object_or_404(visible(request), pk=pk)
    form = AcceptanceForm(request.POST, conversations=conversations_for(row, request.user), dossiers=dossiers_for(row, request.user))
    if not form.is_valid():
        return show(request, row, form, status=422)
    try:
        message = accepted(row, form.cleaned_data, request.user)
    except AlreadyReviewed:
        return already(request, pk)
    messages.success(request, _("Le message est dans la conversation."))
    return redirect("conversation", pk=message.conversation_id)


def accepted(row, chosen, by):
    if chosen["conversation"]:
        return accept_into(row, chosen["conversation"], by=by)
    return accept_as_question(row, chosen["dossier"], by=by, subject=chosen["subject"])


@login_required
@require_POST
def discard(request, pk):
    """«Écarter»: it stays for thirty days in its list."""
    try:
        discard_incoming(get_object_or_404(visible(request), pk=pk), by=request.user)
    except AlreadyReviewed:
        return already(request, pk)
    messages.success(request, _("Écarté. Ce message reste trente jours parmi les messages écartés."))
    return redirect("incoming")


def already(request, pk):
    messages.error(request, _("Quelqu’un d’autre vient de s’en occuper."))
    return redirect("incoming_one", pk=pk)


@login_required
@require_GET
def incoming_file(request, pk, file_pk):
    row = get_object_or_404(visible(request), pk=pk)
    return file_response(get_object_or_404(row.files.select_related("file"), file=file_pk).file)


def show(request, row, form=None, status=200):
    """The mail as a person judges it, or its words alone in a thread. `q` in the address narrows down where it can go."""
    if row.verdict == Verdict.POSTED:
        raise Http404
    alike, words = likenesses(row, request.user), request.GET.get("q", "").strip()[:100]
    context = {
        "row": row,
        "sender": shown_sender(row),
        "why": why_sentence(row),
        "is_open": row.verdict in OPEN,
        "files": [one.file for one in row.files.select_related("file")],
        "alike": alike,
        "own": conversations_for(row, request.user).filter(pk=row.conversation_id).first(),
        "conversations": offered(conversations_for(row, request.user), alike, words, order=("-last_message_at", "-pk")),
        "dossiers": offered(dossiers_for(row, request.user), alike, words, order=("name_key", "pk")),
        "form": form or AcceptanceForm(conversations=conversations_for(row, request.user), dossiers=dossiers_for(row, request.user)),
    }
    return render(request, "conversations/incoming_one.html" + ("#words" if request.htmx else ""), context, status=status)
