"""The doors of client users in a spreadsheet: pages, command, export."""

import io

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from comptoir.clients.models import ClientUser
from comptoir.events.models import Event
from comptoir.imports.actions import run_waiting_imports
from comptoir.imports.models import Import
from comptoir.kernel.spreadsheet import read_sheet
from tests.imports.lists import counts, outcome

from .sheets import HEADER, bring, cells, sheet


@pytest.fixture
def browser(client):
    def browse(person):
        client.force_login(person)
        return client

    return browse


def content(answer):
    return b"".join(answer.streaming_content)


def test_from_the_list_of_client_users_to_the_page_with_this_kind_chosen(cast, browser):
    page = browser(cast.nora)

    answer = page.get(reverse("client_user_sheets"), follow=True)

    text = answer.content.decode()
    assert answer.redirect_chain == [("/imports/?kind=client_users", 302)]
    assert 'aria-current="page">Utilisateurs client</a>' in text
    assert 'name="licence"' not in text
    assert "Télécharger le modèle" in text


def test_sent_looked_at_brought_in_and_taken_back_by_hand(cast, browser):
    page = browser(cast.marie)
    sent = page.post(reverse("imports") + "?kind=client_users", {"kind": "client_users", "file": sheet(cells(1), cells(2, Type="roi"), cells(3))})
    job = Import.objects.get()
    run_waiting_imports()
    looked_at = page.get(sent.url).content.decode()
    page.post(reverse("import_run", args=[job.pk]), {"rows": "good"})
    run_waiting_imports()
    assert "Choisissez «Administrateur» ou «Utilisateur standard»." in looked_at
    get_user_model().objects.filter(email="chloe.martin3@roux.example").update(last_login=timezone.now())

    done = page.get(sent.url).content.decode()
    asked = page.get(reverse("import_undoing", args=[job.pk])).content.decode()
    answer = page.post(reverse("import_undoing", args=[job.pk]), follow=True).content.decode()

    assert "Annuler l’importation" in done
    assert "1 utilisateur client" in asked
    assert "S’est connecté depuis" in asked
    assert "L’importation a été annulée." in answer
    assert "S’est connecté depuis" in answer
    assert not ClientUser.objects.filter(user__email="chloe.martin1@roux.example").exists()
    again = page.post(reverse("import_undoing", args=[job.pk]), follow=True).content.decode()
    assert "déjà annulée" in again


@pytest.mark.parametrize(("who", "status"), [("vera", 404), ("luc", 404), ("helene", 404), ("operator", 404), ("admin", 200)])
def test_an_import_is_taken_back_by_who_started_it_and_by_administrators(cast, browser, who, status):
    job = bring(sheet(cells(1)), cast)

    assert browser(getattr(cast, who)).get(reverse("import_undoing", args=[job.pk])).status_code == status


def test_who_may_not_create_client_users_is_offered_nothing(cast, browser):
    role = cast.firm.custom_roles.create(name="Lecture", rights="")
    cast.firm.memberships.filter(user=cast.nora).update(custom_role=role)
    page = browser(cast.nora)

    tried = [
        page.get(address).status_code for address in (reverse("client_user_sheets"), "/imports/?kind=client_users", "/imports/template.xlsx?kind=client_users")
    ]
    posted = page.post("/imports/", {"kind": "client_users", "file": sheet(cells(1))}).status_code

    assert (tried, posted, page.get("/imports/").status_code) == ([404, 404, 404], 404, 200)
    assert "Utilisateurs client" not in page.get("/imports/").content.decode()


def test_a_kind_that_does_not_exist_is_not_found(cast, browser):
    assert browser(cast.marie).get("/imports/?kind=rien").status_code == 404


def test_the_template_says_what_may_be_written_and_its_example_can_be_read(cast, browser):
    cells(1)

    made = openpyxl.load_workbook(io.BytesIO(content(browser(cast.marie).get("/imports/template.xlsx?kind=client_users"))))

    first, second = made.worksheets
    assert [cell.value for cell in first[1]] == HEADER
    assert first.max_row == 2
    values = [[cell.value for cell in column if cell.value] for column in second.columns]
    assert "Administrateur" in values[4]
    assert values[10][1:]


def test_the_list_goes_out_without_anything_to_compute(cast, browser):
    get_user_model().objects.filter(pk=cast.jules.pk).update(last_name='=HYPERLINK("http://mal.example")', phone="+32470123456")

    answer = browser(cast.marie).get(reverse("client_users_export"))

    data = content(answer)
    rows = [row for _line, row in read_sheet(data).rows]
    assert rows[0] == HEADER
    assert sorted(row[2] for row in rows[1:]) == ["helene@example.com", "jules@example.com"]
    assert ['\'=HYPERLINK("http://mal.example")', "Jules", "jules@example.com", "'+32 470 12 34 56"] in [row[:4] for row in rows]
    assert (answer["Content-Disposition"].startswith("attachment"), answer["Cache-Control"]) == (True, "private, no-store")
    assert Event.objects.get(verb="client_users.exported").actor == cast.marie


def test_the_filters_of_the_list_narrow_what_goes_out(cast, browser):
    answer = browser(cast.marie).get(reverse("client_users_export") + "?type=administrator")

    assert [row[2] for _line, row in read_sheet(content(answer)).rows] == ["E-mail", "helene@example.com"]


@pytest.mark.parametrize("who", ["nora", "helene", "operator"])
def test_the_list_is_for_who_may_export(cast, browser, who):
    assert browser(getattr(cast, who)).get(reverse("client_users_export")).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_questions_for_one_as_for_three(cast, browser, many, django_assert_max_num_queries):
    bring(sheet(*(cells(number) for number in range(many))), cast)
    page = browser(cast.marie)
    page.get(reverse("imports"))

    with django_assert_max_num_queries(30):
        content(page.get(reverse("client_users_export")))


def test_the_same_by_the_command(cast, tmp_path, capsys):
    path = tmp_path / "utilisateurs.xlsx"
    path.write_bytes(sheet(cells(1), cells(2, Type="roi")).read())

    with pytest.raises(SystemExit) as end:
        call_command("import", str(path), "--firm", "lormeau", "--kind", "client_users")

    assert end.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        "ligne 3, Type : Choisissez «Administrateur» ou «Utilisateur standard».",
        "lignes : 2 · créées : 1 · modifiées : 0 · inchangées : 0 · en erreur : 1",
    ]
    assert counts(Import.objects.get()) == outcome(created=1, errors=1)
