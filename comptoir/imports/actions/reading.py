"""From the stored bytes to rows, with a progress that a page can show."""

from itertools import islice

from comptoir.kernel.spreadsheet import Unreadable, read_sheet

from ..columns import HEADER_WITHIN_ROWS, find_layout
from ..decisions import RowReader, mark_repeated
from ..models import Import

TOLD_EVERY_ROWS = 2_000


def read_rows(job, data, around):
    """([Row, …], Layout) of a client list. Blank lines are none. Raises Unreadable."""
    if not around.allowed_licence_ids:
        raise Unreadable("no_right")
    sheet = read_sheet(data)
    # A row of zeros is not blank; the first question is the quick one.
    filled = ((line, cells) for line, cells in sheet.rows if any(cells) or any(cell != "" for cell in cells))
    head = list(islice(filled, HEADER_WITHIN_ROWS))
    if not head:
        raise Unreadable("empty")
    place, layout = find_layout(head)
    reader = RowReader(layout, around)
    rows = [reader.read(line, cells) for line, cells in head[place + 1 :]]
    tell(job, len(rows), sheet.lines, layout)
    for line, cells in filled:
        rows.append(reader.read(line, cells))
        if len(rows) % TOLD_EVERY_ROWS == 0:
            tell(job, len(rows), sheet.lines, layout)
    if not rows:
        raise Unreadable("no_rows")
    mark_repeated(rows, lambda field: layout.title_of(field) or layout.name_title)
    tell(job, len(rows), len(rows), layout)
    return rows, layout


def tell(job, read, total, layout):
    """Let the page know how far we are. While rows are being brought in, `rows_read` counts those that are in instead."""
    progress = {"rows_total": max(total, read), "ignored_columns": list(layout.ignored)}
    if job.is_dry_run:
        progress["rows_read"] = read
    Import.objects.filter(pk=job.pk).update(**progress)
