"""The index under MessageWords: FTS5 on SQLite, a stored tsvector with GIN on PostgreSQL. No extension of the database is needed."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE conversations_messagewords_fts USING fts5(
        words, content='conversations_messagewords', content_rowid='message_id', tokenize="unicode61 remove_diacritics 0"
    )""",
    "INSERT INTO conversations_messagewords_fts (conversations_messagewords_fts) VALUES ('rebuild')",
    """CREATE TRIGGER messagewords_written AFTER INSERT ON conversations_messagewords BEGIN
        INSERT INTO conversations_messagewords_fts (rowid, words) VALUES (new.message_id, new.words);
    END""",
    """CREATE TRIGGER messagewords_gone AFTER DELETE ON conversations_messagewords BEGIN
        INSERT INTO conversations_messagewords_fts (conversations_messagewords_fts, rowid, words) VALUES ('delete', old.message_id, old.words);
    END""",
    """CREATE TRIGGER messagewords_rewritten AFTER UPDATE ON conversations_messagewords BEGIN
        INSERT INTO conversations_messagewords_fts (conversations_messagewords_fts, rowid, words) VALUES ('delete', old.message_id, old.words);
        INSERT INTO conversations_messagewords_fts (rowid, words) VALUES (new.message_id, new.words);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER messagewords_rewritten",
    "DROP TRIGGER messagewords_gone",
    "DROP TRIGGER messagewords_written",
    "DROP TABLE conversations_messagewords_fts",
]
# «simple»: the words are folded and stemmed before they come here; the database changes nothing in them.
POSTGRES = [
    "ALTER TABLE conversations_messagewords ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
    "CREATE INDEX message_search ON conversations_messagewords USING gin (vector)",
]
POSTGRES_BACK = ["DROP INDEX message_search", "ALTER TABLE conversations_messagewords DROP COLUMN vector"]


def run(schema_editor, sqlite, postgres):
    for statement in postgres if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    run(schema_editor, SQLITE, POSTGRES)


def unmake(apps, schema_editor):
    run(schema_editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):

    dependencies = [("conversations", "0003_incoming_mail_id")]

    operations = [migrations.RunPython(make, unmake)]
