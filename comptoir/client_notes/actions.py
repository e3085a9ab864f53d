"""The verbs of a note on a client."""

from email.headerregistry import Address

from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.events.recording import record_event
from comptoir.kernel.text import excerpt

from .models import ClientMention, ClientNote


class NoteDeleted(Exception):
    """The note was deleted meanwhile; there is nothing to change."""


def add_note(client, *, body, by, mentioned=(), key=None):
    """Note something about a client and tell those named in it. The same `key` from the same person makes one note. Records client_note.added.

    `mentioned` are users who work for the client; the doors check that with `clients.mentions.named_in`.
    """
    try:
        with transaction.atomic():
            note = ClientNote.objects.create(firm_id=client.firm_id, client=client, author=by, body=body, key=key)
            record_event("client_note.added", client, actor=by, **what_is_told(note, newly_mentioned(note, mentioned)))
    except IntegrityError:
        note = key and ClientNote.objects.filter(author=by, key=key).first()
        if not note:
            raise
    return note


@transaction.atomic
def edit_note(note, *, body, by, mentioned=()):
    """Change the words of a note; those whom it named before are not told again. Raises NoteDeleted. Records client_note.edited, unless nothing changed."""
    note = ClientNote.objects.present().select_for_update(of=["self"]).select_related("client").filter(pk=note.pk).first()
    if note is None:
        raise NoteDeleted
    if note.body == body:
        return note
    note.body, note.edited_at = body, timezone.now()
    note.save(update_fields=["body", "edited_at"])
    record_event("client_note.edited", note.client, actor=by, **what_is_told(note, newly_mentioned(note, mentioned)))
    return note


@transaction.atomic
def delete_note(note, *, by):
    """Take a note away; whoever was told of it finds it gone. Records client_note.deleted, unless it was deleted already."""
    if ClientNote.objects.present().filter(pk=note.pk).update(deleted_at=timezone.now(), deleted_by=by):
        record_event("client_note.deleted", note.client, actor=by, note=note.pk, client_name=note.client.name)


@transaction.atomic
def restore_note(note, *, by):
    """Undo a deletion. Records client_note.restored, unless the note was there. Nobody is told again."""
    if ClientNote.objects.exclude(deleted_at=None).filter(pk=note.pk).update(deleted_at=None, deleted_by=None):
        record_event("client_note.restored", note.client, actor=by, note=note.pk, client_name=note.client.name)


def newly_mentioned(note, mentioned):
    """The ids of those whom the note did not name before; from now on it did."""
    known = set(ClientMention.objects.filter(note=note).values_list("user_id", flat=True))
    ids = sorted({user.pk for user in mentioned} - known)
    ClientMention.objects.bulk_create([ClientMention(note=note, user_id=user_id) for user_id in ids])
    return ids


def what_is_told(note, mentions):
    """The words and ids that a notification of this note needs; they stay true to this moment."""
    author = note.author
    return {
        "note": note.pk,
        "client_name": note.client.name,
        "author": author.full_name,
        "excerpt": excerpt(note.body),
        "mentions": mentions,
        "from_colleague": author.full_name,
        "reply_to": str(Address(display_name=" ".join(author.full_name.split()), addr_spec=author.email)),
    }
