"""Sharing documents: in a dossier, with people, and taking them back."""

from email.headerregistry import Address

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.clients.models import Contact, Dossier
from comptoir.events.recording import record_event, record_events

from ..models import Document, Share
from .files import store_files, title_of

TITLE_LENGTH = Document._meta.get_field("title").max_length


class NotOfTheClient(Exception):
    """One of the contacts is nobody of the dossier's client."""


class NoFile(Exception):
    """There is nothing to share."""


class TitleMissing(Exception):
    """A document has a title."""


def share_document(dossier, uploads, *, title="", contacts=(), by, key=None):
    """Share these files in `dossier`, each as a document; return them in their order, or none of them where one file is refused. Records document.shared.

    Whoever has full access to the client sees them; `contacts` are those who do with limited access. A client user of the dossier drops them for the
    firm the same way. `title` is the file's own name when left out; of several files each keeps its name behind it. `key` is chosen once per form: sent
    twice, it is shared once. Raises FileRefused, NoFile and NotOfTheClient.
    """
    contacts = checked(dossier, contacts)
    if not uploads:
        raise NoFile
    shared = list(Document.objects.shared_before(by, key))
    if shared:
        return shared
    try:
        with transaction.atomic():
            return write(dossier, uploads, title, contacts, by, key)
    except IntegrityError:
        shared = list(Document.objects.shared_before(by, key))
        if not shared:
            raise
        return shared


def checked(dossier, contacts):
    """The contacts, each once and all of the dossier's client."""
    contacts = list({contact.pk: contact for contact in contacts}.values())
    of_client = Contact.objects.filter(client_links__client=dossier.client_id, pk__in=[contact.pk for contact in contacts])
    if contacts and of_client.count() != len(contacts):
        raise NotOfTheClient
    return contacts


def write(dossier, uploads, title, contacts, by, key):
    files = store_files(uploads, firm=dossier.firm, by=by)
    try:
        documents = rows_of(dossier, files, titles_of(files, title), by, key)
        Share.objects.bulk_create([Share(document=document, contact=contact) for document in documents for contact in contacts])
        record_events("document.shared", [(document, what_is_told(document, contacts, by)) for document in documents], actor=by)
    except Exception:
        for file in files:
            default_storage.delete(file.stored_as)
        raise
    return documents


def titles_of(files, title):
    title = title.strip()
    own = [title_of(file.name) for file in files]
    titles = [title] if title and len(files) == 1 else [f"{title} – {name}" for name in own] if title else own
    return [one[:TITLE_LENGTH] for one in titles]


def rows_of(dossier, files, titles, by, key):
    place = {"firm_id": dossier.firm_id, "licence_id": dossier.licence_id, "client_id": dossier.client_id, "dossier": dossier}
    words = place | {"shared_by": by, "is_from_client": is_client_of(by, dossier), "key": key}
    documents = [Document(**words, file=file, title=title, place=number) for number, (file, title) in enumerate(zip(files, titles, strict=True))]
    for document in documents:
        document.index()
    return Document.objects.bulk_create(documents)


def is_client_of(user, dossier):
    """Whether `user` stands on the client's side of this dossier; a colleague may also be a client of their own firm."""
    return not Dossier.objects.worked_on_by(user).filter(pk=dossier.pk).exists()


def what_is_told(document, contacts, by):
    """The words and ids that notifications need; they stay true to this moment."""
    return {
        "dossier": document.dossier_id,
        "dossier_name": document.dossier.name,
        "client": document.client_id,
        "title": document.title,
        "subject": document.title,
        "author": by.full_name,
        "from_client": document.is_from_client,
        "contacts": [contact.user_id for contact in contacts if contact.user_id],
        "names": [contact.full_name for contact in contacts],
        "from_colleague": None if document.is_from_client else by.full_name,
        "reply_to": str(Address(display_name=" ".join(by.full_name.split()), addr_spec=by.email)),
    }


@transaction.atomic
def share_with(document, contacts, *, by):
    """Let these contacts see the document, beside those who do; return the contacts for whom it is news. Records document.extended when there are any.

    Raises NotOfTheClient.
    """
    contacts = checked(document.dossier, contacts)
    # Locked, so that of two at once the second finds nothing to do.
    Document.objects.select_for_update(of=["self"]).get(pk=document.pk)
    known = set(document.shares.values_list("contact_id", flat=True))
    new = [contact for contact in contacts if contact.pk not in known]
    Share.objects.bulk_create([Share(document=document, contact=contact) for contact in new])
    if new:
        record_event("document.extended", document, actor=by, **what_is_told(document, new, by) | {"from_client": False, "from_colleague": by.full_name})
    return new


@transaction.atomic
def stop_sharing_with(document, contact, *, by):
    """The document is no longer shared with this contact by name; return whether it was. With full access they see it still. Records document.restricted."""
    deleted, _rows = Share.objects.filter(document=document, contact=contact).delete()
    if deleted:
        record_event("document.restricted", document, actor=by, **what_is_told(document, [contact], by))
    return bool(deleted)


@transaction.atomic
def withdraw_document(document, *, by):
    """From this moment on only the firm sees it; return whether it was news. What was not read yet of it leaves the bell. Records document.withdrawn."""
    return turned(document, {"withdrawn_at": None}, {"withdrawn_at": timezone.now(), "withdrawn_by": by}, "document.withdrawn", by)


@transaction.atomic
def restore_document(document, *, by):
    """Whoever saw it sees it again; nobody is told anew. Return whether it was news. Records document.restored."""
    withdrawn = {"withdrawn_at__isnull": False}
    return turned(document, withdrawn, {"withdrawn_at": None, "withdrawn_by": None}, "document.restored", by)


def turned(document, before, after, verb, by):
    """One conditional update: of two at the same moment one counts."""
    changed = Document.objects.filter(pk=document.pk, **before).update(**after)
    if changed:
        for name, value in after.items():
            setattr(document, name, value)
        record_event(verb, document, actor=by, **what_is_told(document, [], by))
    return bool(changed)


@transaction.atomic
def rename_document(document, *, title, by):
    """Give it another title; return whether it was news. The file keeps its name. Raises TitleMissing. Records document.renamed."""
    title = title.strip()
    if not title:
        raise TitleMissing
    before, document.title = document.title, title[:TITLE_LENGTH]
    if document.title == before:
        return False
    document.save(update_fields=["title", "name_key", "search_text"])
    record_event("document.renamed", document, actor=by, **what_is_told(document, [], by), before=before)
    return True
