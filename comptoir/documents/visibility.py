"""Who sees documents, for many pairs at once: the same rule as `Document.objects.visible_to`, from the same decision; and who sees one, with the reason."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from comptoir.clients.decisions import DossierFacts
from comptoir.clients.models import ClientAccess, ClientContact, Contact, Dossier, DossierManager
from comptoir.clients.standing import standings_of

from .decisions import DocumentFacts, sees_as_client, sees_as_member
from .models import Document, Share


def who_sees(facts_by_key, user_ids):
    """{(key, user id): "member" or "client"} for every pair that sees; `facts_by_key` are DocumentFacts. One query for any number."""
    standings = standings_of(user_ids)
    sides = {}
    for key, facts in facts_by_key.items():
        for user_id, standing in standings.items():
            if sees_as_member(standing, facts):
                sides[key, user_id] = "member"
            elif sees_as_client(standing, facts):
                sides[key, user_id] = "client"
    return sides


def facts_of(document_ids):
    """{document id: DocumentFacts} of those that are still there, in three queries."""
    columns = ("pk", "firm_id", "licence_id", "client_id", "dossier_id", "shared_by_id", "is_from_client", "withdrawn_at")
    rows = list(Document.objects.filter(pk__in=document_ids).values_list(*columns))
    managers, contacts, users = managers_of({row[4] for row in rows}), defaultdict(set), defaultdict(set)
    for document_id, contact_id, user_id in Share.objects.filter(document__in=document_ids).values_list("document_id", "contact_id", "contact__user_id"):
        contacts[document_id].add(contact_id)
        users[document_id].add(user_id)
    return {
        pk: DocumentFacts(
            dossier=DossierFacts(firm, licence, client, frozenset(managers[dossier]), dossier),
            contact_ids=frozenset(contacts[pk]),
            user_ids=frozenset(users[pk] - {None}),
            dropped_by=(is_from_client and shared_by) or 0,
            is_withdrawn=withdrawn_at is not None,
        )
        for pk, firm, licence, client, dossier, shared_by, is_from_client, withdrawn_at in rows
    }


def facts_before(event):
    """The facts of a document that is not shared yet, from the event that would share it («Qui sera prévenu ?»)."""
    firm, licence, client = Dossier.objects.values_list("firm_id", "licence_id", "client_id").get(pk=event.data["dossier"])
    managers = managers_of({event.data["dossier"]})[event.data["dossier"]]
    dropped_by = event.actor_id if event.data["from_client"] else 0
    return DocumentFacts(
        DossierFacts(firm, licence, client, frozenset(managers), event.data["dossier"]), user_ids=frozenset(event.data["contacts"]), dropped_by=dropped_by
    )


def managers_of(dossier_ids):
    managers = defaultdict(set)
    for dossier_id, user_id in DossierManager.objects.filter(dossier__in=dossier_ids).values_list("dossier_id", "user_id"):
        managers[dossier_id].add(user_id)
    return managers


class Because(StrEnum):
    """Why somebody of the client sees a document, or does not yet."""

    FULL = "full"
    NAMED = "named"
    DROPPED = "dropped"
    # Shared with by name; sees it on the day they have an account, or an open access.
    NO_ACCOUNT = "no_account"
    NO_ACCESS = "no_access"


@dataclass(frozen=True)
class Reader:
    """Somebody of the client. `contact` is None for an account that no contact of the client has; `user` for a contact without account."""

    name: str
    because: Because
    contact: object = None
    user: object = None

    @property
    def sees(self):
        return self.because not in {Because.NO_ACCOUNT, Because.NO_ACCESS}


def people_of(dossier_id, client_id, named=()):
    """(contacts of the client and those with these ids, by name; {user id: open access to this dossier}), in two queries."""
    of_client = ClientContact.objects.filter(client=client_id).values("contact_id")
    contacts = list(Contact.objects.filter(Q(pk__in=of_client) | Q(pk__in=named)).select_related("user").order_by("name_key", "pk"))
    accesses = ClientAccess.objects.open().reaching(dossier_id, client_id).select_related("user").order_by("user__last_name", "user__first_name", "pk")
    return contacts, {access.user_id: access for access in accesses}


def readers_of(document):
    """The people of the client who see the document, or will once they can, each with the reason; in three queries."""
    named = set(document.shares.values_list("contact_id", flat=True))
    contacts, accesses = people_of(document.dossier_id, document.client_id, named)
    dropped_by = document.shared_by_id if document.is_from_client else None
    readers = [reader_of(contact, accesses.get(contact.user_id), contact.pk in named, dropped_by) for contact in contacts]
    known = {contact.user_id for contact in contacts}
    readers += [reader_of_account(access, dropped_by) for user_id, access in accesses.items() if user_id not in known]
    return sorted(filter(None, readers), key=lambda reader: not reader.sees)


def reader_of(contact, access, is_named, dropped_by):
    """The Reader that a contact of the client is, or None."""
    if access and access.level == ClientAccess.Level.FULL:
        because = Because.FULL
    elif access and access.user_id == dropped_by:
        because = Because.DROPPED
    elif not is_named:
        return None
    elif access:
        because = Because.NAMED
    else:
        because = Because.NO_ACCESS if contact.user_id else Because.NO_ACCOUNT
    return Reader(contact.full_name, because, contact, contact.user)


def reader_of_account(access, dropped_by):
    """The same of an account that no contact of the client has."""
    if access.level == ClientAccess.Level.FULL:
        return Reader(access.user.full_name, Because.FULL, user=access.user)
    return Reader(access.user.full_name, Because.DROPPED, user=access.user) if access.user_id == dropped_by else None
