"""Filling the index: each message once, by the outbox; what was there before, by `python -m comptoir reindex`."""

from collections import defaultdict

from comptoir.kernel.among import among
from comptoir.kernel.prepared import Prepared
from comptoir.kernel.words import index_text

from ..models import Attachment, Message, MessageWords
from . import tokens

BATCH = 500
COLUMNS = ("pk", "conversation__firm_id", "conversation__client_id", "conversation__dossier_id", "is_note", "conversation__subject", "body")


def index(events):
    """Listener of the outbox: keep the words of the messages that these events brought. Twice is once."""
    write(rows_of_events([event.pk for event in events]))


def index_all(*, after=0, anew=False):
    """Index what has no words yet, or (`anew`) everything, from the message after `after` on. Yields (last id, how many) of each batch.

    Each batch is a statement of its own: stopped at any point, it goes on from there.
    """
    while True:
        waiting = Message.objects.filter(pk__gt=after)
        waiting = waiting if anew else waiting.filter(search_words=None)
        ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        write(list(Message.objects.filter(pk__in=ids).order_by("pk").values_list(*COLUMNS)))
        after = ids[-1]
        yield after, len(ids)


rows_of_events = Prepared(lambda ids: Message.objects.filter(among("event_id", ids)).order_by("pk").values_list(*COLUMNS), lists=1)
file_rows = Prepared(lambda ids: Attachment.objects.filter(among("message_id", ids)).values_list("message_id", "file__name"), lists=1)


def write(rows):
    """Keep the words of the messages of these rows (COLUMNS): one query to read, one to write, whatever their number."""
    if not rows:
        return
    files = names_of_files([row[0] for row in rows])
    MessageWords.objects.bulk_create(
        [MessageWords(message_id=pk, words=words_for(files[pk], *facts)) for pk, *facts in rows],
        update_conflicts=True,
        unique_fields=["message"],
        update_fields=["words"],
    )


def words_for(files, firm_id, client_id, dossier_id, is_note, subject, body):
    places = [tokens.of_firm(firm_id), tokens.of_client(client_id), tokens.of_dossier(dossier_id), *([tokens.NOTE] if is_note else [])]
    return f"{' '.join(places)} {index_text(subject, body, *files)}"


def names_of_files(message_ids):
    names = defaultdict(list)
    for message_id, name in file_rows(message_ids):
        names[message_id].append(name)
    return names
