"""«Envoyer l’e-mail de bienvenue»: a link by which somebody chooses a password and comes in for the first time."""

from datetime import timedelta

from django.contrib.auth import get_user_model, password_validation
from django.db import transaction
from django.utils import timezone

from comptoir.billing.models import Terms
from comptoir.clients.models import ClientAccess, ClientContact, ClientUser, Contact
from comptoir.events.recording import record_event, record_events
from comptoir.kernel.among import among
from comptoir.links.actions import consume
from comptoir.links.models import Link
from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import values_at
from comptoir.transports.actions import queue_mails

PURPOSE = CONTENT = "welcome"
# The link lives as long as the firm's invitations do.
DAYS = "invitations.days"
WELCOMED, JOINED = "client_user.welcomed", "client_user.joined"
AT_ONCE = 1000


class LinkUsed(Exception):
    """Somebody was faster with the same link: it served once."""


def welcome(places, *, by):
    """Send these client users their welcome e-mail in the name of `by`; return those to whom it is on its way.

    Who is deleted, suspended or not validated yet gets none. A link sent before is dead from then on. The same few statements for one and for thousands.
    Records client_user.welcomed.
    """
    return send([place.pk for place in places], sender=by, actor=by)


def welcome_again(place, *, sender):
    """The bearer of an expired link asked for a new one: it goes to the person's own address, in the name of who sent the first."""
    return send([place.pk], sender=sender, actor=None)


@transaction.atomic
def send(ids, *, sender, actor):
    rows = ClientUser.objects.filter(among("pk", ids), deleted_at=None, suspended_at=None).exclude(validated_at=None)
    # Locked, so that of two presses at once the second kills the link of the first.
    places = list(rows.select_for_update(of=["self"]).select_related("firm", "user").order_by("pk"))
    if not places:
        return []
    now, contacts, clients = timezone.now(), contacts_of(places), clients_of(places)
    places = [place for place in places if place.pk in clients]
    links = new_links(places, contacts, clients, sender, now)
    ClientUser.objects.filter(among("pk", [place.pk for place in places])).update(welcomed_at=now)
    events = record_events(WELCOMED, [(place, {"person": place.user.full_name, "email": place.user.email}) for place in places], actor=actor)
    owed = [mail_owed(place, link, event) for place, link, event in zip(places, links, events, strict=True)]
    queue_mails(CONTENT, owed)
    return places


def contacts_of(places):
    """{(firm id, user id): Contact} of each; made where there is none, for a link is made for a contact."""
    users = {place.user_id for place in places}
    known = {(one.firm_id, one.user_id): one for one in Contact.objects.filter(among("user_id", users)).order_by("-pk")}
    new = [new_contact(place) for place in places if (place.firm_id, place.user_id) not in known]
    Contact.objects.bulk_create(new, batch_size=AT_ONCE)
    return known | {(one.firm_id, one.user_id): one for one in new}


def new_contact(place):
    words = {name: getattr(place.user, name) for name in ("first_name", "last_name", "email", "phone", "language")}
    contact = Contact(firm=place.firm, user=place.user, **words)
    contact.index()
    return contact


def clients_of(places):
    """{client user's id: client id}: the company billed where the person is reached by it, else the first that they reach. None without any."""
    accesses = ClientAccess.objects.filter(among("user_id", [place.user_id for place in places]), closed_at=None).order_by("-client_id")
    reached = {}
    for firm_id, user_id, client_id in accesses.values_list("firm_id", "user_id", "client_id"):
        reached.setdefault((firm_id, user_id), []).append(client_id)
    billed = dict(Terms.objects.filter(among("client_user_id", [place.pk for place in places])).values_list("client_user_id", "client_id"))
    found = {place.pk: reached.get((place.firm_id, place.user_id)) for place in places}
    return {pk: billed[pk] if billed.get(pk) in ids else ids[-1] for pk, ids in found.items() if ids}


def new_links(places, contacts, clients, sender, now):
    """One link each, in their order; those before are withdrawn."""
    links_to([place.pk for place in places]).alive().update(revoked_at=now, revoked_by=sender)
    days = {firm.pk: values_at(Holder.of_firm(firm))[DAYS] for firm in {place.firm_id: place.firm for place in places}.values()}
    links = [
        Link.new(
            firm_id=place.firm_id,
            client_id=clients[place.pk],
            contact=contacts[place.firm_id, place.user_id],
            purpose=PURPOSE,
            target_type=ClientUser._meta.label_lower,
            target_id=place.pk,
            email=place.user.email,
            made_at=now,
            made_by=sender,
            expires_at=now + timedelta(days=days[place.firm_id]),
        )
        for place in places
    ]
    ClientContact.objects.bulk_create(
        [ClientContact(client_id=link.client_id, contact_id=link.contact_id) for link in links], batch_size=AT_ONCE, ignore_conflicts=True
    )
    return Link.objects.bulk_create(links, batch_size=AT_ONCE)


def links_to(place_ids):
    return Link.objects.filter(among("target_id", place_ids), purpose=PURPOSE, target_type=ClientUser._meta.label_lower)


def mail_owed(place, link, event):
    data = {"client_user": place.pk, "link": link.pk}
    return {"user_id": place.user_id, "firm_id": place.firm_id, "address": link.email, "event": event, "data": data}


@transaction.atomic
def come_in(link, place, *, password):
    """The person chooses their password, which the link proves they may; return the User. Records client_user.joined.

    Raises ValidationError for a password that the firms' rules refuse, and LinkUsed: of two forms sent at once, one counts. Then nothing is kept.
    """
    user = get_user_model().objects.get(pk=place.user_id)
    password_validation.validate_password(password, user)
    if not consume(link):
        raise LinkUsed
    user.set_password(password)
    user.save(update_fields=["password"])
    record_event(JOINED, place, actor=user, person=user.full_name)
    return user
