"""With whom a document of a dossier can be shared, and who will see it anyway."""

from dataclasses import dataclass

from comptoir.clients.models import ClientAccess

from .visibility import Because, people_of


@dataclass(frozen=True)
class Candidate:
    """Somebody of the client; `because` is why they would see the document once named."""

    contact: object
    because: Because


@dataclass(frozen=True)
class Audience:
    """`anyway`: full names of those with full access; `candidates`: the others; `unlisted`: full names of limited accounts that no contact has."""

    anyway: tuple
    candidates: tuple
    unlisted: tuple = ()

    @property
    def without_account(self):
        return [one for one in self.candidates if one.because == Because.NO_ACCOUNT]


def audience_of(dossier):
    """In two queries."""
    contacts, accesses = people_of(dossier.pk, dossier.client_id)
    full = {user_id: access.user for user_id, access in accesses.items() if access.level == ClientAccess.Level.FULL}
    anyway = tuple(user.full_name for user in full.values())
    others = [contact for contact in contacts if contact.user_id not in full]
    known = {contact.user_id for contact in contacts} | set(full)
    unlisted = tuple(access.user.full_name for user_id, access in accesses.items() if user_id not in known)
    return Audience(anyway, tuple(Candidate(contact, because_of(contact, accesses)) for contact in others), unlisted)


def because_of(contact, accesses):
    if contact.user_id in accesses:
        return Because.NAMED
    return Because.NO_ACCESS if contact.user_id else Because.NO_ACCOUNT
