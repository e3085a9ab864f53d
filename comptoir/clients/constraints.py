"""What the database itself refuses: taking a client's last administrator away (I2), whoever asks and however many ask at once.

Triggers, since no constraint of SQL says «at least one». They are put in place after each migration, for SQLite loses them when a table is made anew.
The actions say it as a sentence before; the database is the wall behind them.
"""

from django.db import connections

NAME = "last_administrator"
TABLE = "clients_clientaccess"
MAKES_ONE = "{row}.type = 'administrator' AND {row}.closed_at IS NULL AND {row}.hold <> 'suspension'"
# Of a client that became another one nobody is left.
BREAKS_IT = f"""
    {MAKES_ONE.format(row="OLD")} AND NOT ({MAKES_ONE.format(row="NEW")} AND NEW.client_id = OLD.client_id)
    AND NOT EXISTS (SELECT 1 FROM {TABLE} o WHERE o.client_id = OLD.client_id AND o.id <> OLD.id AND {MAKES_ONE.format(row="o")})
    AND EXISTS (SELECT 1 FROM clients_client c WHERE c.id = OLD.client_id AND c.merged_into_id IS NULL)
"""  # noqa: S608 (our own names)
WATCHED = "type, closed_at, hold, client_id"

SQLITE = f"""
CREATE TRIGGER {NAME} BEFORE UPDATE OF {WATCHED} ON {TABLE} WHEN {BREAKS_IT}
BEGIN SELECT RAISE(ABORT, '{NAME}'); END
"""
# The client's row is locked first: of two at once, the second looks again when the first is done.
POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF {MAKES_ONE.format(row="OLD")} THEN
        PERFORM 1 FROM clients_client WHERE id = OLD.client_id FOR NO KEY UPDATE;
        IF {BREAKS_IT} THEN
            RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS {NAME} ON {TABLE};
CREATE TRIGGER {NAME} BEFORE UPDATE OF {WATCHED} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}();
"""


def put_in_place(using, **_signal):
    """Receiver of `post_migrate`; doing it twice changes nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if has_them(connection, cursor):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}")
            cursor.execute(SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def has_them(connection, cursor):
    """Whether the tables are there, in the form that the triggers speak of: a database on its way back to an older form has none."""
    if TABLE not in connection.introspection.table_names(cursor):
        return False
    columns = {column.name for column in connection.introspection.get_table_description(cursor, TABLE)}
    return "hold" in columns
