"""Client lists as tests make them."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.imports.actions import run_waiting_imports, start_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_list(text, *, encoding="utf-8-sig", name="clients.csv"):
    """An upload; lines of `text` are stripped, so that tests can indent them."""
    lines = "\r\n".join(line.strip() for line in text.strip("\n").splitlines())
    return SimpleUploadedFile(name, lines.encode(encoding), "text/csv")


def workbook(rows, *, name="clients.xlsx"):
    """An upload with these rows of cells in its first sheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Clients")
    for cells in rows:
        sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return SimpleUploadedFile(name, made.getvalue(), XLSX)


def bring(upload, cast, *, licence=None, by=None, **how):
    """Run one import of the firm to its end and return it."""
    job = start_import(upload, firm=cast.firm, licence=licence, by=by or cast.admin, **{"is_dry_run": False} | how)
    run_waiting_imports()
    job.refresh_from_db()
    return job


def counts(job):
    return {"created": job.created_count, "changed": job.changed_count, "unchanged": job.unchanged_count, "errors": job.error_count}


def outcome(created=0, changed=0, unchanged=0, errors=0):
    return {"created": created, "changed": changed, "unchanged": unchanged, "errors": errors}


def report(job):
    """[(line, column, code)] of the problems."""
    return list(job.problems.values_list("line", "column", "code"))


def luhn(digits):
    total = sum(int(digit) if place % 2 else sum(map(int, str(2 * int(digit)))) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def siren(number):
    return luhn(f"{number + 40_000_000:08d}")


def siret(number, establishment=1):
    return luhn(f"{siren(number)}{establishment:04d}")
