"""«Poser une question»."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from comptoir.clients.dossier_forms import DOSSIERS_IN_A_LIST
from comptoir.clients.standing import standing_of
from comptoir.documents.actions import FileRefused

from ..actions import TooLongForSms, UnknownRecipient, ask
from ..actions.channel import offered_channels
from ..forms import AskForm, dossiers_to_ask_about
from ..models import Channel, SavedDraft, Side
from ..proposals import propose_recipients
from ..roles import with_roles
from ..wording import saved_draft


@login_required
@require_http_methods(["GET", "POST"])
def new_conversation(request):
    """The form, with the recipients that are proposed for its dossier (C5)."""
    dossier = chosen_dossier(request)
    proposal = propose_recipients(dossier, AskForm.side_for(dossier, request.user), asked_by=request.user) if dossier else None
    kept = SavedDraft.objects.at(request.user, dossier=dossier).first() if request.method == "GET" else None
    form = AskForm(request.POST or None, request.FILES or None, author=request.user, dossier=dossier, draft=kept)
    if proposal:
        form.offer(proposal)
    if request.method == "POST" and form.is_valid() and proposal:
        message = sent(form, dossier, request.user)
        if message:
            return redirect("conversation", pk=message.conversation_id)
    return show(request, form, dossier, proposal, saved_draft(kept and kept.updated_at))


def sent(form, dossier, author):
    """The first message, or None with the form saying why not."""
    data = form.cleaned_data
    side = form.side_for(dossier, author)
    words = {"subject": data["subject"], "recipient_ids": data["recipients"], "is_confidential": data["is_confidential"]}
    channel = channel_for(side, data["channel"])
    try:
        return ask(dossier, side=side, draft=form.draft(author), channel=channel, **words)
    except UnknownRecipient:
        form.add_error("recipients", _("Une des personnes choisies ne suit plus ce dossier. Vérifiez les destinataires."))
    except TooLongForSms as error:
        form.add_error("body", str(error))
    except FileRefused as error:
        form.add_error("files", str(error))
    return None


def channel_for(side, chosen):
    """By which way the question leaves; a client's own come by the portal, whatever was sent."""
    return chosen if side == Side.ENTREPRENEUR and chosen in dict(offered_channels()) else Channel.PORTAL


@login_required
@require_GET
def recipients(request):
    """The recipients alone, fetched when another dossier is chosen."""
    dossier = chosen_dossier(request)
    side = AskForm.side_for(dossier, request.user) if dossier else Side.ACCOUNTANT
    proposal = propose_recipients(dossier, side, asked_by=request.user) if dossier else None
    return render(
        request,
        "conversations/new.html#recipients",
        {"proposal": proposal, "candidates": with_roles(proposal), "dossier": dossier, "selected": proposal.selected_ids if proposal else ()},
    )


def chosen_dossier(request):
    """The dossier named in the form or the address; a person with one dossier need not choose."""
    dossiers = dossiers_to_ask_about(request.user).select_related("firm", "licence", "client")
    pk = (request.POST if request.method == "POST" else request.GET).get("dossier", "")
    if pk.isascii() and pk.isdigit() and len(pk) < 19:
        return dossiers.filter(pk=pk).first()
    only = list(dossiers[:2])
    return only[0] if len(only) == 1 and request.method == "GET" else None


def show(request, form, dossier, proposal, kept):
    selected = set(proposal.selected_ids) if proposal else set()
    if form.is_bound and proposal:
        picked = {int(pk) for pk in request.POST.getlist("recipients") if pk.isascii() and pk.isdigit()}
        selected = picked or selected
    is_member = standing_of(request.user).is_member
    context = {
        "form": form,
        "dossier": dossier,
        "proposal": proposal,
        "candidates": with_roles(proposal),
        "selected": selected,
        "is_member": is_member,
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "must_search": is_member and not dossier and dossiers_to_ask_about(request.user).count() > DOSSIERS_IN_A_LIST,
    }
    return render(request, "conversations/new.html", context | kept, status=422 if form.is_bound else 200)
