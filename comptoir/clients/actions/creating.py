"""A new client with its first dossier, by hand. Lists of clients come in through `imports`."""

from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from comptoir.events.models import Event
from comptoir.events.recording import record_event
from comptoir.firms.models import Firm

from ..models import Client, ClientContact, Contact, Dossier, DossierManager

CREATED = "client.created"


class SirenKnown(Exception):
    """A client that the person sees has this SIREN already."""

    def __init__(self, client):
        super().__init__(client.pk)
        self.client = client


class CodeTaken(Exception):
    """Another dossier of the licence has this code."""


@dataclass(frozen=True)
class NewContact:
    """The person to talk to. Somebody with this e-mail whom one sees already is taken, and keeps the name they have."""

    last_name: str
    first_name: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def create_client(licence, *, by, values, code="", managers=(), contact=None, key=None):
    """Add a client with its dossier in `licence`; `managers` in order, the first is primary. Raises SirenKnown and CodeTaken.

    The same `key` from the same person makes one client, however often it is sent: a double click finds the first.
    Somebody else's client with this SIREN, which one does not see, is no obstacle: one must not learn that it exists.
    Records client.created.
    """
    one_at_a_time(licence.firm_id)
    made = made_before(licence.firm_id, by, key)
    if made:
        return made
    refuse_known(values.get("siren"), licence.firm_id, by)
    client = Client.objects.create(firm_id=licence.firm_id, **values)
    dossier = open_dossier(client, licence, code)
    DossierManager.objects.bulk_create([DossierManager(dossier=dossier, user=user, rank=rank) for rank, user in enumerate(managers)])
    if contact:
        link_contact(client, contact, by)
    words = {"count": 1, "names": [client.name], "licence_ids": [licence.pk], "dossier": dossier.pk, "key": str(key) if key else None}
    record_event(CREATED, client, actor=by, **words)
    return client


def one_at_a_time(firm_id):
    """Clients of one firm are added one after the other: the second click waits for the first. SQLite has one writer anyway."""
    if connection.features.has_select_for_update:
        Firm.objects.select_for_update(no_key=True).get(pk=firm_id)


def made_before(firm_id, by, key):
    """The client that this key made, or None."""
    if not key:
        return None
    event = Event.objects.filter(firm=firm_id, verb=CREATED, actor=by, data__key=str(key)).first()
    return event and Client.objects.filter(pk=event.target_id).first()


def known_by_siren(siren, user, firm_ids):
    """The client of these firms with that SIREN, as far as `user` sees it as a member; else None."""
    return Client.objects.served_by(user).filter(firm__in=firm_ids, siren=siren).order_by("pk").first() if siren else None


def refuse_known(siren, firm_id, by):
    known = known_by_siren(siren, by, [firm_id])
    if known:
        raise SirenKnown(known)


def open_dossier(client, licence, code):
    try:
        with transaction.atomic():
            return Dossier.objects.create(firm_id=client.firm_id, licence=licence, client=client, name=client.name, code=code)
    except IntegrityError:
        raise CodeTaken from None


def link_contact(client, new, by):
    known = Contact.objects.visible_to(by).filter(firm=client.firm_id, email=new.email).order_by("pk").first() if new.email else None
    contact = known or Contact.objects.create(firm_id=client.firm_id, last_name=new.last_name, first_name=new.first_name, email=new.email, phone=new.phone)
    ClientContact.objects.get_or_create(client=client, contact=contact)
