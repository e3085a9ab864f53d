"""A list of colleagues that comes in: role, licences, teams and ID (F3)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.events.models import Event
from comptoir.firms.models import Membership
from comptoir.firms.rights import Right
from comptoir.imports.actions import run_waiting_imports, start_import
from comptoir.imports.models import Import
from tests.imports.lists import report, workbook

from .people import give, licences_of, membership, role_of

HEADER = ["Nom", "E-mail", "Rôle", "Licences", "Équipes", "Matricule"]


def bring(cast, rows, *, by=None, is_dry_run=False, header=HEADER):
    job = start_import(workbook([header, *rows]), firm=cast.firm, kind="members", by=by or cast.admin, is_dry_run=is_dry_run)
    run_waiting_imports()
    job.refresh_from_db()
    return job


def test_what_the_filled_cells_say_is_what_people_have(cast):
    role = role_of(cast.firm, "Assistante", Right.EXPORTS)
    bring(
        cast,
        [
            ["Petit", "paul@example.com", "Assistante", "Lille, Arras", "", "0042"],
            ["", "luc@example.com", "", "", "equipe tpe", ""],
            ["Benali", "nora@example.com", "expert-comptable", "arras", "", ""],
        ],
    )

    paul, luc, nora = membership(cast.paul), membership(cast.luc), membership(cast.nora)
    assert (paul.custom_role, paul.role, licences_of(cast.paul), paul.number) == (role, "staff", ["Arras", "Lille"], "0042")
    assert (luc.role, licences_of(cast.luc), set(cast.team.members.all())) == ("staff", ["Arras"], {cast.paul, cast.nora, cast.luc})
    assert (nora.role, licences_of(cast.nora)) == ("accountant", ["Arras"])
    assert Event.objects.filter(verb="member.changed", actor=cast.admin).count() == 3


def test_a_dry_run_changes_nothing_and_says_what_is_wrong_row_by_row(cast):
    give(cast.jean, Right.EXPORTS)
    Membership.objects.filter(user=cast.jean).update(number="7")
    rows = [
        ["Petit", "paul@example.com", "Roi", "Lille", "", ""],
        ["Inconnu", "inconnu@example.com", "", "", "", ""],
        ["Benali", "nora@example.com", "", "Lens", "", ""],
        ["Lormeau", "admin@example.com", "Collaborateur", "", "", ""],
        ["", "", "Collaborateur", "", "", ""],
        ["Marchand", "luc@example.com", "", "", "", "7"],
        ["Marchand", "luc@example.com", "", "", "", ""],
        ["Dubois", "marie@example.com", "Collaborateur", "", "", ""],
    ]

    job = bring(cast, rows, is_dry_run=True)

    assert (job.state, job.error_count, job.created_count) == (Import.State.CHECKED, 7, 1)
    assert {line: code for line, _column, code in report(job)} == {
        2: "role_word",
        3: "nobody_here",
        4: "licences_word",
        5: "refused_oneself",
        6: "email_missing",
        7: "number_taken",
        8: "email_on_line",
    }
    assert membership(cast.marie).role == "accountant"


def test_a_list_that_says_what_there_is_changes_nothing(cast):
    job = bring(cast, [["Petit", "paul@example.com", "Collaborateur", "Lille", "Équipe TPE", ""]])

    assert (job.created_count, job.unchanged_count) == (0, 1)
    assert not Event.objects.filter(verb="member.changed").exists()


def test_our_own_export_comes_in_again_and_changes_nothing(cast, client):
    client.force_login(cast.admin)
    exported = client.get("/firm/members/export/?q=paul").content
    job = start_import(SimpleUploadedFile("c.xlsx", exported), firm=cast.firm, kind="members", by=cast.admin, is_dry_run=False)
    run_waiting_imports()
    job.refresh_from_db()

    assert (job.created_count, job.unchanged_count, job.error_count) == (0, 1, 0)


def test_numbers_may_change_hands_within_one_list(cast):
    Membership.objects.filter(user=cast.paul).update(number="1")

    bring(cast, [["", "paul@example.com", "", "", "", "2"], ["", "jean@example.com", "", "", "", "3"]])

    assert (membership(cast.paul).number, membership(cast.jean).number) == ("2", "3")


@pytest.mark.parametrize("who", ["marie", "vera"])
def test_only_who_manages_colleagues_brings_them_in(cast, who):
    job = bring(cast, [["", "paul@example.com", "Administrateur du cabinet", "", "", ""]], by=getattr(cast, who))

    assert job.created_count == 0
    assert membership(cast.paul).role == "staff"


def test_a_list_gives_no_more_than_its_sender_has(cast):
    give(cast.nora, Right.MEMBERS)

    job = bring(cast, [["", "paul@example.com", "Administrateur du cabinet", "", "", ""]], by=cast.nora)

    assert (job.error_count, membership(cast.paul).role) == (1, "staff")
