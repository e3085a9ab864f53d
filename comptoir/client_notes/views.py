"""Notes on a client: reading them all, adding one, changing or deleting one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.kernel.pagination import page_of
from comptoir.notifications.actions import mark_read
from comptoir.notifications.foretelling import foretold

from .actions import NoteDeleted, add_note, delete_note, edit_note, restore_note
from .forms import NoteForm
from .models import ClientNote, noted_clients
from .preview import preview_note
from .thread import Notes, latest_notes, notes_on


def found_client(request, pk):
    """The client, through the person."""
    return get_object_or_404(noted_clients(request.user), pk=pk)


def own(request, notes, pk, note_pk):
    """One's own note on the client, of `notes`."""
    return get_object_or_404(notes.select_related("client").filter(author=request.user), client=pk, pk=note_pk)


@login_required
@require_http_methods(["GET", "POST"])
def notes(request, pk):
    """All notes on a client; POST adds one."""
    client = found_client(request, pk)
    if request.method == "GET":
        return whole_list(request, client, NoteForm(client=client))
    form = NoteForm(request.POST, client=client)
    if not form.is_valid():
        return section(request, client, form, status=422) if request.htmx else whole_list(request, client, form, status=422)
    add_note(client, body=form.cleaned_data["body"], by=request.user, mentioned=form.mentioned, key=form.cleaned_data["key"])
    messages.success(request, _("Note ajoutée."))
    return back_to(request, client)


@login_required
@require_POST
def preview(request, pk):
    """«Qui sera prévenu ?» (X1)."""
    client = found_client(request, pk)
    form = NoteForm(request.POST, client=client)
    if not form.is_valid() and "body" in request.POST and request.POST["body"].strip():
        return foretold(request, problem=" ".join(form.errors.get("body", [])))
    return foretold(request, preview_note(client, body=request.POST.get("body", ""), by=request.user, mentioned=form.mentioned))


@login_required
@require_http_methods(["GET", "POST"])
def note(request, pk, note_pk):
    """One's own note, to change its words."""
    note = own(request, ClientNote.objects.visible_to(request.user), pk, note_pk)
    form = NoteForm(request.POST if request.method == "POST" else None, client=note.client, initial={"body": note.body})
    if form.is_valid() and edited(note, form, request.user):
        messages.success(request, _("Note enregistrée."))
        return redirect("{}#note-{}".format(reverse("client", args=[pk]), note_pk))
    context = {"client": note.client, "note": note, "form": form}
    return render(request, "client_notes/note.html", context, status=422 if form.is_bound else 200)


def edited(note, form, user):
    """Whether the note could be changed; else the form says why, with everything that was typed."""
    try:
        return edit_note(note, body=form.cleaned_data["body"], by=user, mentioned=form.mentioned)
    except NoteDeleted:
        form.add_error(None, _("Cette note vient d’être supprimée. Copiez son texte dans une nouvelle note."))


@login_required
@require_POST
def deletion(request, pk, note_pk):
    note = own(request, ClientNote.objects.visible_to(request.user), pk, note_pk)
    delete_note(note, by=request.user)
    return back_to(request, note.client, deleted=str(note.pk))


@login_required
@require_POST
def restoration(request, pk, note_pk):
    """«Annuler»."""
    note = own(request, ClientNote.objects.deleted_by(request.user), pk, note_pk)
    restore_note(note, by=request.user)
    messages.success(request, _("Note remise."))
    return back_to(request, note.client)


@login_required
@require_POST
def reading(request, pk):
    """The client's page was seen: what the bell says of this client is read."""
    mark_read(request.user, about=found_client(request, pk))
    return HttpResponse(status=204)


def back_to(request, client, deleted=""):
    """The client's page at its notes; a script-made request gets the notes alone."""
    if request.htmx:
        return section(request, client, NoteForm(client=client), deleted=deleted)
    query = f"?deleted={deleted}" if deleted else ""
    return redirect("{}{}#notes".format(reverse("client", args=[client.pk]), query))


def section(request, client, form, *, deleted="", status=200):
    context = {"client": client, "notes": latest_notes(client, request.user, deleted), "note_form": form}
    return render(request, "client_notes/section.html", context, status=status)


def whole_list(request, client, form, *, status=200):
    page = page_of(notes_on(client, request.user), request.GET.get("page"))
    context = {"client": client, "page": page, "notes": Notes(page.rows), "note_form": form}
    return render(request, "client_notes/notes.html", context, status=status)
