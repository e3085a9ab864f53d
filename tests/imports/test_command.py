"""`python -m comptoir import`: what scripts read."""

import pytest
from django.core.management import CommandError, call_command

from comptoir.clients.models import Client
from tests.imports.lists import siren


@pytest.fixture
def command(cast, tmp_path, capsys):
    def run(text, *options, name="clients.csv"):
        """(exit status, lines printed) for a file with this content."""
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
        status = 0
        try:
            call_command("import", str(path), "--firm", "lormeau", *options)
        except SystemExit as end:
            status = end.code
        return status, capsys.readouterr().out.splitlines()

    return run


def test_errors_are_one_a_line_and_the_last_line_counts(command):
    status, lines = command(f"Raison sociale;SIREN;E-mail\nÉté;{siren(1)};\nRoux;123;faux\n", "--licence", "LILLE")

    assert (status, lines) == (
        1,
        [
            "ligne 3, SIREN : Un SIREN compte 9 chiffres.",
            "ligne 3, E-mail : Cette adresse e-mail est illisible\u202f; une seule adresse est attendue.",
            "lignes : 2 · créées : 1 · modifiées : 0 · inchangées : 0 · en erreur : 1",
        ],
    )
    assert Client.objects.filter(name="Été", dossiers__licence__name="Lille").exists()


def test_a_second_run_finds_everything_unchanged(command):
    command("Nom;Ville\nRoux;Lille\n", "--licence", "Lille")

    assert command("Nom;Ville\nRoux;Lille\n", "--licence", "Lille") == (0, ["lignes : 1 · créées : 0 · modifiées : 0 · inchangées : 1 · en erreur : 0"])


def test_a_dry_run_counts_and_changes_nothing(command):
    status, lines = command("Nom\nRoux SARL\n", "--licence", "Lille", "--dry-run")

    assert (status, lines[-1]) == (0, "lignes : 1 · créées : 1 · modifiées : 0 · inchangées : 0 · en erreur : 0")
    assert not Client.objects.filter(name="Roux SARL").exists()


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (b"", (), "«clients.csv» est vide."),
        ("Ville\nLille", ("--licence", "Lille"), "Aucune ligne de titres"),
        ("Nom\nRoux", ("--licence", "Dunkerque"), "Aucune licence «Dunkerque» au cabinet «lormeau»."),
        ("Nom\nRoux", ("--firm", "nulle-part"), "Aucun cabinet «nulle-part»."),
        (b"%PDF-1.7 rien", (), "Ce fichier n’est pas un tableau"),
    ],
)
def test_what_cannot_be_imported_is_one_french_line(command, text, options, sentence):
    with pytest.raises(CommandError) as refusal:
        command(text, *options)

    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_is_one_french_line(cast):
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("import", "/nulle/part.csv", "--firm", "lormeau")
