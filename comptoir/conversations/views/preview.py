"""«Qui sera prévenu ?» beside each composer (X1): the same form, posted to be looked at. Writes nothing and loses nothing that was typed."""

from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.clients.standing import standing_of
from comptoir.notifications.foretelling import foretold

from ..actions import ConversationClosed, Draft, UnknownMention, UnknownRecipient
from ..forms import AskForm
from ..mentions import read_mentions
from ..preview import preview_note, preview_question, preview_reply
from .ask import channel_for, chosen_dossier
from .one import found


@login_required
@require_POST
def question(request):
    """Of a question that is not asked yet, with the recipients that are ticked."""
    dossier = chosen_dossier(request)
    if dossier is None:
        return answer(request, problem=_("Choisissez d’abord un dossier."))
    picked = [int(pk) for pk in request.POST.getlist("recipients") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    wanted = {"side": AskForm.side_for(dossier, request.user), "subject": request.POST.get("subject", "")[:200], "recipient_ids": picked or None}
    wanted["is_confidential"] = "is_confidential" in request.POST
    wanted["channel"] = channel_for(wanted["side"], request.POST.get("channel"))
    try:
        preview = preview_question(dossier, draft=draft_of(request), **wanted)
    except UnknownRecipient:
        return answer(request, problem=_("Une des personnes choisies ne suit plus ce dossier. Vérifiez les destinataires."))
    return answer(request, preview, dossier.firm_id)


@login_required
@require_POST
def message(request, pk):
    """Of a reply; for colleagues also of a note, where names stand in it."""
    conversation = found(request, pk)
    body = request.POST.get("body", "")
    try:
        preview = preview_reply(conversation, draft_of(request))
        note = preview_note(conversation, draft_of(request), read_mentions(body, conversation)) if conversation.is_worked_on and "@" in body else None
    except UnknownMention as error:
        return answer(request, problem=_("Personne de ce nom ne suit ce dossier : %(names)s.") % {"names": ", ".join(error.names)})
    except ConversationClosed:
        return answer(request, problem=_("Cette conversation vient d’être close. Rouvrez-la pour y écrire."))
    return answer(request, preview, conversation.firm_id, note=note)


def draft_of(request):
    return Draft(request.POST.get("body", "")[:50_000], request.user)


def answer(request, preview=None, firm_id=None, **more):
    """The list. Why and by which channel is for colleagues: a client sees names (C5)."""
    return foretold(request, preview, with_details=firm_id in standing_of(request.user).firm_ids, **more)
