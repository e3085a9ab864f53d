"""Sheets of client users as tests make them."""

from comptoir.applications.models import Application
from comptoir.imports.actions import run_waiting_imports, start_import
from tests.imports.lists import workbook

from .asking import family, plan

HEADER = [
    "Nom", "Prénom", "E-mail", "Téléphone", "Type", "Niveau", "Entreprise facturée", "Dossiers", "Applications", "Mode de facturation", "Offre tarifaire",
    "Activation", "Envoyer un e-mail", "Langue",
]  # fmt: skip


def family_name(code="classique"):
    return Application.objects.filter(pk__in=family(code)).first().family.name


def names_of(code="classique"):
    """The names of the applications of a family, in order."""
    return list(Application.objects.filter(pk__in=family(code)).order_by("pk").values_list("name", flat=True))


def cells(number=1, **changes):
    """The cells of somebody with whom nothing is wrong, but for `changes` ({title: cell})."""
    usual = {
        "Nom": f"Martin {chr(65 + number % 26)}", "Prénom": "Chloé", "E-mail": f"chloe.martin{number}@roux.example", "Téléphone": "06 12 34 56 78",
        "Type": "Utilisateur standard", "Niveau": "Accès complet", "Entreprise facturée": "Boulangerie Roux", "Dossiers": "tous",
        "Applications": family_name(), "Mode de facturation": "Cabinet d’expertise comptable", "Offre tarifaire": plan().name,
        "Activation": "Immédiatement", "Envoyer un e-mail": "non", "Langue": "Français",
    }  # fmt: skip
    return changed(usual.values(), **changes)


def changed(usual, **changes):
    """These cells, but for `changes`: thousands of rows are made of one."""
    return [changes.get(title, cell) for title, cell in zip(HEADER, usual, strict=True)]


def sheet(*rows, header=HEADER):
    return workbook([header, *rows], name="utilisateurs.xlsx")


def bring(upload, cast, *, by=None, **how):
    """Run one import of client users to its end and return it."""
    job = start_import(upload, firm=cast.firm, kind="client_users", by=by or cast.marie, **{"is_dry_run": False} | how)
    run_waiting_imports()
    job.refresh_from_db()
    return job


def said(job):
    """[(line, column, code)] of the problems."""
    return list(job.problems.values_list("line", "column", "code"))
