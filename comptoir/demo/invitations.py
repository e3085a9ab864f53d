"""Invitations to the portal in each state: waiting, accepted, expired, revoked, not delivered; and one that waits for somebody with an account."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.actions import enable_portal
from comptoir.clients.models import Client, ClientContact, Contact
from comptoir.events.models import Event
from comptoir.events.outbox import drain
from comptoir.firms.models import Firm
from comptoir.invitations.actions import Asked, accept, invite, revoke
from comptoir.invitations.actions.ending import look_after
from comptoir.invitations.actions.rounds import links_of
from comptoir.invitations.models import Invitation
from comptoir.links.models import Link
from comptoir.transports.actions import fail
from comptoir.transports.addresses import mark_bouncing
from comptoir.transports.models import Delivery

# (client, who invites, level, state, days ago)
INVITED = [
    ("Librairie Les Pages Bleues", "paul", "full", "pending", 0),
    ("Pharmacie de la Citadelle", "marie", "limited", "pending", 1),
    ("Menuiserie Delannoy", "paul", "full", "accepted", 6),
    ("Brasserie du Vieux Pont", "jean", "full", "expired", 5),
    ("Garage Vandamme et Fils", "marie", "limited", "revoked", 2),
    ("Fleurs de Wazemmes", "alix", "full", "undeliverable", 1),
]
NOBODY_THERE = "550 5.1.1 : boîte inconnue"


def show_invitations(firm, people):
    """The firm's portal is on, these clients are enabled, and somebody of each was invited."""
    Firm.objects.filter(pk=firm.pk, portal_enabled_at=None).update(portal_enabled_at=timezone.now(), portal_enabled_by=people["alix"])
    names = ["Boulangerie Roux", "Plomberie Castelain", *(name for name, *_rest in INVITED)]
    enable_portal(Client.objects.filter(firm=firm, name__in=names), by=people["alix"])
    for name, inviter, level, state, days in INVITED:
        client = Client.objects.get(firm=firm, name=name)
        invitation = invite_to(client, client.contacts.order_by("pk")[0], level, people[inviter])
        days_ago(invitation, days)
        BECOMES[state](invitation, people[inviter])
    invite_bruno_too(firm, people)
    look_after(timezone.now())
    while drain():
        pass


def invite_bruno_too(firm, people):
    """He has his own account, and now a second client: the invitation waits on his page."""
    client = Client.objects.get(firm=firm, name="Plomberie Castelain")
    contact = Contact.objects.get(firm=firm, email="bruno.delannoy@menuiserie-delannoy.example")
    ClientContact.objects.get_or_create(client=client, contact=contact)
    return invite_to(client, contact, "limited", people["alix"])


def invite_to(client, contact, level, by):
    (invitation,) = invite([Asked(client, contact, level)], by=by).sent
    return invitation


def days_ago(invitation, days):
    """Move it and its story into the past. What was sent then has arrived."""
    shift = timedelta(days=days)
    moments = {name: F(name) - shift for name in ("invited_at", "sent_at", "expires_at")}
    Invitation.objects.filter(pk=invitation.pk).update(**moments)
    Link.objects.filter(pk__in=links_of([invitation]).values("pk")).update(made_at=F("made_at") - shift, expires_at=F("expires_at") - shift)
    events = Event.objects.about(invitation)
    events.update(occurred_at=F("occurred_at") - shift)
    if days:
        Delivery.objects.filter(event__in=events).update(state=Delivery.State.SENT, sent_at=timezone.now() - shift)
    invitation.refresh_from_db()


def accepted(invitation, inviter):
    from .loading import password

    contact = invitation.contact
    user = User.objects.create(email=invitation.email, first_name=contact.first_name, last_name=contact.last_name, password=password())
    # As of the day after it was sent: today it would be too late.
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() + timedelta(days=1))
    accept([invitation], user=user)
    day_after = invitation.sent_at + timedelta(days=1)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=day_after, expires_at=invitation.expires_at)
    Event.objects.about(invitation).filter(verb="invitation.accepted").update(occurred_at=day_after)


def revoked(invitation, inviter):
    revoke([invitation], by=inviter)


def undelivered(invitation, inviter):
    delivery = Delivery.objects.select_related("contact", "event").get(event__in=Event.objects.about(invitation))
    fail(delivery, NOBODY_THERE)
    mark_bouncing(delivery, reason=NOBODY_THERE)


def as_it_is(invitation, inviter):
    """Time alone does the rest."""


BECOMES = {"pending": as_it_is, "expired": as_it_is, "accepted": accepted, "revoked": revoked, "undeliverable": undelivered}
