"""A client user's own details, and a company more for somebody who is one already."""

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from comptoir.clients.actions import OwnAccess, Reach, change_level, change_reach, change_type, open_access
from comptoir.clients.models import Client, ClientAccess, ClientContact, ClientUser, Contact
from comptoir.events.recording import record_event

DETAILS_CHANGED = "client_user.details_changed"
CHANGEABLE = ("first_name", "last_name", "phone", "email")


class AddressIsTheirs(Exception):
    """Who signed in once changes the address alone: it is what they sign in with."""


class AddressTaken(Exception):
    """Another account signs in with this address."""


class NotTheFirms(Exception):
    """The person works for a firm, or is another firm's client too: their name is theirs to change."""


@transaction.atomic
def change_details(place, values, *, by):
    """Write `values` (some of CHANGEABLE, in their one form) to the person's account and contacts here; return the names of what was news.

    Raises OwnAccess, AddressIsTheirs, AddressTaken, NotTheFirms. Records client_user.details_changed.
    """
    if by is not None and place.user_id == by.pk:
        raise OwnAccess
    user = get_user_model().objects.select_for_update(of=["self"]).get(pk=place.user_id)
    before = {name: getattr(user, name) for name in CHANGEABLE if name in values and getattr(user, name) != values[name]}
    if not before:
        return []
    refuse(user, place, before)
    after = {name: values[name] for name in before}
    try:
        with transaction.atomic():
            get_user_model().objects.filter(pk=user.pk).update(**after)
    except IntegrityError:
        raise AddressTaken from None
    for contact in Contact.objects.filter(user=user, firm=place.firm_id):
        for name, value in after.items():
            setattr(contact, name, value)
        contact.save()
    place.user.refresh_from_db()
    record_event(DETAILS_CHANGED, place, actor=by, person=place.user.full_name, before=before, after=after)
    return list(before)


def refuse(user, place, news):
    elsewhere = ClientUser.objects.filter(user=user).exclude(pk=place.pk).exists()
    if elsewhere or user.is_operator or user.memberships.exists():
        raise NotTheFirms
    if "email" in news and user.last_login is not None:
        raise AddressIsTheirs


@transaction.atomic
def add_company(place, client, *, level, type, reach, by):
    """Give somebody who is a client user of the firm an access to one company more; return the ClientAccess. `reach`: a Reach.

    Raises OwnAccess, NothingChosen, NotOfTheCompany. Records access.opened, and access.reach_changed.
    """
    if by is not None and place.user_id == by.pk:
        raise OwnAccess
    client = Client.objects.select_related("firm").get(pk=client.pk)
    access = open_access(client, place.user, level=level, type=type, by=by)
    if reach != Reach(ClientAccess.Scope.WHOLE) or access.scope != ClientAccess.Scope.WHOLE:
        change_reach(access, reach.scope, reach.dossier_ids, by=by)
    contact = Contact.objects.filter(user=place.user_id, firm=place.firm_id).order_by("pk").first()
    if contact:
        ClientContact.objects.get_or_create(client=client, contact=contact)
    return access


@transaction.atomic
def change_access(access, *, level, type, reach, by):
    """Level, type and Reach of somebody in one company, together or not at all; return whether anything was news.

    Raises OwnAccess, LastAdministrator, NothingChosen, NotOfTheCompany. Records what each of them records.
    """
    if by is not None and access.user_id == by.pk:
        raise OwnAccess
    news = [change_type(access, type, by=by), change_level(access, level, by=by), change_reach(access, reach.scope, reach.dossier_ids, by=by)]
    return any(news)
