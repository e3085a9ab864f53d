"""What is typed, saved while it is typed; and who else is writing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ..actions import forget_draft, save_draft
from ..forms import DraftForm, dossiers_to_ask_about
from ..models import Conversation, SavedDraft
from ..wording import saved_draft
from .one import found_by_member


@login_required
@require_http_methods(["POST", "DELETE"])
def draft(request, pk):
    """The draft of one's message in a conversation: POST keeps what is typed, as often as wanted; DELETE forgets it."""
    conversation = get_object_or_404(Conversation.objects.visible_to(request.user), pk=pk)
    return keep_or_forget(request, {"conversation": conversation})


@login_required
@require_http_methods(["POST", "DELETE"])
def new_draft(request):
    """The draft of a new question about a dossier, or about none yet. When another dossier was chosen meanwhile, it moves there."""
    dossiers = dossiers_to_ask_about(request.user)
    dossier, before = (one_of(dossiers, request.POST.get(name, "")) for name in ("dossier", "before"))
    if before != dossier:
        forget_draft(request.user, {"dossier": before})
    return keep_or_forget(request, {"dossier": dossier})


def one_of(dossiers, pk):
    return dossiers.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None


def keep_or_forget(request, place):
    if request.method == "DELETE":
        forget_draft(request.user, place)
        return HttpResponse(status=204)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(sum(form.errors.values(), []))}, status=422)
    kept = save_draft(request.user, place, **form.cleaned_data)
    return JsonResponse(saved_draft(kept and kept.updated_at))


@login_required
@require_GET
def writing(request, pk):
    """«Paul Petit rédige une réponse…», for colleagues."""
    conversation = found_by_member(request, pk)
    drafts = SavedDraft.objects.being_written(conversation, timezone.now()).exclude(user=request.user)
    return render(request, "conversations/writing.html", {"conversation": conversation, "people": [one.user for one in drafts]})
