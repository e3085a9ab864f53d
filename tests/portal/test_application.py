"""The installable application of a firm's portal (K10): its name is the firm's, and it names nobody."""

import io
import json

import pytest
from django.test import Client as Browser
from PIL import Image

from comptoir.clients.models import ClientAccess
from comptoir.firms.models import Brand, Firm
from comptoir.web.views.pwa import short_name

from .pages import logo, put_logo


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


# --- With a logo ---


def icons_shown(cast):
    cast.firm.refresh_from_db()
    return json.loads(manifest_of().content)["icons"]


@pytest.mark.parametrize(("ink", "ground"), [((20, 20, 20), (255, 255, 255)), ((250, 250, 250), (26, 30, 38))])
def test_the_firms_logo_stands_on_a_square_of_each_size(cast, ink, ground):
    put_logo(cast.admin, logo(ink=ink))

    icons = icons_shown(cast)

    assert [(icon["sizes"], icon["purpose"]) for icon in icons] == [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")]
    for icon in icons:
        response = Browser().get(icon["src"])
        picture = Image.open(io.BytesIO(response.content))
        side = int(icon["sizes"].partition("x")[0])
        assert (response.headers["Content-Type"], picture.size, picture.getpixel((2, 2))) == ("image/png", (side, side), ground)
        assert response.headers["Cache-Control"].startswith("public")
        inked = [x for x in range(side) if picture.getpixel((x, side // 2)) != ground]
        # What telephones cut away holds nothing of it.
        assert inked[0] >= side * (0.1 if icon["purpose"] == "maskable" else 0.05)


def test_a_logo_that_is_not_shown_is_no_icon_and_an_old_address_leads_nowhere(cast):
    put_logo(cast.admin, logo())
    (first, *_more) = icons_shown(cast)
    put_logo(cast.admin, logo(ink=(90, 20, 20)))

    assert Browser().get(first["src"]).status_code == 404
    assert Browser().get(icons_shown(cast)[0]["src"].replace("icon-192", "icon-193")).status_code == 404
    Brand.objects.update(shows="name")
    assert all(icon["src"].startswith("/static/") for icon in icons_shown(cast))
