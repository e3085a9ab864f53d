"""«Jetons d’API»: made by the person who confirmed who they are, shown once, revoked at once (requirement X8, promises A10 and G3)."""

import logging
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.accounts.models import ApiToken, Session
from comptoir.accounts.scopes import FAMILIES, SCOPES
from comptoir.events.models import Event
from comptoir.security.actions import create_token, revoke_token
from tests.cast import PASSWORD
from tests.security.people import confirmed
from tests.web.signing_in import sign_in

NEW = "/security/tokens/new/"
WANTED = {"name": "Export de la paie", "scopes": ["me:read", "clients:read"], "lasts": "90"}


def words(response):
    return unescape(response.content.decode())


def made(browser, **changes):
    """The token that the page shows."""
    response = browser.post(NEW, WANTED | changes)
    assert response.status_code == 200, words(response)
    return re.search(r'id="token" translate="no">(cpt_[\w-]+)<', words(response))[1]


def errors_of(response, field):
    page = words(response)
    return page.split(f'id="id_{field}_error">')[1].split("</p>")[0].partition("</svg>")[2] if f'id="id_{field}_error">' in page else ""


def call(token, path="me"):
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})


def page_of(browser):
    return words(browser.get("/settings/security/")).split('id="tokens"')[1].split("</section>")[0]


def give_token(user, name="Export", **fields):
    return create_token(user, name=name, scopes=fields.pop("scopes", ["me:read"]), expires_at=fields.pop("expires_at", timezone.now() + timedelta(days=30)))


def test_a_token_opens_what_was_ticked_and_nothing_else(cast):
    token = made(confirmed(cast.marie))

    assert call(token).json()["scopes"] == ["clients:read", "me:read"]
    assert call(token, "clients").status_code == 200
    assert call(token, "conversations").json()["code"] == "scope_missing"


def test_it_is_shown_once(cast):
    browser = confirmed(cast.marie)
    token = made(browser)

    assert token not in words(browser.get("/settings/security/"))
    assert token not in words(browser.get(NEW))
    again = browser.post(NEW, WANTED)
    assert (again.status_code, ApiToken.objects.filter(user=cast.marie).count()) == (422, 1)
    assert "déjà un jeton de ce nom" in errors_of(again, "name")


def test_the_page_with_it_is_kept_by_nobody(cast):
    response = confirmed(cast.marie).post(NEW, WANTED)

    assert "no-store" in response.headers["Cache-Control"]


def test_it_is_written_nowhere(cast, drain, caplog):
    caplog.set_level(logging.DEBUG)
    token = made(confirmed(cast.marie))
    while drain():
        pass
    call(token)

    tables = [str(list(model.objects.values())) for model in (ApiToken, Event)] + [str([row.get_decoded() for row in Session.objects.all()])]
    assert [table for table in tables if token in table] == []
    assert token not in caplog.text


def test_who_did_not_confirm_lately_does_so_first_and_goes_on(cast):
    browser = sign_in(cast.marie)

    asked = browser.get(NEW)
    assert asked.headers["Location"] == f"/accounts/reauthenticate/?next={NEW.replace('/', '%2F')}"

    after = browser.post(asked.headers["Location"], {"password": PASSWORD})
    assert after.headers["Location"] == NEW
    assert browser.get(NEW).status_code == 200


def test_what_was_typed_survives_a_confirmation_that_ran_out(cast):
    start = timezone.now()
    with time_machine.travel(start):
        browser = confirmed(cast.marie)
    with time_machine.travel(start + timedelta(minutes=20)):
        asked = browser.post(NEW, WANTED)
        assert asked.status_code == 302
        assert not ApiToken.objects.exists()

        response = browser.post(asked.headers["Location"], {"password": PASSWORD})

    assert "Export de la paie" in words(response)
    assert ApiToken.objects.get().name == "Export de la paie"


def test_a_wrong_password_makes_none(cast):
    browser = sign_in(cast.marie)
    browser.post(f"/accounts/reauthenticate/?next={NEW}", {"password": "Pas-le-bon-2026"})

    assert browser.post(NEW, WANTED).status_code == 302
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("lasts", "days"), [("30", 30), ("90", 90), ("365", 365)])
def test_it_lasts_as_long_as_was_said(cast, lasts, days):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        token = made(confirmed(cast.marie), lasts=lasts)

    with time_machine.travel(start + timedelta(days=days, seconds=-1)):
        assert call(token).status_code == 200
    with time_machine.travel(start + timedelta(days=days, seconds=1)):
        assert call(token).status_code == 401


