"""Client users made, one or three thousand, with all that belongs to them: everything at once, or nothing of the one that is refused (I1, I3).

The same few statements whatever their number. The clients are held first: of two first users of a company, one comes after the other.
"""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.accounts.models import tint_of
from comptoir.applications.actions import give_each
from comptoir.billing.actions import Agreement, agree_each
from comptoir.clients.actions import enable_portal, hold_clients
from comptoir.clients.decisions import hold_of
from comptoir.clients.models import Client, ClientAccess, ClientContact, ClientUser, Contact, DossierAccess
from comptoir.events.recording import record_events
from comptoir.kernel.among import among
from comptoir.kernel.phones import read_e164

from ..checking import Known
from .welcoming import welcome

CREATED = "client_user.created"
AT_ONCE = 1000
PLACE_FIELDS = ["created_at", "created_by", "validated_at", "validated_by", "suspended_at", "suspended_by", "deleted_at", "deleted_by", "owes_method"]
ACCESS_FIELDS = ["level", "type", "scope", "hold", "opened_at", "closed_at"]
# Somebody else may take an address between our look and our writing; looking again settles it.
MOST_LOOKS = 3


@dataclass
class Outcome:
    """`made`: [(Asked, ClientUser), …]. `refused`: [(Asked, [Problem, …]), …]. In the order in which they were asked."""

    made: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def provision(asked, *, by, firm, limits=None):
    """Create these client users of `firm` ([Asked]) in the name of `by`; return the Outcome. One that is refused keeps none of the others out.

    Everything is checked again, whoever checked before. Records client_user.created, and what each part of it records.
    """
    asked = [one.in_one_form() for one in asked]
    for look in range(MOST_LOOKS):
        try:
            return made_of(asked, by, firm, limits)
        except IntegrityError:
            if look == MOST_LOOKS - 1:
                raise
    raise AssertionError


@transaction.atomic
def made_of(asked, by, firm, limits):
    hold_clients(set().union(*(one.client_ids for one in asked)) if asked else ())
    known, outcome, wanted = Known(asked, by, firm, limits), Outcome(), []
    for one, problems in zip(asked, known.problems(), strict=True):
        if any(not problem.is_warning for problem in problems):
            outcome.refused.append((one, problems))
        else:
            wanted.append(one)
    if wanted:
        outcome.made = Writing(wanted, known).write()
    return outcome


class Writing:
    """The rows of those who may be created, table by table."""

    def __init__(self, wanted, known):
        self.wanted, self.known, self.by, self.firm = wanted, known, known.by, known.firm
        self.now = timezone.now()

    def write(self):
        users = self.users()
        places = self.places(users)
        self.contacts(users)
        self.accesses(users)
        enable_portal(Client.objects.filter(among("pk", {pk for one in self.wanted for pk in one.reach})), by=self.by)
        made = [(one, places[users[one.email].pk]) for one in self.wanted]
        give_each({place: one.application_ids for one, place in made}, by=self.by)
        agree_each([self.agreement(one, place) for one, place in made], by=self.by)
        record_events(CREATED, [(place, self.words(one, place)) for one, place in made], actor=self.by)
        welcome([place for one, place in made if one.sends_mail and one.activates_now], by=self.by)
        return made

    def users(self):
        """{address: User}: made, or the account of who was deleted here and comes back."""
        new = [self.new_user(one) for one in self.wanted if one.email not in self.known.users]
        get_user_model().objects.bulk_create(new, batch_size=AT_ONCE)
        return {user.email: user for user in (*self.known.users.values(), *new)}

    def new_user(self, one):
        words = {name: getattr(one, name) for name in ("email", "first_name", "last_name", "language")}
        words |= {"phone": self.phone(one), "time_zone": self.firm.time_zone, "tint": tint_of(one.email)}
        return get_user_model()(**words, password=make_password(None))

    def phone(self, one):
        return read_e164(one.phone, self.firm.country) if one.phone else ""

    def places(self, users):
        """{user id: ClientUser}, with its user."""
        validated = {True: {"validated_at": self.now, "validated_by": self.by}, False: {}}
        rows = [
            ClientUser(firm=self.firm, user=users[one.email], created_at=self.now, created_by=self.by, **validated[one.activates_now]) for one in self.wanted
        ]
        ClientUser.objects.bulk_create(rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["firm", "user"], update_fields=PLACE_FIELDS)
        ids = [row.user_id for row in rows]
        return {row.user_id: row for row in ClientUser.objects.filter(among("user_id", ids), firm=self.firm).select_related("user")}

    def contacts(self, users):
        """Each person is a contact of every company reached: one known by that address, or a new one."""
        rows = Contact.objects.filter(among("email", list(users)), firm=self.firm).order_by("-pk")
        known = {row.email: row for row in rows if row.user_id in (None, users[row.email].pk)}
        new = [self.new_contact(one, users[one.email]) for one in self.wanted if one.email not in known]
        Contact.objects.bulk_create(new, batch_size=AT_ONCE)
        contacts = known | {row.email: row for row in new}
        for row in known.values():
            row.user = users[row.email]
        Contact.objects.bulk_update(known.values(), ["user"], batch_size=AT_ONCE)
        links = [ClientContact(client_id=pk, contact=contacts[one.email]) for one in self.wanted for pk in one.reach]
        ClientContact.objects.bulk_create(links, batch_size=AT_ONCE, ignore_conflicts=True)

    def new_contact(self, one, user):
        words = {name: getattr(one, name) for name in ("email", "first_name", "last_name", "language")}
        contact = Contact(firm=self.firm, user=user, phone=user.phone, **words)
        contact.index()
        return contact

    def accesses(self, users):
        rows = [self.access(one, client_id, users[one.email]) for one in self.wanted for client_id in one.reach]
        ClientAccess.objects.bulk_create(rows, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["client", "user"], update_fields=ACCESS_FIELDS)
        user_ids = {row.user_id for row in rows}
        kept = {(row.client_id, row.user_id): row for row in ClientAccess.objects.filter(among("user_id", user_ids), firm=self.firm)}
        DossierAccess.objects.filter(access__in=[row.pk for row in kept.values()]).delete()
        chosen = [
            DossierAccess(access=kept[client_id, users[one.email].pk], dossier_id=pk)
            for one in self.wanted
            for client_id, dossier_ids in one.reach.items()
            for pk in sorted(dossier_ids or ())
        ]
        DossierAccess.objects.bulk_create(chosen, batch_size=AT_ONCE)

    def access(self, one, client_id, user):
        scope = ClientAccess.Scope.WHOLE if one.reach[client_id] is None else ClientAccess.Scope.CHOSEN
        hold = hold_of(is_validated=one.activates_now, is_suspended=False, owes_method=False)
        words = {"level": one.level, "type": one.type, "scope": scope, "hold": hold, "opened_at": self.now}
        return ClientAccess(firm=self.firm, client_id=client_id, user=user, **words)

    def agreement(self, one, place):
        return Agreement(place, self.known.clients[one.client_id], one.mode, self.known.plans[one.plan_id])

    def words(self, one, place):
        clients = sorted(one.reach)
        about = {"email": one.email, "type": one.type, "level": one.level, "activates_now": one.activates_now}
        return about | {"person": place.user.full_name, "clients": clients, "client_names": [self.known.clients[pk].name for pk in clients[:3]]}
