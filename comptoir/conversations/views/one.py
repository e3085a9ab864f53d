"""One conversation: reading it, writing in it, closing it, giving it to somebody."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from comptoir.away.models import Absence
from comptoir.documents.actions import FileRefused
from comptoir.documents.serving import file_response
from comptoir.notifications.actions import mark_read
from comptoir.preferences.resolver import values_of

from ..actions import ConversationClosed, TooLongForSms, add_note, assign_conversation, close_conversation, reopen_conversation, resend_message
from ..decisions import Reason
from ..forms import AssignmentForm, MessageForm, NoteForm
from ..models import Attachment, Conversation, Message
from ..settings_pages import SHORTCUTS
from ..thread import read_thread
from ..waits import waits_of
from ..wording import saved_draft
from .holding import HELD, held_notice, post_unless_held, told_of


def found(request, pk):
    """The conversation, through the person."""
    conversations = (
        Conversation.objects.visible_to(request.user)
        .with_side_of(request.user)
        .with_draft_of(request.user)
        .select_related("dossier", "client", "licence", "firm", "assigned_user", "assigned_team", "closed_by", "snoozed_by")
    )
    return get_object_or_404(conversations, pk=pk)


def found_by_member(request, pk):
    """The same for what only the firm's side may do."""
    return get_object_or_404(Conversation.objects.worked_on_by(request.user).select_related("dossier", "client", "firm"), pk=pk)


@login_required
@require_GET
def conversation(request, pk):
    row = found(request, pk)
    return show(request, row, blank_form(row))


def blank_form(conversation):
    """The form with what was typed before and not sent, on whatever device."""
    return MessageForm(initial={"body": conversation.draft_body or ""})


@login_required
@require_GET
def thread(request, pk):
    """The messages alone, fetched again when something arrives."""
    return show(request, found(request, pk), MessageForm(), fragment="#thread")


@login_required
@require_POST
def reply(request, pk):
    form = MessageForm(request.POST, request.FILES)
    return send(request, found(request, pk), form, lambda *args: post_unless_held(*args, form))


@login_required
@require_POST
def note(request, pk):
    conversation = found_by_member(request, pk)
    form = NoteForm(request.POST, request.FILES, conversation=conversation)
    return send(request, conversation, form, lambda *args: add_note(*args, mentioned=form.mentioned))


def send(request, conversation, form, action):
    """Hand a valid draft to the action; whatever is refused comes back with its reason and everything that was typed."""
    if form.is_valid():
        try:
            action(conversation, form.draft(request.user))
        except HELD as held:
            return hold(request, conversation, form, held)
        except ConversationClosed:
            form.add_error(None, _("Cette conversation vient d’être close. Rouvrez-la pour y écrire."))
        except TooLongForSms as error:
            form.add_error("body", str(error))
        except FileRefused as error:
            form.add_error("files", str(error))
        else:
            if not request.htmx:
                return redirect("conversation", pk=conversation.pk)
            form = MessageForm()
    return show(request, found(request, conversation.pk), form, fragment="#conversation" if request.htmx else "", status=422 if form.is_bound else 200)


def hold(request, conversation, form, held):
    """Nothing was sent, for a reason that a second press overrules."""
    told = told_of(held, form)
    if request.htmx:
        return held_notice(request, conversation, told)
    return show(request, found(request, conversation.pk), form, status=422, **told)


@login_required
@require_http_methods(["POST", "DELETE"])
def closure(request, pk):
    """A conversation's closure is a thing: POST creates it (members), DELETE removes it (both sides)."""
    if request.method == "POST":
        close_conversation(found_by_member(request, pk), by=request.user)
    else:
        reopen_conversation(found(request, pk), by=request.user)
    return back_to(request, pk)


@login_required
@require_POST
def reopening(request, pk):
    """What DELETE of the closure does, for forms of pages without JavaScript."""
    reopen_conversation(found(request, pk), by=request.user)
    return back_to(request, pk)


@login_required
@require_POST
def assignment(request, pk):
    conversation = found_by_member(request, pk)
    form = AssignmentForm(request.POST, conversation=conversation)
    if form.is_valid():
        assign_conversation(conversation, by=request.user, **form.chosen())
    else:
        messages.error(request, _("Choisissez quelqu’un qui travaille sur ce dossier."))
    return back_to(request, pk)


@login_required
@require_GET
def assignment_form(request, pk):
    """To whom it can be given; fetched beside the page, which stays light. Says who is away before anybody is chosen (A5)."""
    conversation = found_by_member(request, pk)
    form = AssignmentForm(conversation=conversation)
    absences = Absence.objects.covering(timezone.now()).filter(firm=conversation.firm_id).select_related("user")
    context = {"conversation": conversation, "form": form, "away": [absence.user for absence in absences]}
    return render(request, "conversations/assignment.html", context)


