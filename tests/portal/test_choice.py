"""One client or all of them: kept, in the address, on every list; never more than one may see (K8)."""

import re

import pytest
from django.test import Client as Browser

from comptoir.clients.actions import close_access
from comptoir.clients.models import ClientAccess
from comptoir.conversations.actions import Draft, ask
from comptoir.firms.models import Firm

from .things import document_of, more_clients, request_of, words_of

HOME = "/p/lormeau/"


@pytest.fixture
def browser(cast):
    opened = Browser()
    opened.force_login(cast.helene)
    return opened


def choices(response):
    """[(words, address, whether it is chosen), …] of the switcher; None where there is none."""
    html = response.content.decode()
    if 'id="clients-menu"' not in html:
        return None
    menu = html[html.index('id="clients-menu"') :]
    menu = menu[: menu.index("</nav>")]
    return [
        (re.sub(r"<[^>]+>", "", words).strip(), address, "aria-current" in more)
        for address, more, words in re.findall(r'<a href="([^"]+)"([^>]*)>(.*?)</a>', menu)
    ]


def test_who_has_one_client_has_nothing_to_choose(cast, browser):
    assert choices(browser.get(HOME)) is None
    assert "?client=" not in browser.get(HOME).content.decode()


def test_a_client_is_chosen_kept_and_given_up_again(cast, browser):
    (client, dossier), _other = more_clients(cast, cast.helene, 2)
    request_of(cast, dossier, cast.helene, subject="Chez la société")
    request_of(cast, cast.dossier, cast.helene, subject="Chez Roux")
    document_of(cast, cast.dossier, title="Bilan Roux.pdf")

    all_of_them = words_of(browser.get(HOME))
    chosen = browser.get(f"{HOME}?client={client.pk}")
    again = browser.get(HOME)
    given_up = words_of(browser.get(f"{HOME}?client=all"))

    assert [one in all_of_them for one in ("Chez la société", "Chez Roux", "Bilan Roux.pdf")] == [True, True, True]
    for response in (chosen, again):
        words = words_of(response)
        assert [one in words for one in ("Chez la société", "Chez Roux", "Bilan Roux.pdf")] == [True, False, False]
        assert f'href="/requests/?client={client.pk}"' in response.content.decode()
        assert choices(response) == [
            ("Tous mes dossiers", f"{HOME}?client=all", False),
            ("Boulangerie Roux", f"{HOME}?client={cast.client.pk}", False),
            ("Société 00", f"{HOME}?client={client.pk}", True),
            ("Société 01", f"{HOME}?client={client.pk + 1}", False),
        ]
    assert "Société 00 : choisir un dossier" in again.content.decode().replace("\u202f", " ")
    assert [one in given_up for one in ("Chez la société", "Chez Roux")] == [True, True]


def test_messages_are_narrowed_by_the_address_and_by_what_was_chosen_before(cast, browser):
    ((client, dossier),) = more_clients(cast, cast.helene, 1)
    for place, subject in ((cast.dossier, "Le bail"), (dossier, "La TVA")):
        ask(place, side="accountant", subject=subject, draft=Draft("Quand ?", cast.helene))

    shown = [words_of(browser.get(f"/conversations/{query}")) for query in ("", f"?client={client.pk}", "", "?client=all")]

    assert [("Le bail" in words, "La TVA" in words) for words in shown] == [(True, True), (False, True), (False, True), (True, True)]


def test_from_a_page_that_is_no_list_one_is_led_home(cast, browser):
    ((client, dossier),) = more_clients(cast, cast.helene, 1)

    assert f"{HOME}?client={client.pk}" in [address for _words, address, _chosen in choices(browser.get("/settings/profile/"))]
    assert f"/conversations/?client={client.pk}" in [address for _words, address, _chosen in choices(browser.get("/conversations/?box=closed"))]


@pytest.mark.parametrize("wanted", ["0", "-1", "999999999999999999999", "x", "²", "", "%00"])
def test_what_cannot_be_chosen_chooses_nothing(cast, browser, wanted):
    more_clients(cast, cast.helene, 1)

    response = browser.get(f"{HOME}?client={wanted}")

    assert response.status_code == 200
    assert choices(response)[0] == ("Tous mes dossiers", f"{HOME}?client=all", True)


