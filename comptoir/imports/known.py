"""What an import may refer to and compare with, read in a fixed number of queries."""

from collections import defaultdict

from comptoir.accounts.models import User
from comptoir.clients.models import Client, ClientContact, Contact, Dossier, DossierManager
from comptoir.clients.workplaces import licences_worked_in
from comptoir.firms.models import Licence, Membership
from comptoir.kernel.text import fold

from .cells import person_key
from .decisions import Surroundings
from .matching import ClientState, DossierState, Known, State

CLIENT_FIELDS = ("kind", "name", "siren", "siret", "legal_form", "address", "postal_code", "city", "country", "founded_on")
CONTACT_FIELDS = ("first_name", "last_name", "email", "phone")
DOSSIER_FIELDS = ("name", "code", "closing_day", "closing_month")
AT_ONCE = 5_000


def surroundings_of(job):
    """The Surroundings of an import. Rights are those of this moment, not of the moment when the file was sent."""
    licences = list(Licence.objects.filter(firm=job.firm_id))
    allowed = frozenset(licence.pk for licence in licences) & _allowed_ids(job)
    members = defaultdict(list)
    for membership in Membership.objects.active().filter(firm=job.firm_id).select_related("user").order_by("pk"):
        members[membership.user.email.lower()].append(membership.user_id)
        members[person_key(membership.user.full_name)].append(membership.user_id)
    return Surroundings(
        licences={fold(licence.name): licence.pk for licence in licences},
        allowed_licence_ids=allowed,
        default_licence_id=_default_licence_id(job, licences, allowed),
        members=dict(members),
        country=job.firm.country,
    )


def known_to(job, licence_ids):
    """The Known of a firm: the dossiers of these licences, and the clients and contacts that the importing person sees.

    Somebody who works in one licence must not reach the clients of another by typing their SIREN.
    """
    known = Known()
    clients = _clients(job)
    _contacts(job, clients, known)
    for client in sorted(clients.values(), key=lambda client: client.pk):
        if client.values["siren"]:
            known.clients.setdefault(client.values["siren"], client)
    _dossiers(licence_ids, clients, known)
    return known


def _allowed_ids(job):
    if job.from_command:
        return frozenset(Licence.objects.filter(firm=job.firm_id).values_list("pk", flat=True))
    person = User.objects.filter(pk=job.started_by_id).first()
    return frozenset(licences_worked_in(person).values_list("pk", flat=True)) if person else frozenset()


def _default_licence_id(job, licences, allowed):
    """The licence that was chosen, or the firm's only one; None when rows must say it or when it is not theirs to use."""
    wanted = job.licence_id or (licences[0].pk if len(licences) == 1 else None)
    return wanted if wanted in allowed else None


def _seen(model, job):
    """The rows of the firm that the importing person sees."""
    rows = model.objects.filter(firm=job.firm_id)
    return rows if job.from_command else rows & model.objects.visible_to(job.started_by)


def _rows(queryset, *fields):
    return queryset.values_list(*fields).order_by("pk").iterator(chunk_size=AT_ONCE)


def _clients(job):
    """{pk: ClientState}"""
    return {pk: ClientState(pk, dict(zip(CLIENT_FIELDS, values, strict=True))) for pk, *values in _rows(_seen(Client, job), "pk", *CLIENT_FIELDS)}


def _contacts(job, clients, known):
    contacts = {pk: State(pk, dict(zip(CONTACT_FIELDS, values, strict=True))) for pk, *values in _rows(_seen(Contact, job), "pk", *CONTACT_FIELDS)}
    for contact in contacts.values():
        if contact.values["email"]:
            known.contacts.setdefault(contact.values["email"].lower(), contact)
    for client_id, contact_id in _rows(ClientContact.objects.filter(client__firm=job.firm_id), "client_id", "contact_id"):
        if client_id in clients and contact_id in contacts:
            contact = contacts[contact_id]
            clients[client_id].contacts[_free_key(clients[client_id], contact)] = contact


def _free_key(client, contact):
    """The key of a contact's name; of two namesakes at one client the first keeps it."""
    key = person_key(f"{contact.values['first_name']} {contact.values['last_name']}")
    return key if key not in client.contacts else f"{key} #{contact.pk}"


def _dossiers(licence_ids, clients, known):
    managers = defaultdict(list)
    ranked = DossierManager.objects.filter(dossier__licence__in=licence_ids).order_by("rank")
    for dossier_id, user_id in ranked.values_list("dossier_id", "user_id").iterator(chunk_size=AT_ONCE):
        managers[dossier_id].append(user_id)
    for pk, licence_id, client_id, name_key, *values in _rows(
        Dossier.objects.filter(licence__in=licence_ids), "pk", "licence_id", "client_id", "name_key", *DOSSIER_FIELDS
    ):
        if client_id in clients:
            state = DossierState(pk, dict(zip(DOSSIER_FIELDS, values, strict=True)), set(), clients[client_id], tuple(managers[pk]))
            known.add_dossier(state, licence_id, name_key)
