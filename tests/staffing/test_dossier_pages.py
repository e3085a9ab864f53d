"""«Dossiers»: their licence and their managers, as people see and change them."""

import io

import openpyxl
import pytest

from comptoir.clients.models import Client, Dossier, DossierManager
from comptoir.firms.rights import Right

from .people import give, managers


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return client


def post(browser, path, status=200, **values):
    response = browser.post(path, values, follow=True)
    assert response.status_code == status
    return response.content.decode()


def shown(browser, query=""):
    return [row.name for row in browser.get(f"/firm/dossiers/?{query}").context["page"].rows]


def test_the_list_shows_what_one_works_on_and_is_filtered(cast, admin):
    cast.make_client("Fleurs Martin", cast.lille)

    assert shown(admin) == ["Boulangerie Roux", "Fleurs Martin", "Garage Delattre"]
    assert shown(admin, "q=garage") == ["Garage Delattre"]
    assert shown(admin, f"licence={cast.lille.pk}") == ["Boulangerie Roux", "Fleurs Martin"]
    assert shown(admin, f"manager={cast.paul.pk}") == ["Boulangerie Roux"]
    assert shown(admin, "manager=none") == ["Fleurs Martin"]
    assert shown(admin, "manager=x&licence=%00") == shown(admin)
    admin.force_login(cast.luc)
    assert shown(admin) == ["Garage Delattre"]


def test_managers_are_changed_for_many_and_the_change_is_taken_back(cast, admin):
    ids = [cast.dossier.pk, cast.other_dossier.pk]

    assert "2 dossiers" in admin.post("/firm/dossiers/many/", {"change": "primary", "ids": ids}).content.decode()
    assert "Fait pour 2 dossiers." in post(admin, "/firm/dossiers/many/", change="primary", ids=ids, sure="yes", person=cast.nora.pk)
    assert managers(cast.other_dossier) == ["Nora", "Luc"]
    assert "Annulé pour 2 dossiers." in post(admin, "/firm/dossiers/undo/")
    assert (managers(cast.dossier), managers(cast.other_dossier)) == (["Marie", "Paul", "Jean"], ["Luc"])
    assert "Il n’y a plus rien à annuler." in post(admin, "/firm/dossiers/undo/")


def test_the_licence_of_all_that_the_filter_shows_changes_with_its_effect_in_numbers(cast, admin, question):
    query = f"licence={cast.lille.pk}"

    page = admin.post("/firm/dossiers/many/", {"change": "licence", "everything": "yes", "query": query}).content.decode()
    assert "1 conversation suit" in page
    post(admin, "/firm/dossiers/many/", change="licence", everything="yes", query=query, sure="yes", licence=cast.arras.pk)

    question.refresh_from_db()
    assert (Dossier.objects.get(pk=cast.dossier.pk).licence, question.licence) == (cast.arras, cast.arras)
    post(admin, "/firm/dossiers/undo/")
    assert Dossier.objects.get(pk=cast.dossier.pk).licence == cast.lille


@pytest.mark.parametrize(
    ("change", "values", "sentence"),
    [
        ("add", {"person": ""}, "Choisissez quelqu’un du cabinet."),
        ("replace", {"person": "marie", "instead": "marie"}, "Choisissez deux personnes différentes."),
        ("licence", {"licence": "999999"}, "Choisissez une licence."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(cast, admin, change, values, sentence):
    values = {name: getattr(cast, value).pk if value == "marie" else value for name, value in values.items()}

    assert sentence in post(admin, "/firm/dossiers/many/", status=422, change=change, ids=cast.dossier.pk, sure="yes", **values)


def test_a_dossier_s_managers_are_put_in_order_on_its_page(cast, admin):
    path = f"/firm/dossiers/{cast.dossier.pk}/managers/"
    assert path in admin.get(f"/dossiers/{cast.dossier.pk}/").content.decode()
    was = admin.get(path).context["form"]["was"].value()

    post(admin, path, was=was, place0=cast.nora.pk, place1=cast.marie.pk)

    assert managers(cast.dossier) == ["Nora", "Marie"]
    assert "ont changé entre-temps" in post(admin, path, status=422, was=was, place0=cast.paul.pk)
    again = admin.get(path).context["form"]["was"].value()
    assert "est déjà gestionnaire" in post(admin, path, status=422, was=again, place0=cast.nora.pk, place1=cast.nora.pk)
    assert "Choisissez quelqu’un du cabinet." in post(admin, path, status=422, was=again, place0=cast.vera.pk)
    post(admin, path, was=again)
    assert managers(cast.dossier) == []


def test_who_lacks_the_right_sees_the_list_and_changes_nothing(cast, client):
    client.force_login(cast.paul)

    page = client.get("/firm/dossiers/").content.decode()
    assert "Boulangerie Roux" in page
    assert 'name="ids"' not in page
    assert "/managers/" not in client.get(f"/dossiers/{cast.dossier.pk}/").content.decode()
    for path, values in (
        ("/firm/dossiers/many/", {"change": "add", "ids": cast.dossier.pk, "sure": "yes", "person": cast.nora.pk}),
        ("/firm/dossiers/undo/", {}),
        (f"/firm/dossiers/{cast.dossier.pk}/managers/", {"place0": cast.nora.pk}),
    ):
        assert client.post(path, values).status_code == 404
    assert managers(cast.dossier) == ["Marie", "Paul", "Jean"]
    give(cast.paul, Right.DOSSIERS)
    assert "Fait pour un dossier." in post(client, "/firm/dossiers/many/", change="add", ids=cast.dossier.pk, sure="yes", person=cast.nora.pk)


def test_dossiers_that_one_does_not_work_on_are_passed_over(cast, client):
    client.force_login(cast.luc)
    give(cast.luc, Right.DOSSIERS)

    post(client, "/firm/dossiers/many/", change="add", ids=[cast.dossier.pk, cast.other_dossier.pk], sure="yes", person=cast.nora.pk)

    assert (managers(cast.dossier), managers(cast.other_dossier)) == (["Marie", "Paul", "Jean"], ["Luc", "Nora"])
    assert client.get(f"/firm/dossiers/{cast.dossier.pk}/managers/").status_code == 404


def test_the_list_leaves_as_a_spreadsheet_that_the_import_reads_again(cast, admin):
    Dossier.objects.filter(pk=cast.other_dossier.pk).update(name="=cmd()")

    rows = list(openpyxl.load_workbook(io.BytesIO(admin.get("/firm/dossiers/export/").content)).active.values)

    assert rows[0][:5] == ("Code", "Raison sociale", "SIREN", "Licence", "Gestionnaire")
    assert rows[1][:5] == ("BR-0142", "Boulangerie Roux", None, "Lille", "marie@example.com, paul@example.com, jean@example.com")
    assert rows[2][1] == "'=cmd()"


def test_thousands_are_changed_in_one_go(cast, admin):
    client = Client.objects.create(firm=cast.firm, name="Groupe")
    Dossier.objects.bulk_create([Dossier(firm=cast.firm, licence=cast.lille, client=client, name=f"Filiale {n:04}") for n in range(1500)])

    page = post(admin, "/firm/dossiers/many/", change="add", everything="yes", query="manager=none", sure="yes", person=cast.nora.pk)

    assert "Fait pour 1500 dossiers." in page.replace("\u202f", "").replace("\xa0", "")
    assert DossierManager.objects.filter(user=cast.nora, rank=0).count() == 1500
    post(admin, "/firm/dossiers/undo/")
    assert not DossierManager.objects.filter(user=cast.nora).exists()