def test_a_client_of_others_is_never_chosen(cast, browser):
    more_clients(cast, cast.helene, 1)
    request_of(cast, cast.other_dossier, cast.gaston, subject="Chez le garage")

    for path in (HOME, "/conversations/", f"{HOME}history/"):
        response = browser.get(f"{path}?client={cast.other_client.pk}")
        assert "Chez le garage" not in words_of(response)
        assert "Garage Delattre" not in words_of(response)


def test_a_choice_ends_with_the_access(cast, browser):
    ((client, _dossier), _second) = more_clients(cast, cast.helene, 2)
    browser.get(f"{HOME}?client={client.pk}")

    close_access(ClientAccess.objects.get(user=cast.helene, client=client), by=cast.marie)

    response = browser.get(HOME)
    assert "Société 00" not in words_of(response)
    assert choices(response)[0][2] is True


def test_each_firm_shows_its_own_and_leads_to_the_others(cast, browser):
    ClientAccess.objects.create(firm=cast.other_firm, client=cast.foreign_client, user=cast.helene, level="full")
    ask(cast.dossier, side="accountant", subject="Chez Lormeau", draft=Draft("Quand ?", cast.helene))
    ask(cast.foreign_dossier, side="accountant", subject="Chez Vasseur", draft=Draft("Quand ?", cast.helene))

    lormeau = browser.get(HOME)
    messages_of_lormeau = browser.get("/conversations/")
    vasseur = browser.get("/p/vasseur/")
    messages_of_vasseur = browser.get("/conversations/")
    named = browser.get(f"/conversations/?client={cast.client.pk}")

    for response in (lormeau, messages_of_lormeau, named):
        assert ("Chez Lormeau" in words_of(response), "Chez Vasseur" in words_of(response)) == (True, False)
        assert '<link rel="manifest" href="/p/lormeau/manifest.webmanifest">' in response.content.decode()
        assert ("Cabinet Vasseur", "/p/vasseur/", False) in choices(response)
    for response in (vasseur, messages_of_vasseur):
        assert ("Chez Lormeau" in words_of(response), "Chez Vasseur" in words_of(response)) == (False, True)
        assert '<link rel="manifest" href="/p/vasseur/manifest.webmanifest">' in response.content.decode()
        assert [(words, is_chosen) for words, _address, is_chosen in choices(response)] == [("Menuiserie Omar", True), ("Cabinet Lormeau", False)]


def test_a_refresh_of_one_page_does_not_change_what_another_has_chosen(cast, browser):
    ((client, _dossier),) = more_clients(cast, cast.helene, 1)
    browser.get(f"{HOME}?client={cast.client.pk}")
    browser.get(f"{HOME}?client={client.pk}")

    browser.get(f"{HOME}?client={cast.client.pk}", headers={"HX-Request": "true"})

    assert ("Société 00", f"{HOME}?client={client.pk}", True) in choices(browser.get(HOME))


def test_a_member_keeps_the_whole_inbox(cast):
    ClientAccess.objects.create(firm=cast.other_firm, client=cast.foreign_client, user=cast.marie, level="full")
    ask(cast.dossier, side="accountant", subject="Chez Roux", draft=Draft("Quand ?", cast.helene))
    browser = Browser()
    browser.force_login(cast.marie)
    browser.get("/p/vasseur/")

    assert "Chez Roux" in words_of(browser.get(f"/conversations/?client={cast.foreign_client.pk}"))
    assert choices(browser.get("/conversations/")) is None


def test_eight_clients_cost_as_many_queries_as_two(cast, browser, django_assert_num_queries):
    Firm.objects.filter(pk=cast.firm.pk).update(name="Cabinet d’expertise comptable et de commissariat aux comptes Lormeau, Delannoy & Associés")
    more_clients(cast, cast.helene, 7)
    browser.get(HOME)

    with django_assert_num_queries(14):
        assert len(choices(browser.get(HOME))) == 9
