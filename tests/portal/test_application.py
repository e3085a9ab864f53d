"""The installable application of a firm's portal (K10): its name is the firm's, and it names nobody."""

import json

import pytest
from django.test import Client as Browser

from comptoir.clients.models import ClientAccess
from comptoir.firms.models import Firm
from comptoir.web.views.pwa import short_name


def manifest_of(path="/p/lormeau/manifest.webmanifest"):
    return Browser().get(path)


def test_the_manifest_is_the_firms_and_names_nobody(cast):
    response = manifest_of()

    described = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert {name: described[name] for name in ("id", "name", "short_name", "start_url", "scope", "display", "lang")} == {
        "id": "/p/lormeau/",
        "name": "Cabinet Lormeau",
        "short_name": "Cabinet",
        "start_url": "/p/lormeau/",
        "scope": "/",
        "display": "standalone",
        "lang": "fr",
    }
    assert [shortcut["url"] for shortcut in described["shortcuts"]] == ["/requests/", "/documents/", "/conversations/"]
    assert {(icon["sizes"], icon["purpose"]) for icon in described["icons"]} >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    assert "Roux" not in response.content.decode()


def test_a_firm_that_does_not_exist_has_none(cast):
    assert manifest_of("/p/personne/manifest.webmanifest").status_code == 404


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Lormeau", "Lormeau"),
        ("Cabinet Roux", "Cabinet Roux"),
        ("Cabinet Lormeau", "Cabinet"),
        ("Anticonstitutionnellement", "Anticonstitu"),
        ("A B Cabinets réunis", "A B Cabinets"),
    ],
)
def test_the_name_under_the_icon_has_room(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("who", "path", "manifest"),
    [
        ("helene", "/p/lormeau/", "/p/lormeau/manifest.webmanifest"),
        ("helene", "/conversations/", "/p/lormeau/manifest.webmanifest"),
        ("helene", "/settings/notifications/", "/p/lormeau/manifest.webmanifest"),
        ("omar", "/conversations/", "/p/vasseur/manifest.webmanifest"),
        ("marie", "/conversations/", "/manifest.webmanifest"),
    ],
)
def test_pages_belong_to_the_application_of_the_firm_they_are_of(cast, who, path, manifest):
    browser = Browser()
    browser.force_login(getattr(cast, who))

    assert f'<link rel="manifest" href="{manifest}">' in browser.get(path).content.decode()


def test_on_a_portal_a_member_is_in_its_application_too(cast):
    ClientAccess.objects.create(firm=cast.other_firm, client=cast.foreign_client, user=cast.marie, level="full")
    browser = Browser()
    browser.force_login(cast.marie)

    assert '<link rel="manifest" href="/p/vasseur/manifest.webmanifest">' in browser.get("/p/vasseur/").content.decode()


def test_the_hint_stands_in_the_page_and_is_hidden_until_it_is_of_use(cast):
    browser = Browser()
    browser.force_login(cast.helene)

    page = browser.get("/p/lormeau/").content.decode()

    assert '<install-hint class="install" hidden data-app="lormeau">' in page
    assert page.count("data-way=") == 4


def test_a_long_name_stays_whole_in_the_manifest(cast):
    name = "Cabinet d’expertise comptable et de commissariat aux comptes Lormeau, Delannoy & Associés"
    Firm.objects.filter(pk=cast.firm.pk).update(name=name)

    assert json.loads(manifest_of().content)["name"] == name
