"""The pages: sending a list, watching it, deciding."""

import pytest
from django.urls import reverse

from comptoir.clients.models import Client
from comptoir.imports.actions import run_waiting_imports, start_import
from comptoir.imports.models import Import
from comptoir.kernel.sheet_writing import harmless
from comptoir.kernel.spreadsheet import ENCRYPTED_STREAM, OLE_START
from tests.imports.lists import bring, csv_list, workbook

FAULTY = "Nom;E-mail\nRoux;h@roux.example\nDurand;faux"


@pytest.fixture
def browser(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


def test_a_list_is_sent_checked_and_brought_in(cast, browser):
    page = browser(cast.nora)
    answer = page.post(reverse("imports"), {"file": csv_list(FAULTY), "licence": cast.lille.pk})
    job = Import.objects.get()
    assert (answer.status_code, answer.url, job.state, job.started_by, job.firm, job.licence) == (
        302,
        f"/imports/{job.pk}/",
        "waiting",
        cast.nora,
        cast.firm,
        cast.lille,
    )

    waiting = page.get(answer.url).content.decode()
    run_waiting_imports()
    checked = page.get(answer.url).content.decode()
    page.post(reverse("import_run", args=[job.pk]), {"rows": "good"})
    run_waiting_imports()
    done = page.get(answer.url).content.decode()

    assert 'hx-trigger="every 1s"' in waiting
    assert "<progress" in waiting
    assert "quitter cette page" in waiting
    assert "every 1s" not in checked
    assert "Importer les lignes correctes" in checked
    assert "Tout importer ou rien" in checked
    assert "Cette adresse e-mail est illisible" in checked
    assert "faux" in checked
    assert "Importer les lignes correctes" not in done
    assert "Les lignes correctes sont importées." in done
    assert Client.objects.filter(name__in=["Roux", "Durand"]).values_list("name", flat=True).get() == "Roux"


def test_the_page_asks_for_its_middle_alone(cast, browser):
    job = bring(csv_list(FAULTY), cast, licence=cast.lille, is_dry_run=True)

    fragment = browser(cast.admin).get(reverse("import", args=[job.pk]), headers={"HX-Request": "true"}).content.decode()

    assert fragment.strip().startswith('<div id="import"')
    assert "<html" not in fragment


def test_what_is_no_table_is_refused_in_the_form(cast, browser):
    page = browser(cast.admin)
    files = {
        "xlsx": OLE_START + b"\x00" * 600 + ENCRYPTED_STREAM,
        "csv": b"",
        "exe": b"MZ\x90\x00\x03",
        "pdf": b"%PDF-1.7\n",
    }
    for extension, content in files.items():
        upload = csv_list("x", name=f"liste.{extension}")
        upload.file.seek(0)
        upload.file.truncate()
        upload.file.write(content)
        upload.file.seek(0)
        upload.size = len(content)
        answer = page.post(reverse("imports"), {"file": upload, "licence": cast.lille.pk})
        assert (extension, answer.status_code) == (extension, 422)
    assert not Import.objects.exists()


def test_a_licence_of_others_cannot_be_chosen(cast, browser):
    answer = browser(cast.nora).post(reverse("imports"), {"file": csv_list("Nom\nx"), "licence": cast.arras.pk})

    assert (answer.status_code, Import.objects.count()) == (422, 0)


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("nora", 200), ("luc", 404), ("vera", 404), ("helene", 404), ("omar", 404), ("operator", 404)])
def test_an_import_is_seen_by_who_started_it_and_by_administrators(cast, browser, who, status):
    job = bring(csv_list(FAULTY), cast, licence=cast.lille, by=cast.nora, is_dry_run=True)
    page = browser(getattr(cast, who))

    seen = [page.get(reverse("import", args=[job.pk])).status_code, page.get(reverse("import_report", args=[job.pk])).status_code]
    pressed = page.post(reverse("import_run", args=[job.pk]), {"rows": "good"}).status_code

    assert (seen, pressed) == ([status, status], 302 if status == 200 else 404)


@pytest.mark.parametrize("who", ["helene", "omar", "operator"])
def test_imports_are_for_members(cast, browser, who):
    assert browser(getattr(cast, who)).get(reverse("imports")).status_code == 404


def test_visitors_are_asked_to_sign_in(cast, client):
    assert client.get(reverse("imports")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(cast, browser, django_assert_max_num_queries, count):
    for number in range(count):
        bring(csv_list(f"Nom\nx{number}"), cast, licence=cast.lille)
    page = browser(cast.admin)
    page.get(reverse("imports"))

    with django_assert_max_num_queries(16):
        content = page.get(reverse("imports")).content.decode()

    assert content.count(">clients.csv</a>") == count


def test_the_report_is_a_table_that_computes_nothing(cast, browser):
    job = bring(csv_list('Nom;E-mail\nRoux;"=HYPERLINK(""http://mal.example"")"\n=1+1;'), cast, licence=cast.lille)

    answer = browser(cast.admin).get(reverse("import_report", args=[job.pk]))

    assert b"".join(answer.streaming_content).decode() == (
        "\ufeffLigne;Colonne;Valeur;Problème\r\n"
        '2;E-mail;"\'=HYPERLINK(""http://mal.example"")";"Cette adresse e-mail est illisible\u202f; une seule adresse est attendue."\r\n'
        '3;Nom;\'=1+1;"Ce texte commence comme une formule\u202f; retirez le signe du début."\r\n'
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_cell_that_excel_would_compute_is_shown_as_text(text):
    assert harmless(text) == f"'{text}"


def test_a_bomb_sent_to_the_page_ends_in_a_sentence(cast, browser):
    page = browser(cast.admin)
    start_import(workbook([["Nom", *["x"] * 300], ["Roux"]]), firm=cast.firm, by=cast.admin)
    run_waiting_imports()

    content = page.get(reverse("import", args=[Import.objects.get().pk])).content.decode()

    assert "Ce tableau a plus de 200 colonnes" in content