def test_a_last_day_counts_to_its_end_in_the_person_s_time_zone(cast):
    cast.marie.time_zone = "Indian/Reunion"
    cast.marie.save()
    day = timezone.localdate() + timedelta(days=10)

    made(confirmed(cast.marie), lasts="date", until=day.isoformat())

    assert ApiToken.objects.get().expires_at == datetime.fromisoformat(f"{day + timedelta(days=1)}T00:00:00+04:00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["clients:own"]}, "scopes"),
        ({"lasts": "9999"}, "lasts"),
        ({"lasts": ""}, "lasts"),
        ({"lasts": "date"}, "until"),
        ({"lasts": "date", "until": "demain"}, "until"),
        ({"lasts": "date", "until": "2020-01-01"}, "until"),
        ({"lasts": "date", "until": (timezone.now() + timedelta(days=400)).date().isoformat()}, "until"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_the_rest_stays(cast, changes, field):
    response = confirmed(cast.marie).post(NEW, WANTED | changes)

    assert response.status_code == 422
    assert errors_of(response, field)
    assert not ApiToken.objects.exists()
    if field != "name":
        assert 'value="Export de la paie"' in words(response)
    if field != "scopes":
        assert 'value="clients:read" checked' in words(response)


def test_no_end_is_not_offered(cast):
    page = words(confirmed(cast.marie).get(NEW))

    assert re.findall(r'<option value="(\w+)"', page) == ["30", "90", "365", "date"]


def test_every_scope_has_a_box_and_its_family_a_name(cast):
    page = words(confirmed(cast.marie).get(NEW))

    assert re.findall(r'name="scopes" value="([\w:]+)"', page) == list(SCOPES)
    assert [str(label) for label in FAMILIES.values() if f">{label}</span>" not in page] == []


def test_the_list_says_what_each_may_do_and_when_it_was_used(cast):
    browser = sign_in(cast.marie)
    assert "Aucun jeton" in page_of(browser)
    _row, token = give_token(cast.marie, "Paie", scopes=["clients:read", "clients:write", "me:read"])

    page = page_of(browser)
    assert "Paie" in page
    assert "Clients, dossiers et interlocuteurs (lire, modifier)" in page
    assert "Pas encore utilisé" in page
    call(token)
    assert "Dernier usage" in page_of(browser)


def test_a_token_of_the_command_line_is_listed_without_end(cast):
    ApiToken.issue(cast.marie, name="ligne de commande", scopes=SCOPES)

    assert "sans fin" in page_of(sign_in(cast.marie))


def test_expired_and_revoked_ones_are_not_listed_and_nobody_else_s(cast):
    give_token(cast.marie, "Périmé", expires_at=timezone.now() - timedelta(days=1))
    revoke_token(give_token(cast.marie, "Révoqué")[0], by=cast.marie)
    give_token(cast.paul, "De Paul")

    assert "Aucun jeton" in page_of(sign_in(cast.marie))


def test_a_revoked_one_is_refused_at_its_next_request(cast):
    row, token = give_token(cast.marie)
    assert call(token).status_code == 200
    browser = sign_in(cast.marie)

    answer = browser.post(f"/security/tokens/{row.pk}/revocation/")

    assert answer.headers["Location"] == "/settings/security/"
    assert call(token).status_code == 401
    assert browser.post(f"/security/tokens/{row.pk}/revocation/").status_code == 404


def test_nobody_revokes_somebody_else_s(cast):
    row, token = give_token(cast.marie)

    assert sign_in(cast.vera).post(f"/security/tokens/{row.pk}/revocation/").status_code == 404
    assert call(token).status_code == 200


def test_making_and_revoking_are_told(cast, drain):
    row, _token = give_token(cast.marie, "Paie")
    revoke_token(row, by=cast.marie)
    revoke_token(row, by=cast.marie)
    drain()

    told = cast.marie.notifications.order_by("pk")
    assert [(one.topic, one.event.verb, one.event.data["name"]) for one in told] == [
        ("security.account", "token.created", "Paie"),
        ("security.account", "token.revoked", "Paie"),
    ]
    page = words(sign_in(cast.marie).get("/notifications/"))
    assert "Le jeton d’API «Paie» a été créé" in page
    assert "Le jeton d’API «Paie» a été révoqué" in page


def test_the_list_costs_the_same_for_one_and_for_three(cast):
    browser = sign_in(cast.marie)
    give_token(cast.marie, "1")
    browser.get("/settings/security/")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page_of(browser)
        return len(queries)

    one = cost()
    give_token(cast.marie, "2")
    give_token(cast.marie, "3")
    assert cost() == one


def test_a_change_of_password_leaves_programs_alone(cast):
    _row, token = give_token(cast.marie)
    new = "Un-tout-nouveau-secret-77"

    sign_in(cast.marie).post("/settings/security/", {"new": new, "again": new, "current": PASSWORD})

    assert call(token).status_code == 200
