"""Rows compared with what the firm has: which dossier each one means, and what would change. Pure; the rows come from `known.py`.

A change is remembered in the state it changes, so that later rows of the same file see it. Of two rows that speak of
one client or contact the first decides; otherwise two dossiers of one client would take turns and no import would ever rest.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from .decisions import Problem, contact_key


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(slots=True, eq=False)
class State:
    """A row of the database, or one to be (`pk` is None until it is written). `decided` names what this file has spoken of."""

    pk: int | None
    values: dict
    decided: set = field(default_factory=set)

    def take(self, wanted):
        """Take the values that no earlier row decided; return whether any is new."""
        is_changed = False
        for key, value in wanted.items():
            if key not in self.decided:
                self.decided.add(key)
                is_changed |= self.values.get(key) != value
                self.values[key] = value
        return is_changed


@dataclass(slots=True, eq=False)
class ClientState(State):
    contacts: dict = field(default_factory=dict)  # person's key → contact state


@dataclass(slots=True, eq=False)
class DossierState(State):
    client: ClientState | None = None
    manager_ids: tuple = ()


@dataclass
class Known:
    """What the firm has, as far as the importing person may see it."""

    by_code: dict = field(default_factory=dict)  # (licence id, code) → dossier
    by_siren: dict = field(default_factory=lambda: defaultdict(list))  # (licence id, SIREN) → dossiers
    by_name: dict = field(default_factory=lambda: defaultdict(list))  # (licence id, folded name) → dossiers
    clients: dict = field(default_factory=dict)  # SIREN → client
    contacts: dict = field(default_factory=dict)  # e-mail → contact

    def add_dossier(self, dossier, licence_id, name_key):
        values = dossier.values
        if values["code"]:
            self.by_code[licence_id, values["code"]] = dossier
        if dossier.client.values["siren"]:
            self.by_siren[licence_id, dossier.client.values["siren"]].append(dossier)
        self.by_name[licence_id, name_key].append(dossier)


@dataclass
class Changes:
    """What is to be written, in this order. Sets of states keep the order of the rows (they are dictionaries)."""

    new_clients: list = field(default_factory=list)
    new_contacts: list = field(default_factory=list)
    new_links: list = field(default_factory=list)  # (client, contact)
    new_dossiers: list = field(default_factory=list)  # (licence id, dossier)
    clients: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)
    dossiers: dict = field(default_factory=dict)
    managed: dict = field(default_factory=dict)  # dossiers whose managers are others now


class Planner:
    """Walks the rows in their order. `changes` collects; whoever writes takes it away and puts an empty one there."""

    def __init__(self, known, title_of):
        self.known, self.title_of = known, title_of
        self.changes = Changes()

    def plan(self, row):
        """The Outcome of a row, or the Problem that only what is known can show."""
        dossier, code = self.find(row)
        if code:
            at = "code" if row.code else "siren" if row.siren else "name"
            return Problem(row.line, self.title_of(at), code, row.code or row.siren or row.client["name"])
        if dossier is None:
            self.create(row)
            return Outcome.CREATED
        is_changed = self.change(row, dossier)
        return Outcome.CHANGED if is_changed else Outcome.UNCHANGED

    def find(self, row):
        """(the dossier that a row means or None for a new one, the code of a problem or «»)."""
        if row.code:
            return self.find_by_code(row)
        if row.siren:
            found, problem = self.known.by_siren.get((row.licence_id, row.siren), ()), "ambiguous_siren"
        else:
            found, problem = self.known.by_name.get((row.licence_id, row.name_key), ()), "ambiguous_name"
        if len(found) > 1:
            return None, problem
        return (found[0] if found else None), ""

    def find_by_code(self, row):
        """By its code, else the client's one dossier that has no code yet. Never one whose client has another SIREN: its people would see the wrong books."""
        dossier = self.known.by_code.get((row.licence_id, row.code))
        if dossier:
            siren = dossier.client.values["siren"]
            return dossier, ("code_of_other_siren" if row.siren and siren and siren != row.siren else "")
        same_siren = self.known.by_siren.get((row.licence_id, row.siren), ()) if row.siren else ()
        without_code = [dossier for dossier in same_siren if not dossier.values["code"]]
        return (without_code[0] if len(without_code) == 1 else None), ""

    def create(self, row):
        client = self.known.clients.get(row.siren) if row.siren else None
        if client is None:
            client = ClientState(None, dict(row.client), set(row.client))
            self.changes.new_clients.append(client)
            if row.siren:
                self.known.clients[row.siren] = client
        else:
            self.change_client(client, row.client)
        self.change_contact(client, row.contact)
        self.changes.new_dossiers.append((row.licence_id, DossierState(None, row.dossier, set(row.dossier), client, row.manager_ids)))

    def change(self, row, dossier):
        """Give a known dossier what its row says; return whether anything is new."""
        is_changed = dossier.take(row.dossier)
        if is_changed:
            self.changes.dossiers[dossier] = True
        is_changed |= self.change_client(dossier.client, row.client)
        is_changed |= self.change_contact(dossier.client, row.contact)
        if row.manager_ids and row.manager_ids != dossier.manager_ids:
            dossier.manager_ids = row.manager_ids
            self.changes.managed[dossier] = is_changed = True
        return is_changed

    def change_client(self, client, wanted):
        is_changed = client.take(wanted)
        if is_changed and client.pk:
            self.changes.clients[client] = True
        if "siren" in wanted:
            self.known.clients.setdefault(wanted["siren"], client)
        return is_changed

    def change_contact(self, client, wanted):
        """Link the contact of a row to its client: known by e-mail, else by name on that client, else new. Return whether anything is new."""
        if wanted is None:
            return False
        key, email = contact_key(wanted), wanted.get("email")
        contact = (email and self.known.contacts.get(email)) or client.contacts.get(key)
        values = {name: value for name, value in wanted.items() if name != "is_named"}
        if contact is None:
            contact = State(None, values, set(values))
            self.changes.new_contacts.append(contact)
            is_changed = True
        else:
            is_changed = self.take_contact(contact, values, is_named=wanted["is_named"])
        if email:
            self.known.contacts.setdefault(email, contact)
        if contact not in client.contacts.values():
            self.changes.new_links.append((client, contact))
            is_changed = True
        client.contacts[key] = contact
        return is_changed

    def take_contact(self, contact, values, *, is_named):
        if not is_named:
            values = {name: value for name, value in values.items() if name not in {"first_name", "last_name"}}
        is_changed = contact.take(values)
        if is_changed and contact.pk:
            self.changes.contacts[contact] = True
        return is_changed
