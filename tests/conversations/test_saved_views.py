"""Saved views: kept under a name, shared with colleagues, put first; only their owner changes them."""

import pytest
from django.test import Client

from comptoir.conversations.models import SavedView
from comptoir.conversations.saved_views import save_view

from .pages import words


@pytest.fixture
def browser(cast):
    def of(user):
        opened = Client()
        opened.force_login(user)
        return opened

    return of


def keep(browser, name="Paie en retard", query="box=late&channel=email&page=3&evil=1", **data):
    return browser.post("/conversations/views/", {"name": name, "query": query} | data, follow=True)


def test_a_view_keeps_the_list_that_one_comes_from(cast, browser):
    page = keep(browser(cast.paul))

    view = SavedView.objects.get()
    assert (view.name, view.query, view.owner, view.firm) == ("Paie en retard", "box=late&channel=email", cast.paul, cast.firm)
    assert page.redirect_chain == [("/conversations/?box=late&channel=email", 302)]
    assert "Vue enregistrée : Paie en retard." in words(page)
    assert words(page).count('aria-current="page"><svg') >= 1


def test_colleagues_see_what_is_shared_and_change_nothing(cast, browser):
    keep(browser(cast.paul), is_shared="on")
    keep(browser(cast.paul), name="À moi seul")
    view = SavedView.objects.get(name="Paie en retard")

    page = words(browser(cast.nora).get("/conversations/"))
    assert "Paie en retard <small>Paul Petit</small>" in page
    assert "À moi seul" not in page
    for path in ("", "deletion/", "first/"):
        assert browser(cast.nora).post(f"/conversations/views/{view.pk}/{path}", {f"{view.pk}-name": "Volée", "first": "yes"}).status_code == 404
    for stranger in (cast.vera, cast.helene):
        assert "Paie en retard" not in words(browser(stranger).get("/conversations/"))
    assert browser(cast.helene).get("/conversations/views/").status_code == 404


def test_a_view_is_renamed_shared_and_deleted_by_its_owner(cast, browser):
    paul = browser(cast.paul)
    keep(paul)
    keep(paul, name="Autre")
    view = SavedView.objects.get(name="Autre")

    taken = paul.post(f"/conversations/views/{view.pk}/", {f"{view.pk}-name": "Paie en retard"})
    assert taken.status_code == 422
    assert "Vous avez déjà une vue de ce nom." in words(taken)
    paul.post(f"/conversations/views/{view.pk}/", {f"{view.pk}-name": "Fiscalité", f"{view.pk}-is_shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Fiscalité", True)
    assert "Vue supprimée : Fiscalité." in words(paul.post(f"/conversations/views/{view.pk}/deletion/", follow=True))
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_the_view_put_first_opens_the_bare_address_of_its_owner_alone(cast, browser):
    paul = browser(cast.paul)
    first, second = [save_view(cast.paul, name=name, query=f"box={name}", is_shared=True) for name in ("mine", "late")]
    assert paul.get("/conversations/").status_code == 200

    paul.post(f"/conversations/views/{second.pk}/first/", {"first": "yes"})

    assert paul.get("/conversations/").headers["Location"] == "/conversations/?box=late"
    assert paul.get("/conversations/?box=all").status_code == 200
    assert browser(cast.nora).get("/conversations/").status_code == 200
    paul.post(f"/conversations/views/{first.pk}/first/", {"first": "yes"})
    assert paul.get("/conversations/").headers["Location"] == "/conversations/?box=mine"
    paul.post(f"/conversations/views/{first.pk}/first/", {"first": "no"})
    assert paul.get("/conversations/").status_code == 200


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Donnez un nom à cette vue."),
        ({"name": "x" * 61}, "60 caractères au plus."),
        ({"query": "q=" + "é" * 200}, "Cette recherche est trop longue pour être gardée."),
        ({"name": "Déjà là"}, "Vous avez déjà une vue de ce nom."),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(cast, browser, data, sentence):
    save_view(cast.paul, name="Déjà là", query="")

    page = browser(cast.paul).post("/conversations/views/", {"name": "Vue", "query": "box=mine"} | data)

    assert page.status_code == 422
    assert sentence in words(page)
    assert SavedView.objects.count() == 1


def test_fifty_views_are_enough(cast, browser):
    SavedView.objects.bulk_create([SavedView(firm=cast.firm, owner=cast.paul, name=str(number), query="") for number in range(50)])

    assert "Vous avez cinquante vues." in words(keep(browser(cast.paul)))
