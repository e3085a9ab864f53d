"""B6: a client list of 10,000 dossiers from `.xlsx`, against only reading the file with the fastest kept reader; and the memory it takes."""

import io
import json
import os
import subprocess
import sys
import tempfile
import uuid
from functools import cache
from pathlib import Path

import openpyxl
from django.db import connection
from python_calamine import load_workbook

from comptoir.accounts.models import User
from comptoir.clients.models import Dossier
from comptoir.firms.models import Firm, Licence, Membership
from comptoir.imports.actions import import_file

from . import measure
from .memory import peak_megabytes as peak_of_this_process

ROWS = 10_000
SMALL = ["Code", "Raison sociale", "SIREN", "Forme juridique", "Adresse", "Code postal", "Ville", "Clôture"]
FULL = [*SMALL, "Licence", "Gestionnaire", "Contact", "E-mail", "Téléphone", "Date de création"]
OURS = "(SELECT id FROM firms_firm WHERE slug LIKE 'b6-%')"
TIDIED = (
    f"DELETE FROM clients_dossiermanager WHERE dossier_id IN (SELECT id FROM clients_dossier WHERE firm_id IN {OURS})",
    f"DELETE FROM clients_clientcontact WHERE client_id IN (SELECT id FROM clients_client WHERE firm_id IN {OURS})",
    *(f"DELETE FROM {table} WHERE firm_id IN {OURS}" for table in ("clients_dossier", "clients_contact", "clients_client")),
)


def run():
    return [
        compared("10,000 dossiers, 8 columns (20,000 rows)", SMALL),
        compared("10,000 dossiers with contact and two managers, 14 columns (60,000 rows)", FULL),
        compared("the same file once more: nothing changes", FULL, firm=imported_once(FULL)),
    ]


def compared(work, columns, *, firm=None):
    path = client_list(tuple(columns))
    comparison = measure.compare(lambda: bring_in(path, firm or new_firm()), lambda: only_read(path), after=tidy if firm is None else lambda: None)
    row = measure.row("B6", work, comparison, "≤ 3.0", f"peak memory {peak_megabytes(path):.0f} MB")
    return row | {"memory_mb": peak_megabytes(path)}


def bring_in(path, firm):
    job = import_file(path, firm=firm)
    assert (job.good_count, job.error_count) == (ROWS, 0), job.refusal


def only_read(path):
    assert len(load_workbook(path).get_sheet_by_index(0).to_python()) == ROWS + 1


def imported_once(columns):
    firm = new_firm(prefix="kept")
    bring_in(client_list(tuple(columns)), firm)
    return firm


def new_firm(prefix="b6"):
    firm = Firm.objects.create(name="B6", slug=f"{prefix}-{uuid.uuid4().hex[:12]}")
    Licence.objects.create(firm=firm, name="Lille")
    for name in ("Marie", "Paul"):
        user, _created = User.objects.get_or_create(email=f"{name.lower()}@b6.example", defaults={"first_name": name, "last_name": "Essai"})
        Membership.objects.create(firm=firm, user=user)
    return firm


def tidy():
    """Tables of the same size for the next round."""
    with connection.cursor() as cursor:
        for statement in TIDIED:
            cursor.execute(statement)
    assert not Dossier.objects.filter(firm__slug__startswith="b6-").exists()


@cache
def client_list(columns):
    """The path of a workbook as Excel writes it: one sheet, texts, no formulas."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Clients")
    sheet.append(columns)
    for number in range(ROWS):
        cells = dossier(number)
        sheet.append([cells[column] for column in columns])
    made = io.BytesIO()
    book.save(made)
    path = Path(tempfile.mkdtemp()) / "clients.xlsx"
    path.write_bytes(made.getvalue())
    return path


def dossier(number):
    return {
        "Code": f"C{number:05d}",
        "Raison sociale": f"Société Générale d’Été {number}",
        "SIREN": luhn(f"{40_000_000 + number:08d}"),
        "Forme juridique": ("SARL", "SAS", "EURL", "SCI")[number % 4],
        "Adresse": f"{number % 200} rue de la République",
        "Code postal": f"{59000 + number % 900}",
        "Ville": ("Lille", "Arras", "Douai", "Roubaix", "Béthune")[number % 5],
        "Clôture": ("31/12", "30/06", "30/09")[number % 3],
        "Licence": "Lille",
        "Gestionnaire": "marie@b6.example, Paul Essai",
        "Contact": f"Hélène Durand{number}",
        "E-mail": f"helene{number}@client{number}.example",
        "Téléphone": f"06 12 {number // 10000:02d} {number // 100 % 100:02d} {number % 100:02d}",
        "Date de création": f"{1 + number % 28:02d}/{1 + number % 12:02d}/{1980 + number % 40}",
    }


def luhn(digits):
    total = sum(int(digit) if place % 2 else sum(map(int, str(2 * int(digit)))) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


@cache
def peak_megabytes(path):
    """The most that one import takes in a process of its own, Django and all."""
    program = f"import django; django.setup(); from tests.load.bench_import import import_alone; import_alone({str(path)!r})"
    done = subprocess.run([sys.executable, "-c", program], env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    tidy()
    return json.loads(done.stdout.strip().splitlines()[-1])


def import_alone(path):
    """What the process of `peak_megabytes` does: one import, then its peak."""
    bring_in(Path(path), new_firm())
    print(peak_of_this_process())
