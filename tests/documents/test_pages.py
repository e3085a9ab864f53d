"""The pages: sharing, finding, reading, dropping, and everybody at every address."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.accounts.models import User
from comptoir.documents.actions import share_document, withdraw_document
from comptoir.documents.models import Document, StoredFile
from comptoir.events.models import Event
from comptoir.preferences.actions import change_settings_at
from comptoir.preferences.models import Holder
from tests.conversations.pages import words

from .sharing import PDF, pdf, send, share


@pytest.fixture
def browser(cast):
    def signed_in(who):
        one = Client()
        if who:
            one.force_login(getattr(cast, who))
        return one

    return signed_in


@pytest.fixture
def jules(cast):
    return cast.contact_of(cast.jules, cast.client)


def body_of(response):
    return b"".join(response.streaming_content)


def test_a_document_is_shared_from_its_dossier_and_found_there_again(cast, browser, jules):
    paul = browser("paul")
    assert f"/documents/new/?dossier={cast.dossier.pk}" in paul.get(f"/dossiers/{cast.dossier.pk}/").content.decode()
    form = words(paul.get(f"/documents/new/?dossier={cast.dossier.pk}"))
    assert "Verront le document de toute façon, par leur accès complet : Hélène Roux." in form
    assert "Jules Roux" in form

    answer = send(paul, cast, contacts=[jules.pk])
    made = Document.objects.get()

    assert (answer.status_code, answer.url, made.title, made.shared_by) == (302, f"/documents/{made.pk}/", "Bilan 2025", cast.paul)
    for path in (f"/documents/{made.pk}/", "/documents/", f"/dossiers/{cast.dossier.pk}/", f"/clients/{cast.client.pk}/"):
        assert "Bilan 2025" in words(paul.get(path))
    page = words(paul.get(f"/documents/{made.pk}/"))
    assert "2 personnes du client ne le verront plus" in page
    assert "Paul Petit a partagé le document, nommément avec Jules Roux." in page


def test_the_form_says_who_is_not_told_and_offers_to_invite_them(cast, browser):
    cast.contact(cast.client, "Inès", "Roux")

    form = words(browser("paul").get(f"/documents/new/?dossier={cast.dossier.pk}"))

    assert "n’a pas de compte : ne sera pas prévenu" in form
    assert f'href="/clients/{cast.client.pk}/portal/"' in form


def test_a_limited_account_that_no_contact_has_is_named_as_such(cast, browser):
    form = words(browser("paul").get(f"/documents/new/?dossier={cast.dossier.pk}"))
    assert "on ne peut pas encore leur partager un document nommément. Jules Roux" in form

    cast.contact_of(cast.jules, cast.client)
    assert "on ne peut pas encore" not in words(browser("paul").get(f"/documents/new/?dossier={cast.dossier.pk}"))


def test_where_nobody_has_full_access_the_form_says_so(cast, browser):
    cast.client.accesses.filter(user=cast.helene).update(level="limited")

    assert "seules les personnes nommées ici verront le document" in words(browser("paul").get(f"/documents/new/?dossier={cast.dossier.pk}"))


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([pdf("virus.exe", b"MZ\x90\x00")], "«virus.exe» n’est pas d’un type accepté"),
        ([pdf("vide.pdf", b"")], "«vide.pdf» est vide."),
        ([pdf(f"{number}.pdf") for number in range(11)], "Pas plus de 10 fichiers à la fois."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(cast, browser, jules, files, sentence):
    page = send(browser("paul"), cast, *files, title="Comptes annuels", contacts=[jules.pk])

    assert page.status_code == 422
    assert sentence in words(page)
    assert 'value="Comptes annuels"' in words(page)
    assert f'value="{jules.pk}" checked' in words(page)
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_nothing_chosen_says_what_to_do(cast, browser):
    page = browser("paul").post("/documents/new/", {"dossier": cast.dossier.pk, "title": "Bilan"})

    assert page.status_code == 422
    assert "Choisissez un fichier." in words(page)


def test_a_contact_of_another_client_cannot_be_slipped_in(cast, browser):
    stranger = cast.contact_of(cast.gaston, cast.other_client)

    page = send(browser("paul"), cast, contacts=[stranger.pk])

    assert page.status_code == 422
    assert "Choisissez parmi les personnes-ressources de ce client." in words(page)
    assert not Document.objects.exists()


def test_a_double_click_shares_once(cast, browser):
    paul, key = browser("paul"), "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d"

    answers = [send(paul, cast, key=key).url for _click in range(2)]

    assert answers[0] == answers[1]
    assert Document.objects.count() == 1


def test_several_files_lead_back_to_the_list(cast, browser):
    paul = browser("paul")
    answer = send(paul, cast, pdf("Mars.pdf"), pdf("Avril.pdf"))

    assert answer.url == "/documents/"
    page = words(paul.get("/documents/"))
    assert all(said in page for said in ("2 documents partagés.", "Mars", "Avril"))


def test_before_sharing_one_sees_who_will_be_told(cast, browser, jules):
    paul = browser("paul").post(
        "/documents/new/preview/", {"dossier": cast.dossier.pk, "title": "Bilan", "contacts": [jules.pk]}, headers={"HX-Request": "true"}
    )
    helene = browser("helene").post("/documents/new/preview/", {"dossier": cast.dossier.pk, "title": "Relevé"}, headers={"HX-Request": "true"})

    assert all(name in words(paul) for name in ("Hélène Roux", "Jules Roux", "a un accès complet à ce client"))
    assert "Marie Dubois" in words(helene)
    assert "est gestionnaire de ce dossier" not in words(helene)
    assert not Document.objects.exists()


def test_jules_finds_by_dossier_and_month_what_is_his_and_takes_the_same_bytes(cast, browser, jules):
    theirs, other = share(cast, contacts=[jules]), share(cast, name="Paie de tous.pdf")
    one = browser("jules")

    page = words(one.get("/documents/"))
    taken = one.get(f"/documents/{theirs.pk}/file/")

    assert ("Boulangerie Roux" in page, "Bilan 2025" in page, "Paie de tous" in page) == (True, True, False)
    assert body_of(taken) == PDF
    assert taken.headers["Content-Disposition"] == 'attachment; filename="Bilan 2025.pdf"'
    assert one.get(f"/documents/{other.pk}/file/").status_code == 404
    assert "partagé par Paul Petit" in page
    assert "Téléchargements" not in words(one.get(f"/documents/{theirs.pk}/"))


def test_the_firm_reads_who_took_it(cast, browser, jules):
    made = share(cast, contacts=[jules])
    for _time in range(2):
        assert body_of(browser("jules").get(f"/documents/{made.pk}/file/")) == PDF

    page = words(browser("paul").get(f"/documents/{made.pk}/"))

    assert Event.objects.filter(verb="document.downloaded").count() == 1
    assert "Personne ne l’a encore téléchargé." not in page
    assert "Une ligne par personne et par heure." in page


def test_a_client_drops_a_document_that_the_firm_finds(cast, browser):
    jules = browser("jules")
    form = words(jules.get("/documents/new/"))
    assert "Déposer un document" in form
    assert 'name="contacts"' not in form

    answer = send(jules, cast, pdf("Relevé.pdf"), contacts=[cast.contact_of(cast.helene, cast.client).pk])
    made = Document.objects.get()

    assert (answer.url, made.is_from_client, made.shares.count()) == (f"/documents/{made.pk}/", True, 0)
    assert "Relevé" in words(jules.get("/documents/"))
    assert "Relevé" in words(browser("helene").get("/documents/"))
    assert "Relevé" in words(browser("paul").get("/documents/?box=dropped"))
    assert "l’a déposé" in words(browser("paul").get(f"/documents/{made.pk}/"))
    assert "Relevé" not in words(browser("luc").get("/documents/?box=dropped"))


def test_it_is_taken_back_and_put_back(cast, browser, jules):
    made, paul = share(cast, contacts=[jules]), browser("paul")

    assert "Document retiré" in words(paul.post(f"/documents/{made.pk}/withdrawal/", follow=True))
    assert browser("jules").get(f"/documents/{made.pk}/").status_code == 404
    assert browser("helene").get(f"/documents/{made.pk}/file/").status_code == 404
    assert "Bilan 2025" not in words(paul.get("/documents/"))
    assert "Bilan 2025" in words(paul.get("/documents/?box=withdrawn"))

    assert "Document remis" in words(paul.post(f"/documents/{made.pk}/restoration/", follow=True))
    assert browser("jules").get(f"/documents/{made.pk}/").status_code == 200


def test_it_is_renamed_and_shared_with_more_people_from_its_page(cast, browser, jules):
    made, paul = share(cast), browser("paul")

    assert paul.post(f"/documents/{made.pk}/title/", {"title": "Liasse"}).status_code == 302
    wrong = paul.post(f"/documents/{made.pk}/title/", {"title": " "})
    assert (wrong.status_code, "Un document a un titre." in words(wrong)) == (422, True)
    assert paul.post(f"/documents/{made.pk}/readers/", {"contacts": [jules.pk]}).status_code == 302
    nobody = paul.post(f"/documents/{made.pk}/readers/", {})
    assert (nobody.status_code, "Choisissez au moins une personne." in words(nobody)) == (422, True)
    assert "Liasse" in words(browser("jules").get("/documents/"))

    paul.post(f"/documents/{made.pk}/readers/{jules.pk}/removal/")
    assert browser("jules").get(f"/documents/{made.pk}/").status_code == 404


ROLES = ["admin", "marie", "paul", "nora", "luc", "helene", "jules", "gaston", "vera", "omar", "operator", ""]
FIRM_SIDE = {"admin", "marie", "paul", "nora"}


def test_everybody_at_every_address(cast, browser, jules):
    """An administrator, members, one of another licence, full and limited access, another client, other firms, the operator, a visitor."""
    named, general, withdrawn = share(cast, contacts=[jules]), share(cast), share(cast)
    withdraw_document(withdrawn, by=cast.paul)
    expected = {
        named.pk: FIRM_SIDE | {"helene", "jules"},
        general.pk: FIRM_SIDE | {"helene"},
        withdrawn.pk: FIRM_SIDE,
    }

    for pk, welcome in expected.items():
        for who in ROLES:
            one = browser(who)
            for path in (f"/documents/{pk}/", f"/documents/{pk}/file/"):
                assert (who, path, one.get(path).status_code) == (who, path, 200 if who in welcome else 404 if who else 302)
            reading = one.post(f"/documents/{pk}/reading/").status_code
            assert (who, reading) == (who, 204 if who in welcome else 404 if who else 302)
            for deed in ("title/", "readers/"):
                refused = one.post(f"/documents/{pk}/{deed}").status_code
                assert (who, deed, refused) == (who, deed, 422 if who in FIRM_SIDE else 404 if who else 302)
            for deed in (f"readers/{jules.pk}/removal/", "withdrawal/", "restoration/"):
                if who not in FIRM_SIDE:
                    assert (who, deed, one.post(f"/documents/{pk}/{deed}").status_code) == (who, deed, 404 if who else 302)
    assert Document.objects.shared().count() == 2


@pytest.mark.parametrize("who", ["luc", "gaston", "vera", "omar"])
def test_nobody_else_shares_in_the_dossier(cast, browser, who):
    answer = send(browser(who), cast)

    assert answer.status_code == 422
    assert "Choisissez un de vos dossiers." in words(answer)
    assert not Document.objects.exists()


def test_the_list_is_searched_and_filtered_by_its_address(cast, browser):
    share(cast, name="Été 2025.pdf")
    share(cast, name="Bilan.pdf")
    share(cast, name="Garage.pdf", dossier=cast.other_dossier, by=cast.luc)
    admin = browser("admin")

    def found(query):
        page = words(admin.get(f"/documents/?{query}"))
        return [name for name in ("Été 2025", "Bilan", "Garage.pdf") if name in page]

    assert found("") == ["Été 2025", "Bilan", "Garage.pdf"]
    assert found("q=ete") == ["Été 2025"]
    assert found("q=roux") == ["Été 2025", "Bilan"]
    assert found(f"licence={cast.arras.pk}") == ["Garage.pdf"]
    assert found(f"dossier={cast.dossier.pk}") == ["Été 2025", "Bilan"]
    assert found(f"client={cast.other_client.pk}") == ["Garage.pdf"]
    assert found("licence=x&dossier=99999999999999999999&page=y&box=z") == ["Été 2025", "Bilan", "Garage.pdf"]


def test_the_search_at_the_top_finds_what_one_may_see(cast, browser, jules):
    share(cast, name="Zèbre de Jules.pdf", contacts=[jules])
    share(cast, name="Zèbre de tous.pdf")

    def found(who):
        page = words(browser(who).get("/search/?q=zebre"))
        return [name for name in ("Zèbre de Jules", "Zèbre de tous") if name in page]

    assert {who: found(who) for who in ("paul", "helene", "jules", "gaston", "luc")} == {
        "paul": ["Zèbre de Jules", "Zèbre de tous"],
        "helene": ["Zèbre de Jules", "Zèbre de tous"],
        "jules": ["Zèbre de Jules"],
        "gaston": [],
        "luc": [],
    }


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("paul", "/documents/"),
        ("paul", "/documents/?box=withdrawn"),
        ("jules", "/documents/"),
        ("helene", "/documents/"),
        ("paul", "/search/?q=bilan"),
        ("paul", "/dossiers/{dossier}/"),
        ("paul", "/clients/{client}/"),
        ("paul", "/documents/{document}/"),
        ("paul", "/documents/new/?dossier={dossier}"),
        ("jules", "/documents/{document}/"),
    ],
)
def test_a_page_costs_the_same_with_one_and_with_three(cast, browser, jules, who, path):
    first = share(cast, contacts=[jules])
    one = browser(who)
    address = path.format(document=first.pk, dossier=cast.dossier.pk, client=cast.client.pk)
    counts = []
    for more in (0, 2):
        for number in range(more):
            share(cast, contacts=[jules, cast.contact(cast.client, "Inès", f"Roux {number}")])
            withdraw_document(share(cast), by=cast.paul)
            cast.client_user(f"someone{number}", "Quelqu’un", f"Roux {number}", cast.client, level="full")
        one.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert one.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_who_is_colleague_and_client_chooses_between_both(cast, browser):
    both = User.objects.get(pk=cast.luc.pk)
    cast.client.accesses.create(firm=cast.firm, user=both, level="full")
    share(cast)

    firm, received = browser("luc").get("/documents/"), browser("luc").get("/documents/?box=received")

    assert ("Bilan 2025" in words(firm), "Reçus comme client" in words(firm), "Bilan 2025" in words(received)) == (False, True, True)


def test_files_lie_under_a_name_that_nobody_guesses(cast):
    made = share_document(cast.dossier, [pdf()], by=cast.paul)[0]

    assert made.file.stored_as.startswith(f"{cast.firm.pk}/")
    assert "Bilan" not in made.file.stored_as
    assert default_storage.exists(made.file.stored_as)


def test_a_firm_that_asks_for_a_second_factor_gets_it_before_its_clients_see_or_drop(cast, browser, jules):
    made = share(cast, contacts=[jules])
    change_settings_at(Holder.of_firm(cast.firm), {"assurance.see": "mfa", "assurance.upload": "mfa"}, by=cast.admin)
    one = browser("jules")

    ways = {path: one.get(path) for path in ("/documents/", f"/documents/{made.pk}/", f"/documents/{made.pk}/file/", "/documents/new/")}

    assert {path: (way.status_code, "next=" in way.headers.get("Location", "")) for path, way in ways.items()} == dict.fromkeys(ways, (302, True))
    assert not Event.objects.filter(verb="document.downloaded").exists()
    assert ["Bilan 2025" in words(browser(who).get("/search/?q=bilan")) for who in ("jules", "helene", "paul")] == [False, False, True]
    assert browser("paul").get(f"/documents/{made.pk}/file/").status_code == 200
    assert browser("gaston").get(f"/documents/{made.pk}/").status_code == 404


@pytest.mark.parametrize("asked", ["link", "code", "account"])
def test_an_account_is_enough_for_every_other_policy(cast, browser, jules, asked):
    made = share(cast, contacts=[jules])
    change_settings_at(Holder.of_firm(cast.firm), {"assurance.see": asked}, by=cast.admin)

    assert browser("jules").get(f"/documents/{made.pk}/").status_code == 200
