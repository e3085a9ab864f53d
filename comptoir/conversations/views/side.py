"""What stands beside a conversation, fetched in one request once the page is there: the page itself stays light."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from comptoir.away.models import Absence

from ..actions import people_to_add
from ..composing import ClassificationForm, SnoozeForm
from ..forms import AssignmentForm, ChannelForm, ParticipantsForm
from ..roles import participants_of
from .one import found


@login_required
@require_GET
def side(request, pk):
    """Who takes part, for both sides; for colleagues also to whom it is given, by which way it is answered, and how it is followed.

    Each part has an address of its own, where it is saved and where a page without JavaScript leads.
    """
    conversation = found(request, pk)
    if not request.htmx:
        return redirect("conversation", pk=pk)
    context = {
        "conversation": conversation,
        "is_member": conversation.is_worked_on,
        "participants": participants_of(conversation),
        "participants_form": ParticipantsForm(people=people_to_add(conversation, request.user)),
    }
    return render(request, "conversations/side.html", context | (for_colleagues(conversation) if conversation.is_worked_on else {}))


def for_colleagues(conversation):
    absences = Absence.objects.covering(timezone.now()).filter(firm=conversation.firm_id).select_related("user")
    return {
        "assignment_form": AssignmentForm(conversation=conversation),
        "away": [absence.user for absence in absences],
        "channel_form": ChannelForm(initial={"channel": conversation.channel}),
        "classification_form": ClassificationForm(conversation=conversation),
        "snooze_form": SnoozeForm(initial={"day": timezone.localdate() + timedelta(days=1)}),
    }