@login_required
@require_POST
def resending(request, pk, message_pk):
    """«Renvoyer»."""
    conversation = found_by_member(request, pk)
    message = get_object_or_404(Message, pk=message_pk, conversation=conversation)
    count = resend_message(message, by=request.user)
    messages.success(request, ngettext("Message renvoyé à une personne.", "Message renvoyé à %(count)s personnes.", count) % {"count": count})
    return back_to(request, pk)


@login_required
@require_POST
def reading(request, pk):
    """The page was seen: what the bell says of this conversation is read."""
    conversation = found(request, pk)
    mark_read(request.user, about=conversation)
    return HttpResponse(status=204)


@login_required
@require_GET
def news(request, pk):
    """Asked once as the page begins to listen: wakes it where something came after `after`, between the page and its ear."""
    after = request.GET.get("after", "")
    conversation = found(request, pk)
    newer = conversation.messages.filter(pk__gt=int(after)) if after.isascii() and after.isdigit() and len(after) < 19 else Message.objects.none()
    response = HttpResponse(status=204)
    return trigger_client_event(response, "live-conversation") if newer.filter(readable_by(conversation)).exists() else response


def readable_by(conversation):
    """Notes are for who works on the conversation."""
    return Q() if conversation.is_worked_on else Q(is_note=False)


@login_required
@require_GET
def attachment(request, pk, file_pk):
    """A file of a message that the person may read; 404 for a note's file on the client's side."""
    readable = Message.objects.visible_to(request.user).filter(conversation=pk)
    row = Attachment.objects.select_related("file").filter(message__in=readable, file=file_pk).first()
    if row is None:
        raise Http404
    return file_response(row.file)


def show(request, conversation, form, *, fragment="", status=200, **extra):
    is_member = conversation.is_worked_on
    thread = read_thread(conversation, request.user)
    context = {
        "conversation": conversation,
        "address": reverse("conversation", args=[conversation.pk]),
        "thread": thread,
        **marks(form, thread),
        **saved_draft(conversation.draft_saved_at),
        "form": form,
        "is_member": is_member,
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "has_shortcuts": is_member and values_of(request.user)[SHORTCUTS],
        "assignment_story": assignment_story(conversation.assignment) if is_member else "",
        "waiting": waits_of(conversation, timezone.now()) if is_member else None,
    }
    return render(request, f"conversations/conversation.html{fragment}", context | extra, status=status)


def marks(form, thread):
    """What the form says of itself when it is sent: what its page showed, and what it showed already when it comes back refused."""
    if form.is_bound:
        return {"last_seen": form.cleaned_data.get("seen_up_to"), "as_it_is": form.cleaned_data.get("as_it_is")}
    return {"last_seen": thread.last_id}


def assignment_story(assignment):
    """Why the conversation is with whom it is with, in a sentence."""
    sentences = {
        Reason.FIRST_RECIPIENT: _("premier destinataire choisi"),
        Reason.BY_NUMBER: _("numéro d’identification %(number)s"),
        Reason.AWAY: _("%(meant_for)s est en absence et l’a désigné"),
        Reason.AWAY_WITHOUT_DELEGATE: _("en absence, sans délégué"),
        Reason.AWAY_AND_CONFIDENTIAL: _("en absence ; confidentielle, elle ne passe à personne d’autre"),
        Reason.AWAY_WHEN_CLIENT_WROTE: _("%(meant_for)s est en absence, et le client a écrit"),
        Reason.HANDED_OVER: _("confiée par %(meant_for)s pour son absence"),
        Reason.GIVEN_BACK: _("revenue à la fin de l’absence"),
        Reason.WROTE_WHILE_AWAY: _("en absence, mais a écrit à ce client entre-temps"),
        Reason.LEFT_THE_FIRM: _("%(meant_for)s a quitté le cabinet"),
        Reason.FALLBACK_TEAM: _("personne ne participe à ce dossier : équipe de repli du cabinet"),
        Reason.BY_HAND: _("choix de %(by)s"),
        Reason.ASKED_IT: _("a posé la question"),
    }
    story = sentences.get(assignment.get("reason"), "") % assignment
    if assignment.get("unknown_number"):
        story = _("%(story)s ; personne n’a le numéro d’identification %(number)s") % {"story": story, "number": assignment["unknown_number"]}
    return _("%(story)s ; à son tour dans «%(team)s»") % {"story": story, "team": assignment["team"]} if assignment.get("team") else story


def back_to(request, pk):
    """The page again; a script-made request is told to load it anew."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("conversation", pk=pk)
