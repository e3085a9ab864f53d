"""What client users have, brought from one Holding to another: any number of them in the same few statements, with the events of each piece."""

from collections import defaultdict

from django.utils import timezone

from comptoir.applications.actions import give_each
from comptoir.clients.actions import Reach, apply_hold, change_reaches, enable_portal
from comptoir.clients.actions.access import CLOSED, LEVEL_CHANGED, OPENED, TYPE_CHANGED, words_of
from comptoir.clients.actions.places import RESUMED, SUSPENDED, VALIDATED
from comptoir.clients.models import Client, ClientAccess, ClientContact, ClientUser, Contact
from comptoir.clients.standing import forget_standing
from comptoir.events.recording import record_events
from comptoir.kernel.among import among

INVALIDATED = "client_user.invalidated"
AT_ONCE = 1000
# (piece, its value, the columns that say so, event)
FLAGS = [
    ("is_validated", True, lambda now, by: {"validated_at": now, "validated_by": by}, VALIDATED),
    ("is_validated", False, lambda now, by: {"validated_at": None, "validated_by": None}, INVALIDATED),
    ("is_suspended", True, lambda now, by: {"suspended_at": now, "suspended_by": by}, SUSPENDED),
    ("is_suspended", False, lambda now, by: {"suspended_at": None, "suspended_by": None}, RESUMED),
]


class Writing:
    """`changes`: [(ClientUser, Holding before, Holding after), …] of one firm; `accesses`: {(user id, client id): ClientAccess} of theirs.

    Call `write` in a transaction that holds the clients and the places.
    """

    def __init__(self, firm, changes, accesses, by):
        self.firm, self.changes, self.accesses, self.by = firm, changes, dict(accesses), by
        self.now = timezone.now()

    def write(self):
        self.write_flags()
        self.open_new()
        self.write_accesses()
        self.write_reach()
        self.write_applications()
        for place, _before, _after in self.changes:
            forget_standing(place.user)

    def write_flags(self):
        touched = {}
        for piece, value, columns, verb in FLAGS:
            news = [place for place, before, after in self.changes if getattr(before, piece) != getattr(after, piece) == value]
            values = columns(self.now, self.by)
            ClientUser.objects.filter(among("pk", [place.pk for place in news])).update(**values)
            for place in news:
                touched[place.pk] = place
                for name, one in values.items():
                    setattr(place, name, one)
            record_events(verb, [(place, {"person": place.user.full_name}) for place in news], actor=self.by)
        apply_hold(list(touched.values()))

    def open_new(self):
        """Accesses that were not there: the portal of their company is on, and the person one of its contacts, from now on."""
        rows, new = [], self.pieces(lambda before, after: before is None and after is not None)
        clients = {client.pk: client for client in Client.objects.filter(among("pk", {client_id for _place, client_id, _held in new}))} if new else {}
        for place, client_id, held in new:
            words = {"level": held.level, "type": held.type, "hold": place.hold, "opened_at": self.now}
            rows.append(ClientAccess(firm=self.firm, client=clients[client_id], user=place.user, **words))
        ClientAccess.objects.bulk_create(rows, batch_size=AT_ONCE)
        self.accesses |= {(row.user_id, row.client_id): row for row in rows}
        if rows:
            self.link_contacts(rows)
            enable_portal(Client.objects.filter(among("pk", list(clients))), by=self.by)
        self.tell(OPENED, rows)

    def link_contacts(self, rows):
        found = Contact.objects.filter(among("user_id", {row.user_id for row in rows}), firm=self.firm).order_by("-pk")
        contacts = {contact.user_id: contact.pk for contact in found}
        links = [ClientContact(client_id=row.client_id, contact_id=contacts[row.user_id]) for row in rows if row.user_id in contacts]
        ClientContact.objects.bulk_create(links, batch_size=AT_ONCE, ignore_conflicts=True)

    def write_accesses(self):
        """One statement for each value that a column takes; what gives comes before what takes away."""
        opened = self.rows(lambda before, after: not before.is_open and after.is_open)
        for hold, rows in grouped(opened, lambda row, _held, place: str(place.hold)).items():
            self.update(rows, closed_at=None, opened_at=self.now, hold=hold)
        self.tell(OPENED, [row for row, _held, _place in opened])
        self.write_column("level", LEVEL_CHANGED)
        self.write_column("type", TYPE_CHANGED)
        closed = self.rows(lambda before, after: before.is_open and not after.is_open)
        self.update([row for row, _held, _place in closed], closed_at=self.now)
        self.tell(CLOSED, [row for row, _held, _place in closed])

    def write_column(self, name, verb):
        news = self.rows(lambda before, after: getattr(before, name) != getattr(after, name))
        for value, rows in sorted(grouped(news, lambda _row, held, _place: getattr(held, name)).items()):
            told = [(row, words_of(row) | {"before": getattr(row, name), "after": value}) for row in rows]
            self.update(rows, **{name: value})
            record_events(verb, told, actor=self.by)

    def write_reach(self):
        reach = {row: Reach(held.scope, held.dossier_ids) for row, held, _place in self.rows(reaches_otherwise)}
        for place, client_id, held in self.pieces(lambda before, after: before is None and after is not None and after.scope == "chosen"):
            reach[self.accesses[place.user_id, client_id]] = Reach(held.scope, held.dossier_ids)
        if reach:
            change_reaches(reach, by=self.by)

    def write_applications(self):
        give_each({place: after.application_ids for place, before, after in self.changes if before.application_ids != after.application_ids}, by=self.by)

    def pieces(self, wanted):
        """[(place, client id, Held after)] of the accesses for which `wanted(Held before or None, after)`."""
        found = []
        for place, before, after in self.changes:
            found += [(place, client_id, held) for client_id, held in after.accesses.items() if wanted(before.accesses.get(client_id), held)]
        return found

    def rows(self, wanted):
        """[(ClientAccess, Held after, place)] of the accesses that were there before."""
        pieces = self.pieces(lambda before, after: before is not None and wanted(before, after))
        return [(self.accesses[place.user_id, client_id], held, place) for place, client_id, held in pieces]

    @staticmethod
    def update(rows, **values):
        ClientAccess.objects.filter(among("pk", [row.pk for row in rows])).update(**values)
        for row in rows:
            for name, value in values.items():
                setattr(row, name, value)

    def tell(self, verb, rows):
        record_events(verb, [(row, words_of(row)) for row in rows], actor=self.by)


def reaches_otherwise(before, after):
    return (before.scope, before.dossier_ids) != (after.scope, after.dossier_ids)


def grouped(rows, key):
    """{key: [ClientAccess, …]} of what `Writing.rows` gives."""
    found = defaultdict(list)
    for row, held, place in rows:
        found[key(row, held, place)].append(row)
    return found
