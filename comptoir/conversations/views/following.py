"""Beside a conversation: sleep, mission and due date. For colleagues; clients never see any of it."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ..actions import classify_conversation, snooze_conversation, wake_conversation
from ..composing import ClassificationForm, SnoozeForm
from ..models import Conversation


def followed(request, pk):
    """The conversation, for whoever works on it."""
    return get_object_or_404(Conversation.objects.worked_on_by(request.user).select_related("mission", "snoozed_by"), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def classification(request, pk):
    """Mission and due date, saved at the change. Fetched beside the page, which stays light."""
    conversation = followed(request, pk)
    form = ClassificationForm(request.POST or None, conversation=conversation)
    if request.method == "GET":
        return show(request, conversation, form=form)
    if not form.is_valid():
        return show(request, conversation, form=form, fragment="#classification", status=422)
    conversation = classify_conversation(conversation, by=request.user, **form.cleaned_data)
    if not request.htmx:
        return redirect("conversation", pk=pk)
    return show(request, conversation, form=ClassificationForm(conversation=conversation), fragment="#classification", is_saved=True)


@login_required
@require_http_methods(["POST", "DELETE"])
def snooze(request, pk):
    """A conversation's sleep is a thing: POST creates it, DELETE ends it."""
    conversation = followed(request, pk)
    if request.method == "DELETE":
        wake_conversation(conversation, by=request.user)
        return back_to(request, pk)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return show(request, conversation, snooze_form=form, status=422)
    snooze_conversation(conversation, by=request.user, until=form.cleaned_data["moment"])
    return back_to(request, pk)


@login_required
@require_POST
def waking(request, pk):
    """What DELETE of the sleep does, for forms of pages without JavaScript."""
    wake_conversation(followed(request, pk), by=request.user)
    return back_to(request, pk)


def show(request, conversation, *, form=None, snooze_form=None, fragment="#panel", is_saved=False, status=200):
    """The whole page, or for a script the part that it replaces."""
    context = {
        "conversation": conversation,
        "form": form or ClassificationForm(conversation=conversation),
        "snooze_form": snooze_form or SnoozeForm(initial={"day": timezone.localdate() + timedelta(days=1)}),
        "is_saved": is_saved,
    }
    return render(request, "conversations/following.html" + (fragment if request.htmx else ""), context, status=status)


def back_to(request, pk):
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("conversation", pk=pk)
