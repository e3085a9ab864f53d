"""Who takes part in a conversation, for both sides: the list with roles, passing it on, keeping it to those who are named."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ..actions import CannotJoin, LastOneNamed, add_participants, people_to_add, remove_participant, set_confidential
from ..forms import ParticipantsForm
from ..roles import participants_of
from .one import back_to, found, found_by_member


@login_required
@require_http_methods(["GET", "POST"])
def participants(request, pk):
    """GET: the list, fetched beside the page, which stays light. POST: pass the conversation on to those who are chosen («Transmettre»)."""
    conversation = found(request, pk)
    if request.method == "POST":
        return pass_on(request, conversation)
    return show(request, conversation, ParticipantsForm(people=people_to_add(conversation, request.user)))


def pass_on(request, conversation):
    form = ParticipantsForm(request.POST, people=people_to_add(conversation, request.user))
    if not form.is_valid():
        return show(request, conversation, form, status=422)
    try:
        count = add_participants(conversation, form.cleaned_data["people"], by=request.user)
    except CannotJoin:
        form.add_error("people", _("Une des personnes choisies ne suit plus ce dossier."))
        return show(request, conversation, form, status=422)
    messages.success(request, ngettext("Transmise à une personne.", "Transmise à %(count)s personnes.", count) % {"count": count})
    return back_to(request, conversation.pk)


def show(request, conversation, form, status=200):
    context = {"conversation": conversation, "participants": participants_of(conversation), "form": form, "is_member": conversation.is_worked_on}
    return render(request, "conversations/participants.html" + ("#participants" if request.htmx else ""), context, status=status)


@login_required
@require_POST
def removal(request, pk, user_pk):
    """Somebody is taken out; for colleagues to decide."""
    conversation = found_by_member(request, pk)
    user = get_object_or_404(get_user_model(), pk=user_pk, pk__in=conversation.recipients.values("user"))
    try:
        remove_participant(conversation, user, by=request.user)
    except LastOneNamed:
        messages.error(request, _("Une conversation confidentielle garde au moins un collaborateur. Ajoutez quelqu’un d’abord."))
        return back_to(request, pk)
    # Whoever takes themselves out of a confidential conversation does not see it any more.
    return redirect("conversations") if user == request.user and conversation.is_confidential else back_to(request, pk)


@login_required
@require_POST
def confidentiality(request, pk):
    """«Confidentielle», on or off."""
    set_confidential(found_by_member(request, pk), by=request.user, value="is_confidential" in request.POST)
    return back_to(request, pk)
