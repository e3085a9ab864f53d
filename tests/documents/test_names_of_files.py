"""What people see of a file's name: their own words, without what could deceive."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.documents.actions import shown_name, store_file

PDF = "application/pdf"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Bilan 2025.pdf", "Bilan 2025.pdf"),
        ("Relevé d’août (n° 8) — été.pdf", "Relevé d’août (n° 8) — été.pdf"),
        ("L'avenant & l'annexe.PDF", "L'avenant & l'annexe.PDF"),
        ("Releve\u0301.pdf", "Relevé.pdf"),
        ("Bilan\u00a02025 \u202f final.pdf", "Bilan 2025 final.pdf"),
        ("  Bilan   2025 .pdf", "Bilan 2025 .pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Paul\\Bilan 2025.pdf", "Bilan 2025.pdf"),
        ("Bilan\x00\x1b[31m\n2025.pdf", "Bilan[31m 2025.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe.pdf"),
        ("\u200bbilan\u2066\ufeff.pdf", "bilan.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("bilan.exe", "bilan.exe.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("Bilan.", "Bilan.pdf"),
        ("", "fichier.pdf"),
        ("..", "fichier.pdf"),
        (".pdf", "pdf.pdf"),
        ("\u202e\u200f", "fichier.pdf"),
        ("\ud800bilan.pdf", "bilan.pdf"),
    ],
)
def test_a_name_keeps_its_words_and_loses_its_tricks(given, shown):
    assert shown_name(given, PDF) == shown


def test_a_long_name_keeps_its_end_and_fits(db):
    name = shown_name("é" * 400 + " 2025.pdf", PDF)

    assert (name[-9:], len(name) <= 200) == (" 2025.pdf", True)


def test_what_is_stored_bears_the_name_as_it_was_written(cast):
    upload = SimpleUploadedFile("Relevé d’août 2025.txt", b"Solde : 12")

    assert store_file(upload, firm=cast.firm, by=cast.paul).name == "Relevé d’août 2025.txt"
