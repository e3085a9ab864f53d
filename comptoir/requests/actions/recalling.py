"""Due days: the day before and the day after, everybody to whom an open request was sent is reminded, once each."""

from datetime import time

from django.db import connection, transaction
from django.utils import timezone

from ..decisions import recall_of
from ..mailing import keep_links, write_to
from ..models import Request
from .telling import recipients_of, tell

BATCH = 50
# By the clock of the installation: nobody is woken by a due day.
FROM = time(8)


def remind_due(now):
    """Send the reminders that are due of up to fifty requests; return how many there were. Records request.due for each.

    Rows and events are one transaction: a worker that dies has done nothing, and of two workers one does it.
    """
    local = timezone.localtime(now, timezone.get_default_timezone())
    if local.time() < FROM:
        return 0
    ids = list(Request.objects.to_recall(local.date()).order_by("due_on", "pk").values_list("pk", flat=True)[:BATCH])
    return recall(ids, now, local.date()) if ids else 0


@transaction.atomic
def recall(ids, now, today):
    requests = claim(ids, today)
    for request in requests:
        request.recalled = recall_of(request.due_on, today, recalled=request.recalled)
        people = recipients_of(request)
        keep_links(request, [one.contact for one in people], by=request.sent_by, now=now)
        event = tell("request.due", request, people, by=None, step=int(request.recalled))
        write_to([one.contact for one in people if not one.has_access], event, firm=request.firm)
    Request.objects.bulk_update(requests, ["recalled"])
    return len(requests)


def claim(ids, today):
    """Those of `ids` that are still due, held until the end of the transaction. SQLite has one writer anyway."""
    rows = Request.objects.to_recall(today).filter(pk__in=ids).select_related("firm", "client__firm", "dossier", "sent_by")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=["self"])
    return list(rows)
