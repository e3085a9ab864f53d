"""Making unique links and ending them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from .models import Link, LinkUse


@transaction.atomic
def make_links(contacts, *, purpose, target, client, by, days):
    """{contact id: Link} for these people, to one object of `client`; those made before for the same are dead from then on. Two statements for any number.

    Contacts without an address get none.
    """
    contacts = [contact for contact in contacts if contact.email]
    now = timezone.now()
    before = Link.objects.alive().about(target).filter(purpose=purpose, contact__in=contacts)
    before.update(revoked_at=now, revoked_by=by)
    words = {"firm": client.firm, "client": client, "purpose": purpose, "target_type": target._meta.label_lower, "target_id": target.pk}
    made = [Link.new(**words, contact=contact, email=contact.email, made_at=now, made_by=by, expires_at=now + timedelta(days=days)) for contact in contacts]
    return {link.contact_id: link for link in Link.objects.bulk_create(made)}


@transaction.atomic
def revoke_links(target, *, by, contacts=None):
    """Withdraw the links that lead to `target`, of these contacts only where given; return how many. Records link.revoked when there was any."""
    alive = Link.objects.alive().about(target)
    if contacts is not None:
        alive = alive.filter(contact__in=contacts)
    count = alive.update(revoked_at=timezone.now(), revoked_by=by)
    if count:
        record_event("link.revoked", target, actor=by, count=count)
    return count


@transaction.atomic
def consume(link):
    """The purpose is served; return whether this call is the one that used the link up: of two at once, one is."""
    used = Link.objects.alive().filter(pk=link.pk).update(consumed_at=timezone.now()) == 1
    if used:
        LinkUse.objects.create(link=link, kind=LinkUse.Kind.CONSUMED)
    return used
