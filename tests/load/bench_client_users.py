"""B6: 3,000 client users from `.xlsx`: looked at, brought in with all that belongs to them, and taken back."""

import io
import tempfile
import uuid
from functools import cache
from pathlib import Path

import openpyxl
from python_calamine import load_workbook

from comptoir.accounts.models import User
from comptoir.applications.offer import catalogue_of
from comptoir.billing.models import Plan
from comptoir.clients.models import Client, ClientUser, Dossier
from comptoir.firms.models import Firm, Licence, Membership
from comptoir.imports.actions import import_file, undo_import

from . import measure

ROWS, COMPANIES = 3_000, 300
HEADER = ["Nom", "Prénom", "E-mail", "Téléphone", "Type", "Niveau", "Entreprise facturée", "Dossiers", "Applications", "Offre tarifaire"]
# One client user is an account, a contact, a place, an access, terms, applications and the events of it.
AT_MOST_SECONDS = 30


def run():
    path = sheet()
    comparison = measure.compare(lambda: bring_in(path), lambda: only_read(path), calls=1)
    looked_at = measure.compare(lambda: look_at(path), lambda: only_read(path), calls=1)
    note = f"at most {AT_MOST_SECONDS} s"
    return [
        measure.row("B6", "3,000 client users: brought in and taken back", comparison, "", note) | {"met": comparison.ours.wall < AT_MOST_SECONDS},
        measure.row("B6", "3,000 client users: dry run", looked_at, "", note) | {"met": looked_at.ours.wall < AT_MOST_SECONDS},
    ]


def bring_in(path):
    job = import_file(path, firm=firm(), kind="client_users")
    assert (job.created_count, job.error_count) == (ROWS, 0), job.refusal or job.problems.first().text
    assert undo_import(job, by=None).gone == ROWS
    assert not ClientUser.objects.filter(firm=firm()).exists()


def look_at(path):
    job = import_file(path, firm=firm(), kind="client_users", is_dry_run=True)
    assert (job.created_count, job.error_count) == (ROWS, 0), job.refusal


def only_read(path):
    assert len(load_workbook(path).get_sheet_by_index(0).to_python()) == ROWS + 1


@cache
def firm():
    made = Firm.objects.create(name="B6", slug=f"users-{uuid.uuid4().hex[:12]}")
    licence = Licence.objects.create(firm=made, name="Lille")
    user, _created = User.objects.get_or_create(email="marie@b6.example", defaults={"first_name": "Marie", "last_name": "Essai"})
    Membership.objects.create(firm=made, user=user)
    clients = [Client(firm=made, name=f"Société {number}") for number in range(COMPANIES)]
    for client in clients:
        client.index()
    Client.objects.bulk_create(clients)
    dossiers = [Dossier(firm=made, licence=licence, client=client, name=client.name, code=f"C{number:04d}") for number, client in enumerate(clients)]
    for dossier in dossiers:
        dossier.index()
    Dossier.objects.bulk_create(dossiers)
    Plan.objects.create(firm=made, code="b6", name="Offre B6")
    return made


@cache
def sheet():
    """The path of a workbook as Excel writes it: ten people for each company, the first of whom administers it."""
    families = [family.name for family in catalogue_of(firm().pk).families if family.is_required][:1]
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Utilisateurs")
    page.append(HEADER)
    for number in range(ROWS):
        company, place = divmod(number, ROWS // COMPANIES)
        phone, address = f"06 12 34 {number // 100:02d} {number % 100:02d}", f"camille.durand{number}@societe{company}.example"
        person = [f"Durand {chr(65 + place)}", "Camille", address, phone, "standard" if place else "administrateur", "complet"]
        page.append([*person, f"Société {company}", "tous" if place % 2 else f"C{company:04d}", ", ".join(families), "Offre B6"])
    made = io.BytesIO()
    book.save(made)
    path = Path(tempfile.mkdtemp()) / "utilisateurs.xlsx"
    path.write_bytes(made.getvalue())
    return path
