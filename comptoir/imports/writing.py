"""Writing what changes, set by set: thousands of rows at once, whatever the database.

The ORM's `bulk_create` spends most of its time making objects that nobody looks at; here rows go to the database as tuples
(COPY on PostgreSQL, one prepared statement on SQLite), with their keys reserved beforehand so that they can refer to each other.
"""

from django.db import connection
from django.utils import timezone

from comptoir.clients.models import Client, ClientContact, Contact, Dossier, DossierManager
from comptoir.kernel.text import fold

UPDATED_AT_ONCE = 500
EMPTY_CLIENT = dict.fromkeys(("siren", "siret", "legal_form", "address", "postal_code", "city", "country"), "") | dict.fromkeys(
    ("founded_on", "portal_enabled_at", "portal_enabled_by_id", "merged_into_id", "merged_at")
)
EMPTY_CONTACT = {"email": "", "phone": "", "job_title": "", "language": "fr", "user_id": None}
EMPTY_DOSSIER = {"code": "", "closing_day": None, "closing_month": None}


def write(changes, firm_id):
    """Write `changes` within the current transaction; the states get their keys."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    _insert(Client, changes.new_clients, lambda state: client_values(state, firm_id, now))
    _insert(Contact, changes.new_contacts, lambda state: contact_values(state, firm_id))
    _insert_links(changes.new_links)
    dossiers = [dossier for _licence_id, dossier in changes.new_dossiers]
    licence_ids = {dossier: licence_id for licence_id, dossier in changes.new_dossiers}
    _insert(Dossier, dossiers, lambda state: dossier_values(state, firm_id, licence_ids[state], now))
    _replace_managers([dossier for dossier in changes.managed if dossier not in licence_ids], dossiers)
    _update(Client, changes.clients, lambda state: state.values)
    _update(Contact, changes.contacts, lambda state: state.values)
    _update(Dossier, changes.dossiers, lambda state: state.values)


def client_values(state, firm_id, now):
    """The columns of a new client; the two keys are those of `Client.index()` (a test compares them)."""
    row = EMPTY_CLIENT | state.values
    row["firm_id"], row["created_at"] = firm_id, now
    row["founded_on"] = connection.ops.adapt_datefield_value(row["founded_on"])
    row["name_key"], row["search_text"] = keys_of(row["name"], row["siren"], row["siret"], row["city"], row["legal_form"])
    return row


def contact_values(state, firm_id):
    row = EMPTY_CONTACT | state.values
    row["firm_id"] = firm_id
    row["name_key"], row["search_text"] = keys_of(f"{row['last_name']} {row['first_name']}", row["email"], row["phone"])
    return row


def dossier_values(state, firm_id, licence_id, now):
    row = EMPTY_DOSSIER | state.values
    row["firm_id"], row["licence_id"], row["client_id"], row["created_at"] = firm_id, licence_id, state.client.pk, now
    row["name_key"], row["search_text"] = keys_of(row["name"], row["code"])
    return row


def keys_of(name, *words):
    """(name_key, search_text): what `Searchable.index()` makes of these words; folded one by one, since many come again and again."""
    key = fold(name)
    return key[:240], " ".join([key, *[fold(word) for word in words if word]])


def _insert(model, states, values_of):
    """Insert a row for each state and give it its key."""
    columns = [column.column for column in model._meta.concrete_fields if not column.primary_key]
    for state, pk in zip(states, _reserve_keys(model, len(states)), strict=True):
        state.pk = pk
    _insert_rows(model, ["id", *columns], [(state.pk, *map(values_of(state).__getitem__, columns)) for state in states])


def _insert_links(links):
    _insert_rows(ClientContact, ["client_id", "contact_id"], [(client.pk, contact.pk) for client, contact in links])


def _replace_managers(changed, created):
    DossierManager.objects.filter(dossier__in=[dossier.pk for dossier in changed]).delete()
    _insert_rows(
        DossierManager,
        ["dossier_id", "user_id", "rank"],
        [(dossier.pk, user_id, rank) for dossier in (*changed, *created) for rank, user_id in enumerate(dossier.manager_ids)],
    )


def _reserve_keys(model, count):
    """`count` primary keys that nobody else gets. On SQLite the transaction holds the only writer's lock."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT array_agg(nextval(pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s)", [table, count])
            return cursor.fetchone()[0]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        first = cursor.fetchone()[0] + 1
        return range(first, first + count)


def _insert_rows(model, columns, rows):
    if not rows:
        return
    quoted = connection.ops.quote_name
    target = f"{quoted(model._meta.db_table)} ({', '.join(map(quoted, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(f"INSERT INTO {target} VALUES ({', '.join(['%s'] * len(columns))})", rows)  # noqa: S608 (names of our own columns)
            return
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _update(model, states, values_of):
    """Save changed states through the model, so that its keys are made where they always are."""
    if not states:
        return
    by_pk = {state.pk: state for state in states}
    fields = set()
    for start in range(0, len(by_pk), UPDATED_AT_ONCE):
        rows = list(model.objects.filter(pk__in=list(by_pk)[start : start + UPDATED_AT_ONCE]))
        for row in rows:
            values = values_of(by_pk[row.pk])
            fields |= set(values)
            for name, value in values.items():
                setattr(row, name, value)
            row.index()
        model.objects.bulk_update(rows, [*sorted(fields), "name_key", "search_text"], batch_size=UPDATED_AT_ONCE)
