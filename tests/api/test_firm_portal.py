"""The client portal's set-up by programs: what administrators do on the page, and nobody else."""

from typing import get_args

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from comptoir.accounts.scopes import SCOPES
from comptoir.api.firm_portal import Backgrounds
from comptoir.firms.contrast import PRESETS
from comptoir.firms.models import Brand, Firm
from tests.portal.pages import logo, photo
from tests.profile.pictures import upload

from .conftest import fields_in_error


def put(caller, path, content, kind="application/octet-stream"):
    return caller.client.put(f"/api/v1/{path}", content, content_type=kind, headers=caller.headers)


def put_form(caller, path, **files):
    return put(caller, path, encode_multipart(BOUNDARY, files), MULTIPART_CONTENT)


@pytest.fixture
def portal(cast):
    return f"firms/{cast.firm.pk}/portal"


def test_the_portal_as_it_stands(cast, call, portal, settings):
    settings.BASE_URL = "https://portail.example"

    assert call(cast.admin).get(portal).json() == {
        "firm": cast.firm.pk,
        "enabled": False,
        "enabled_at": None,
        "sign_in_url": "https://portail.example/p/lormeau/",
        "slug": "lormeau",
        "shows": "name",
        "logo": None,
        "background": "fir",
        "picture": None,
    }


def test_every_background_of_the_page_can_be_named():
    assert get_args(Backgrounds) == (*PRESETS, Brand.PICTURE)


def test_everything_is_set_in_one_write(cast, call, portal):
    admin = call(cast.admin)
    put(admin, f"{portal}/logo", logo())

    answer = admin.patch(portal, {"enabled": True, "shows": "logo", "background": "plum", "slug": "lormeau-lille"}).json()

    assert (answer["enabled"], answer["shows"], answer["background"], answer["slug"]) == (True, "logo", "plum", "lormeau-lille")
    assert answer["sign_in_url"].endswith("/p/lormeau-lille/")
    assert admin.patch(portal, {"enabled": False}).json()["enabled_at"] is None
    assert admin.patch(portal, {}).json()["background"] == "plum"


def test_of_a_write_that_cannot_be_nothing_is_kept(cast, call, portal):
    admin = call(cast.admin)

    assert fields_in_error(admin.patch(portal, {"enabled": True, "background": "plum", "slug": "vasseur"})) == ["slug"]
    assert fields_in_error(admin.patch(portal, {"enabled": True, "shows": "logo"})) == ["shows"]
    assert fields_in_error(admin.patch(portal, {"enabled": True, "background": "picture"})) == ["background"]

    assert (admin.get(portal).json()["enabled"], admin.get(portal).json()["background"]) == (False, "fir")


@pytest.mark.parametrize(
    "body", [{"background": "neon"}, {"shows": "both"}, {"enabled": "yes"}, {"slug": "Une Adresse"}, {"slug": "ab"}, {"slug": "lormeau\n"}, {"logo": "x"}]
)
def test_a_value_that_cannot_be_is_named(cast, call, portal, body):
    assert fields_in_error(call(cast.admin).patch(portal, body)) == list(body)


def test_logo_and_picture_are_put_as_they_are_or_as_a_form_and_deleted(cast, call, portal):
    admin = call(cast.admin)

    first = put(admin, f"{portal}/logo", logo()).json()["logo"]
    second = put_form(admin, f"{portal}/logo", logo=upload(logo((0, 0, 200)))).json()["logo"]
    picture = put_form(admin, f"{portal}/picture", picture=upload(photo())).json()["picture"]

    assert (first["width"], first["height"]) == (480, 120)
    assert first["url"] != second["url"]
    assert [admin.client.get("/" + one["url"].split("/", 3)[3]).status_code for one in (first, second, picture)] == [404, 200, 200]
    assert [admin.delete(f"{portal}/{name}").json()[name] for name in ("logo", "picture")] == [None, None]


def test_what_is_no_picture_is_refused_with_its_reason(cast, call, portal):
    admin = call(cast.admin)

    for name in ("logo", "picture"):
        refused = put(admin, f"{portal}/{name}", b"<svg/>")
        assert fields_in_error(refused) == [name]
        assert "n’est pas une image" in refused.json()["errors"][0]["message"]
        assert fields_in_error(put_form(admin, f"{portal}/{name}", other=upload(logo()))) == [name]


@pytest.mark.parametrize("who", ["marie", "paul", "helene", "vera", "omar", "operator"])
def test_only_the_firm_s_administrators_find_it(cast, call, portal, who):
    caller = call(getattr(cast, who))

    answers = [
        caller.get(portal),
        caller.patch(portal, {"enabled": True}),
        put(caller, f"{portal}/logo", logo()),
        caller.delete(f"{portal}/logo"),
        put(caller, f"{portal}/picture", photo()),
        caller.delete(f"{portal}/picture"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Firm.objects.get(pk=cast.firm.pk).portal_enabled_at is None


def test_reading_needs_no_writing_scope(cast, call, portal):
    reader = call(cast.admin, scopes=set(SCOPES) - {"firms:write"})

    assert (reader.get(portal).status_code, reader.patch(portal, {"enabled": True}).status_code) == (200, 403)
