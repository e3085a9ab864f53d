"""The people to talk to: added to a client, and kept right."""

from django.db import transaction

from comptoir.events.recording import record_event
from comptoir.kernel.text import fold

from ..models import ClientContact, Contact
from .creating import one_at_a_time

ADDED, CHANGED = "contact.added", "contact.changed"
CHANGEABLE = ("first_name", "last_name", "email", "phone", "job_title", "language")


@transaction.atomic
def add_contact(client, new, *, by, language="fr"):
    """Link a person (`new`: NewContact) to the client and return the contact. Records contact.added when that is news.

    Somebody with this e-mail whom `by` sees already is taken, and keeps the name they have; without an e-mail, somebody of this client with the same name:
    a double click adds one person.
    """
    one_at_a_time(client.firm_id)
    contact = known_contact(client, new, by)
    if contact is None:
        words = {"last_name": new.last_name, "first_name": new.first_name, "email": new.email, "phone": new.phone, "language": language}
        contact = Contact.objects.create(firm_id=client.firm_id, **words)
    _link, is_new = ClientContact.objects.get_or_create(client=client, contact=contact)
    if is_new:
        record_event(ADDED, contact, actor=by, name=contact.full_name, client=client.pk, client_name=client.name)
    return contact


def known_contact(client, new, by):
    """Who is meant, among the people of the firm that `by` sees; None for somebody new."""
    if new.email:
        return Contact.objects.visible_to(by).filter(firm=client.firm_id, email=new.email).order_by("pk").first()
    name_key = fold(f"{new.last_name} {new.first_name}".strip())[:240]
    return client.contacts.filter(name_key=name_key, email="").order_by("pk").first()


@transaction.atomic
def change_contact(contact, values, *, by):
    """Write `values` (some of CHANGEABLE); return the names of those that were news. An account keeps its own name and address.

    Invitations already sent stay sent to the address they went to. Records contact.changed with what was true before and after.
    """
    held = Contact.objects.select_for_update(of=["self"]).get(pk=contact.pk)
    before = {name: getattr(held, name) for name in CHANGEABLE if name in values and getattr(held, name) != values[name]}
    for name in before:
        setattr(held, name, values[name])
        setattr(contact, name, values[name])
    if before:
        held.save(update_fields=[*before, "name_key", "search_text"])
        record_event(CHANGED, held, actor=by, name=held.full_name, before=before, after={name: values[name] for name in before})
    return list(before)
