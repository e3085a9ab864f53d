"""Invitations as a firm sends them, and the mails that leave."""

from email import message_from_bytes, policy

from django.urls import reverse

from comptoir.invitations.actions import Asked, invite
from comptoir.invitations.actions.rounds import links_of
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage

LUNA = "luna@roux.example"
PASSWORD = "Trois-bouquetins-42"


def contact_of(cast, first="Luna", email=LUNA, client=None):
    client = client or cast.client
    cast.put_on_portal(client)
    return cast.contact(client, first, "Roux", email=email)


def invited(cast, *, email=LUNA, client=None, by=None, level="full", contact=None):
    """One invitation that is on its way."""
    contact = contact or contact_of(cast, email=email, client=client)
    outcome = invite([Asked(client or cast.client, contact, level)], by=by or cast.marie)
    assert outcome.refused == []
    (invitation,) = outcome.sent
    return invitation


def link_of(invitation):
    return links_of([invitation]).alive().get()


def path_of(invitation):
    return reverse("link", args=[link_of(invitation).token])


def send_mails():
    """Everything that is due leaves; return the mails in the order in which they left."""
    before = set(MailboxMessage.objects.values_list("pk", flat=True))
    while send_due(MailboxOutlet()):
        pass
    return [message_from_bytes(bytes(one.source), policy=policy.default) for one in MailboxMessage.objects.exclude(pk__in=before).order_by("pk")]


def filled(**changes):
    return {"first_name": "Luna", "last_name": "Roux", "password": PASSWORD, "again": PASSWORD, "language": "fr"} | changes
