"""A copy of everything that is a firm's, for the firm to take along: rows as JSON lines, one file a table, and the files as they are."""

import hashlib
import json
import tempfile
import zipfile
from datetime import timedelta

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.documents.models import StoredFile
from comptoir.events.recording import record_event

from ..belongings import paths, rows_of
from ..decisions import COPY_KEPT_FOR, is_secret
from ..models import FirmExport

ASKED, MADE = "firm.export_asked", "firm.exported"
CLAIM = timedelta(minutes=30)
# An index, and mails of the demo with the links in them: made anew, or nobody's.
LEFT_OUT = frozenset({"conversations.MessageWords", "transports.MailboxMessage", "hosting.FirmExport"})
PERSON = ("id", "email", "first_name", "last_name", "phone", "job_title", "language", "time_zone", "joined_at")
README = "Une ligne JSON par enregistrement, un fichier par table. Les fichiers portent le nom de leur empreinte SHA-256. Aucun secret n’est exporté.\n"


@transaction.atomic
def ask_for_export(firm, *, by):
    """Have the worker make a copy; one that is being made is the one asked for. Return it. Records firm.export_asked."""
    export, is_new = FirmExport.objects.get_or_create(firm=firm, state=FirmExport.State.WAITING, defaults={"asked_by": by})
    if is_new:
        record_event(ASKED, export, actor=by, firm=firm, name=firm.name)
    return export


def make_waiting_exports(now):
    """Make the copies that wait; return how many. A step of the worker: each is claimed for half an hour."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    waiting = FirmExport.objects.filter(free, state=FirmExport.State.WAITING)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:5])
    claimed = [pk for pk in ids if waiting.filter(pk=pk).update(claimed_until=now + CLAIM)]
    for export in FirmExport.objects.filter(pk__in=claimed).select_related("firm"):
        make(export)
    return len(claimed)


def make(export):
    with tempfile.TemporaryFile() as archive:
        counts = write_archive(export.firm, archive)
        archive.seek(0)
        sha256 = hashlib.file_digest(archive, "sha256").hexdigest()
        size = archive.tell()
        archive.seek(0)
        name = default_storage.save(f"exports/{sha256[:32]}.zip", File(archive))
    with transaction.atomic():
        done = {"state": FirmExport.State.DONE, "finished_at": timezone.now(), "stored_as": name, "size": size, "sha256": sha256, **counts}
        FirmExport.objects.filter(pk=export.pk).update(**done)
        record_event(MADE, export, actor=export.asked_by, firm=export.firm, name=export.firm.name, **counts)


def write_archive(firm, target):
    """Fill `target` (a file open for writing) with the archive; return {"row_count", "file_count"}. Rows are as of one moment where the database can."""
    counts = {"row_count": 0, "file_count": 0}
    is_outermost = not connection.in_atomic_block
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        archive.writestr("LISEZMOI.txt", README)
        for model in sorted(paths(), key=lambda one: one._meta.label):
            if model._meta.label not in LEFT_OUT:
                counts["row_count"] += write_table(archive, model._meta.label, rows_of(model, firm).order_by("pk").values(*columns_of(model)))
        people = User.objects.filter(Q(memberships__firm=firm) | Q(client_places__firm=firm)).distinct()
        counts["row_count"] += write_table(archive, "accounts.User", people.order_by("pk").values(*PERSON))
        counts["file_count"] = write_files(archive, firm)
    return counts


def columns_of(model):
    return [field.attname for field in model._meta.concrete_fields if not is_secret(field.name)]


def write_table(archive, name, rows):
    count = 0
    with archive.open(f"tables/{name}.jsonl", "w") as table:
        for row in rows.iterator(chunk_size=2000):
            table.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def write_files(archive, firm):
    """Each file once, whatever number of rows name it; one that is missing from the store is left out, its row says what it was."""
    names = dict(StoredFile.objects.filter(firm=firm).values_list("sha256", "stored_as"))
    written = 0
    for sha256, name in sorted(names.items()):
        if default_storage.exists(name):
            with default_storage.open(name) as source, archive.open(f"files/{sha256}", "w") as copy:
                for chunk in source.chunks():
                    copy.write(chunk)
            written += 1
    return written


def forget_old_exports(now):
    """Copies are kept for seven days; return how many went. A step of the worker."""
    old = list(FirmExport.objects.filter(state=FirmExport.State.DONE, finished_at__lte=now - COPY_KEPT_FOR))
    for export in old:
        default_storage.delete(export.stored_as)
    return FirmExport.objects.filter(pk__in=[export.pk for export in old]).delete()[0]
