"""One request: reading it, deciding it, following it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.notifications.actions import mark_read

from ..actions import (
    AddresseeGone,
    AlreadySettled,
    NotTheirs,
    ReminderTooSoon,
    accept_validation,
    refuse_validation,
    remind_validation,
    withdraw_validation,
)
from ..forms import RefusalForm
from ..history import story_of
from ..models import Validation
from ..proposals import can_still_decide
from ..sentences import gone_sentence, not_theirs_sentence, settled_sentence, too_soon_sentence
from ..visibility import rights_on


def found(request, pk):
    """The request, through the person."""
    return get_object_or_404(Validation.objects.visible_to(request.user).with_people(), pk=pk)


@login_required
@require_GET
def validation(request, pk):
    return show(request, found(request, pk), RefusalForm(), fragment="#validation" if request.htmx else "")


@login_required
@require_POST
def acceptance(request, pk):
    return done(request, pk, accept_validation, _("Demande acceptée."))


@login_required
@require_POST
def refusal(request, pk):
    """A reason is needed; without it, or when somebody was faster, what was typed is still there."""
    form = RefusalForm(request.POST)
    validation = found(request, pk)
    if form.is_valid():
        problem = problem_of(lambda: refuse_validation(validation, by=request.user, reason=form.cleaned_data["reason"]))
        if not problem:
            messages.success(request, _("Demande refusée."))
            return redirect("validation", pk=pk)
        form.add_error(None, problem)
    return show(request, found(request, pk), form, status=422)


@login_required
@require_POST
def withdrawal(request, pk):
    return done(request, pk, withdraw_validation, _("Demande retirée."))


@login_required
@require_POST
def reminder(request, pk):
    return done(request, pk, remind_validation, _("Relance envoyée."))


@login_required
@require_POST
def reading(request, pk):
    """The page was seen: what the bell says of this request is read."""
    mark_read(request.user, about=found(request, pk))
    return HttpResponse(status=204)


def done(request, pk, action, sentence):
    """Hand the request to the action, say what came of it, and show it again."""
    validation = found(request, pk)
    problem = problem_of(lambda: action(validation, by=request.user))
    (messages.error if problem else messages.success)(request, problem or sentence)
    return redirect("validation", pk=pk)


def problem_of(deed):
    """Why the deed was refused, in a sentence; nothing when it was done."""
    try:
        deed()
    except AlreadySettled as settled:
        return settled_sentence(settled.validation)
    except NotTheirs as refused:
        return not_theirs_sentence(refused)
    except ReminderTooSoon as early:
        return too_soon_sentence(early.moment)
    except AddresseeGone:
        return gone_sentence()
    return ""


def show(request, validation, form, *, fragment="", status=200):
    acts = rights_on(validation, request.user) if validation.is_pending else frozenset()
    context = {
        "validation": validation,
        "story": story_of(validation),
        "form": form,
        "may": {str(act) for act in acts},
        "is_stuck": validation.is_pending and not can_still_decide(validation),
        "is_mine": validation.requested_by_id == request.user.pk,
    }
    return render(request, f"validations/validation.html{fragment}", context, status=status)
