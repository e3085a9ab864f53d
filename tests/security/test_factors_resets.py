"""An administrator resets a colleague's second factors, on the pages and by the API (promise A9)."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.events.models import Event
from comptoir.transports.models import Delivery
from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

from .people import SECOND_STEP, confirm, confirmed, give_app, give_passkey, is_in, password_given, words


@pytest.fixture(autouse=True)
def _a_cache_of_its_own(settings, request):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}}


def path_for(user):
    return f"/security/members/{user.pk}/factors/"


def by_program(user, method, path, body=None, scopes=SCOPES):
    token = ApiToken.issue(user, name="test", scopes=scopes)[1]
    data = json.dumps(body) if body is not None else ""
    return Client().generic(method, f"/api/v1/{path}", data, content_type="application/json", headers={"Authorization": f"Bearer {token}"})


def test_a_reset_says_what_goes_wants_a_reason_and_leaves_the_password_alone(cast, drain):
    elsewhere = sign_in(cast.paul)
    give_app(cast.paul)
    give_passkey(cast.paul)
    admin = confirmed(cast.admin)
    drain()
    page = words(admin.get(path_for(cast.paul)))
    assert "Paul Petit" in page
    for sentence in ("2 facteurs sont retirés", "10 codes de secours ne servent plus.", "1 session ouverte se ferme."):
        assert sentence in page

    without_reason = admin.post(path_for(cast.paul), {"reason": " "})
    assert without_reason.status_code == 422
    assert is_in(elsewhere)
    assert admin.post(path_for(cast.paul), {"reason": "Téléphone perdu, vu au bureau"}).headers["Location"] == "/firm/members/"

    assert not Authenticator.objects.exists()
    assert not is_in(elsewhere)
    assert is_in(sign_in(cast.paul))
    event = Event.objects.get(verb="factor.reset")
    assert (event.firm, event.actor, event.target_id) == (cast.firm, cast.admin, cast.paul.pk)
    assert event.data == {"reason": "Téléphone perdu, vu au bureau", "count": 2, "by": "Alix Lormeau"}
    drain()
    told = cast.paul.notifications.get(event=event)
    assert told.topic == "security.account"
    assert Delivery.objects.get(event=event).user == cast.paul
    assert "Alix Lormeau a réinitialisé votre double authentification" in words(sign_in(cast.paul).get("/notifications/"))
    assert not cast.admin.notifications.filter(event=event).exists()


def test_the_list_offers_it_to_administrators_for_who_has_a_factor(cast):
    give_app(cast.paul)
    give_app(cast.admin)
    give_app(cast.helene)
    offered = {who: words(sign_in_past_factors(user).get("/firm/members/")).count("Réinitialiser la double authentification de") for who, user in (
        ("admin", cast.admin), ("marie", cast.marie), ("vera", cast.vera))}  # fmt: skip

    assert offered == {"admin": 1, "marie": 0, "vera": 0}
    assert path_for(cast.paul) in sign_in_past_factors(cast.admin).get("/firm/members/").content.decode()


def sign_in_past_factors(user):
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("who", ["marie", "paul", "vera", "helene", "operator", "nora"])
def test_nobody_but_the_firm_s_administrators_resets(cast, who):
    give_app(cast.paul)
    browser = sign_in_past_factors(getattr(cast, who))
    confirm(browser)

    assert browser.get(path_for(cast.paul)).status_code == 404
    assert browser.post(path_for(cast.paul), {"reason": "Intrusion"}).status_code == 404
    assert Authenticator.objects.count() == 2


def test_not_oneself_nor_a_client_nor_the_operator_nor_who_left_nor_who_has_none(cast):
    cast.jean.memberships.update(left_at=timezone.now())
    cast.luc.is_operator = True
    cast.luc.save()
    for user in (cast.admin, cast.helene, cast.vera, cast.jean, cast.luc):
        give_app(user)
    browser = sign_in_past_factors(cast.admin)
    confirm(browser)

    for user in (cast.admin, cast.helene, cast.vera, cast.jean, cast.luc, cast.marie):
        assert browser.post(path_for(user), {"reason": "Intrusion"}).status_code == 404
    assert Authenticator.objects.filter(type="totp").count() == 5


def test_an_administrator_confirms_first_and_the_reason_is_not_typed_again(cast):
    give_app(cast.paul)
    browser = sign_in(cast.admin)
    assert browser.post(path_for(cast.paul), {"reason": "Téléphone volé"}).headers["Location"].startswith("/accounts/reauthenticate/")

    response = browser.post(f"/accounts/reauthenticate/?next={path_for(cast.paul)}", {"password": PASSWORD})

    assert response.headers["Location"] == "/firm/members/"
    assert Event.objects.get(verb="factor.reset").data["reason"] == "Téléphone volé"


def test_who_stands_at_the_second_step_comes_in_afterwards(cast):
    give_app(cast.paul)
    waiting = password_given(cast.paul)
    confirmed(cast.admin).post(path_for(cast.paul), {"reason": "Téléphone perdu"})

    assert waiting.get(SECOND_STEP).headers["Location"] == "/accounts/login/"
    assert is_in(sign_in(cast.paul))


def test_the_members_page_asks_the_same_for_one_factor_and_three(cast, django_assert_max_num_queries):
    browser = sign_in_past_factors(cast.admin)
    give_app(cast.paul)
    browser.get("/firm/members/")
    with django_assert_max_num_queries(30) as one:
        browser.get("/firm/members/")
    for user in (cast.marie, cast.nora):
        give_app(user)
    with django_assert_max_num_queries(len(one)):
        browser.get("/firm/members/")


def test_a_program_resets_with_the_scope_and_a_reason(cast, drain):
    give_app(cast.paul)
    path = f"members/{cast.paul.pk}/factors"

    assert by_program(cast.admin, "DELETE", path, {"reason": "x"}, scopes=["firms:write"]).status_code == 403
    for body in ({}, {"reason": " "}, {"reason": "x" * 501}, {"reason": "x", "user": 1}):
        assert by_program(cast.admin, "DELETE", path, body).status_code == 422
    assert by_program(cast.vera, "DELETE", path, {"reason": "x"}).status_code == 404
    assert by_program(cast.marie, "DELETE", path, {"reason": "x"}).status_code == 404
    assert by_program(cast.admin, "DELETE", path, {"reason": "Téléphone perdu"}).status_code == 204
    assert by_program(cast.admin, "DELETE", path, {"reason": "Téléphone perdu"}).status_code == 404
    assert not Authenticator.objects.exists()
    assert Event.objects.get(verb="factor.reset").data["reason"] == "Téléphone perdu"


def test_a_program_reads_its_person_s_factors_and_no_secret(cast):
    give_app(cast.marie)
    give_passkey(cast.marie)
    give_app(cast.paul)

    answer = by_program(cast.marie, "GET", "me/factors")

    assert [(item["type"], item["name"], item["left"]) for item in answer.json()["items"]] == [
        ("authenticator_app", "", None), ("recovery_codes", "", 10), ("passkey", "Téléphone", None)]  # fmt: skip
    assert set(answer.json()["items"][0]) == {"id", "type", "name", "created_at", "last_used_at", "left"}
    assert "sealed" not in answer.content.decode()
    assert "argon2" not in answer.content.decode()
    assert by_program(cast.marie, "GET", "me/factors", scopes=["firms:read"]).status_code == 403
