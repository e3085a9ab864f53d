"""One round of an invitation: a link of its own, a mail, an event. The same few statements for one and for five hundred."""

from dataclasses import dataclass, field

from comptoir.events.recording import record_events
from comptoir.links.models import Link
from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import values_at
from comptoir.transports.actions import queue_mails

from ..decisions import expiry_of
from ..models import Invitation

PURPOSE = "invitation"
DAYS = "invitations.days"
# The mails, by the name of their content.
INVITES, REMINDS = "invitation", "invitation_reminder"
SENT, RESENT, REVOKED, ACCEPTED, EXPIRED, UNDELIVERABLE = (
    f"invitation.{word}" for word in ("sent", "resent", "revoked", "accepted", "expired", "undeliverable")
)  # fmt: skip


@dataclass
class Outcome:
    """`sent`: the invitations whose mail is on its way. `refused`: [(what was asked, Reason)], in the order in which they were asked."""

    sent: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def in_a_new_round(invitation, *, email, days, by, now):
    """Put the clock back to its start: nothing of the round before counts any more. Not saved."""
    invitation.email, invitation.sent_by, invitation.sent_at = email, by, now
    invitation.expires_at = expiry_of(now, days)
    invitation.reminded_at = invitation.ended_told_at = invitation.undeliverable_at = None
    invitation.undeliverable_why = ""
    return invitation


CHANGED = [
    "email", "sent_by", "sent_at", "times_sent", "expires_at", "reminded_at", "ended_told_at", "undeliverable_at", "undeliverable_why", "level", "type",
]  # fmt: skip


def days_of(firms):
    """{firm id: how many days an invitation of this firm is valid}."""
    return {firm.pk: values_at(Holder.of_firm(firm))[DAYS] for firm in firms}


def send_round(verb, invitations, *, actor):
    """Give each its new link, owe each its mail, and tell. The links before are dead from then on."""
    issue_links(invitations)
    events = record_events(verb, [(one, words_of(one)) for one in invitations], actor=actor)
    owe_mails(INVITES, invitations, events)


def issue_links(invitations):
    """{invitation id: Link}, each valid exactly as long as its invitation. Two statements for any number, where `links.make_links` has two for each."""
    if not invitations:
        return
    links_of(invitations).alive().update(revoked_at=invitations[0].sent_at, revoked_by=invitations[0].sent_by)
    Link.objects.bulk_create(map(link_to, invitations))


def link_to(invitation):
    return Link.new(
        firm_id=invitation.firm_id,
        client_id=invitation.client_id,
        contact_id=invitation.contact_id,
        purpose=PURPOSE,
        target_type=Invitation._meta.label_lower,
        target_id=invitation.pk,
        email=invitation.email,
        made_at=invitation.sent_at,
        made_by=invitation.sent_by,
        expires_at=invitation.expires_at,
    )


def links_of(invitations):
    return Link.objects.filter(purpose=PURPOSE, target_type=Invitation._meta.label_lower, target_id__in=[one.pk for one in invitations])


def owe_mails(content, invitations, events):
    """It goes where the invitation says, whatever becomes of the contact's address meanwhile; it is rendered as it leaves."""
    pairs = zip(invitations, events or [None] * len(invitations), strict=True)
    owed = [
        {"contact_id": one.contact_id, "firm_id": one.firm_id, "address": one.email, "event": event, "data": {"invitation": one.pk, "round": one.times_sent}}
        for one, event in pairs
    ]
    queue_mails(content, owed)


def words_of(invitation):
    """What is true now and stays in the event."""
    return {
        "client": invitation.client_id,
        "client_name": invitation.client.name,
        "person": invitation.contact.full_name,
        "email": invitation.email,
        "level": invitation.level,
        "sent_by": invitation.sent_by_id,
        "expires_at": invitation.expires_at.isoformat(),
    }
