"""Signing in at an application with our session: who may, what is told, and everything that must not be (OpenID Connect Core 1.0, RFC 9700)."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from comptoir.applications.actions import change_returns, register_sign_in, remove_sign_in, renew_secret, withdraw_application
from comptoir.applications.models import SignIn
from comptoir.clients.actions import close_access, suspend
from comptoir.clients.models import ClientUser
from comptoir.firms.hosts import hosts
from comptoir.firms.models import Domain, Firm
from tests.cast import PASSWORD

from .catalogue import CLASSIC, common, given, place_of

BACK = "https://compta.example/retour"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(autouse=True)
def _codes_of_this_test_alone(settings, request):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.nodeid}}


class Compta:
    """«Production Compta» of the firm, as a program asks us."""

    def __init__(self, cast):
        self.sign_in, self.secret = register_sign_in(common("production-compta")[0], cast.firm, [BACK], by=cast.admin)
        self.http = Client(raise_request_exception=False)

    @property
    def client_id(self):
        return self.sign_in.client_id

    def address(self, **changes):
        asked = {"response_type": "code", "client_id": self.client_id, "redirect_uri": BACK, "scope": "openid profile email", "state": "s", "nonce": "n"}
        asked |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256"} | changes
        return f"{reverse('identity:authorization')}?" + "&".join(f"{key}={value}" for key, value in asked.items() if value is not None)

    def exchange(self, code, **changes):
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER} | changes
        basic = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        asked = {key: value for key, value in asked.items() if value is not None}
        return self.http.post(reverse("identity:token"), asked, headers={"Authorization": f"Basic {basic}"})

    def look(self, access_token):
        return self.http.get(reverse("identity:userinfo"), headers={"Authorization": f"Bearer {access_token}"})


@pytest.fixture
def compta(cast):
    cast.put_on_portal(cast.client)
    return Compta(cast)


@pytest.fixture
def helene(cast):
    """Hélène's browser; she has the classic three."""
    given(cast, cast.helene, *CLASSIC)
    return browser_of(cast.helene)


def own_domain(firm, host):
    Domain.objects.create(firm=firm, host=host, token="t" * 32, verified_at=timezone.now())
    hosts.forget()


def browser_of(user):
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


def code_in(response):
    assert response.status_code == 302, response.content.decode()
    assert response["Location"].startswith(BACK + "?")
    return parse_qs(urlsplit(response["Location"]).query)["code"][0]


def test_whoever_has_the_application_is_led_there_and_back_at_once(cast, compta, helene, settings):
    response = helene.get(compta.address())
    answer = compta.exchange(code_in(response)).json()

    keys = KeySet.import_key_set(json.loads(helene.get(reverse("identity:keys")).content))
    claims = jwt.decode(answer["id_token"], keys, algorithms=["RS256"]).claims
    companies = [{"id": cast.client.pk, "name": "Boulangerie Roux", "siren": cast.client.siren}]
    told = {
        "sub": str(cast.helene.pk),
        "email": "helene@example.com",
        "name": "Hélène Roux",
        "given_name": "Hélène",
        "family_name": "Roux",
        "locale": "fr",
        "firm": {"slug": "lormeau", "name": "Cabinet Lormeau"},
        "companies": companies,
    }
    assert {name: claims[name] for name in told} == told
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (settings.BASE_URL, compta.client_id, "n")
    assert "refresh_token" not in answer
    assert compta.look(answer["access_token"]).json() == told


def test_what_was_not_asked_for_is_not_told(compta, helene, cast):
    answer = compta.exchange(code_in(helene.get(compta.address(scope="openid")))).json()

    assert compta.look(answer["access_token"]).json() == {"sub": str(cast.helene.pk)}


def test_the_program_finds_our_addresses_by_itself(cast, client, settings):
    described = client.get("/.well-known/openid-configuration").json()

    assert described["issuer"] == settings.BASE_URL
    assert described["authorization_endpoint"] == settings.BASE_URL + reverse("identity:authorization")
    assert described["response_types_supported"] == ["code"]
    assert described["grant_types_supported"] == ["authorization_code"]


def test_without_a_session_the_firm_s_own_sign_in_and_back(cast, compta, helene):
    visitor = Client(raise_request_exception=False)

    asked = visitor.get(compta.address())
    assert asked.status_code == 302
    assert asked["Location"].startswith("/p/lormeau/?next=")
    signed_in = visitor.post(asked["Location"], {"login": cast.helene.email, "password": PASSWORD})
    page = visitor.get(signed_in["Location"])

    # A page, and no redirect: browsers hold the form of the sign-in to our own addresses.
    assert page.status_code == 200
    assert f'<meta http-equiv="refresh" content="0;url={BACK}?' in page.content.decode()


def test_the_sign_in_of_a_firm_with_its_own_domain_is_there(cast, compta):
    own_domain(cast.firm, "portail.lormeau.example")

    asked = Client().get(compta.address())

    assert urlsplit(asked["Location"]).hostname == "portail.lormeau.example"
    there = Client().get(asked["Location"], headers={"Host": "portail.lormeau.example"})
    assert there["Location"].startswith("/p/lormeau/?next=")


def test_on_the_domain_of_another_firm_the_application_is_unknown(cast, compta, helene):
    own_domain(cast.other_firm, "portail.vasseur.example")

    assert Client().get(compta.address(), headers={"Host": "portail.vasseur.example"}).status_code == 404


@pytest.mark.parametrize("who", ["jules", "gaston", "omar", "marie", "admin", "vera", "operator"])
def test_whoever_was_not_given_it_is_told_so_and_led_nowhere(cast, compta, helene, who):
    response = browser_of(getattr(cast, who)).get(compta.address())

    assert response.status_code == 403
    assert "«Production Compta»" in response.content.decode()


def suspended(cast, place):
    suspend(place, by=cast.admin)


def closed(cast, place):
    cast.let_jules_administer()
    for access in place.user.client_accesses.all():
        close_access(access, by=cast.admin)


def owing(cast, place):
    ClientUser.objects.filter(pk=place.pk).update(owes_method=True)
    place.user.client_accesses.update(hold="payment")


def with_other_applications(cast, place):
    given(cast, place.user, *(f"{code}-consultation" for code in CLASSIC))


def at_a_suspended_firm(cast, place):
    Firm.objects.filter(pk=cast.firm.pk).update(suspended_at=timezone.now())


def of_a_withdrawn_application(cast, place):
    withdraw_application(common("production-compta")[0], by=cast.operator)


def deactivated(cast, place):
    type(place.user).objects.filter(pk=place.user_id).update(is_active=False)


@pytest.mark.parametrize("become", [suspended, closed, owing, with_other_applications, at_a_suspended_firm, of_a_withdrawn_application, deactivated])
def test_who_loses_it_stops_at_the_very_next_step(cast, compta, helene, become):
    cast.let_jules_administer()
    code = code_in(helene.get(compta.address()))
    told = compta.exchange(code_in(helene.get(compta.address()))).json()

    become(cast, place_of(cast, cast.helene))

    assert compta.exchange(code).json()["error"] == "invalid_grant"
    assert compta.look(told["access_token"]).status_code == 401
    assert helene.get(compta.address()).status_code in {302, 403}
    assert BACK not in helene.get(compta.address()).headers.get("Location", "")


@pytest.mark.parametrize(
    "returns",
    [
        f"{BACK}/",
        f"{BACK}?a=1",
        "https://compta.example:8443/retour",
        "http://compta.example/retour",
        "https://COMPTA.example/retour",
        "https://evil.example/",
        "",
    ],
)
def test_the_way_back_is_compared_sign_by_sign(compta, helene, returns):
    response = helene.get(compta.address(redirect_uri=returns))

    assert response.status_code == 404
    assert "Location" not in response.headers


def test_two_ways_back_in_one_request_are_none(compta, helene):
    assert helene.get(compta.address() + "&redirect_uri=https://evil.example/").status_code == 404


def test_an_unknown_program_is_led_nowhere(compta, helene):
    assert helene.get(compta.address(client_id="inconnu")).status_code == 404
    assert helene.get(compta.address(client_id="%00")).status_code == 404
    assert helene.get(reverse("identity:authorization")).status_code == 404


def test_an_answer_that_is_bound_to_nobody_is_not_given(compta, helene):
    assert helene.get(compta.address(code_challenge_method="plain")).status_code == 400
    assert helene.get(compta.address(code_challenge=None, code_challenge_method=None, nonce=None)).status_code == 400
    assert code_in(helene.get(compta.address(code_challenge=None, code_challenge_method=None)))


def test_only_the_code_flow_is_offered(compta, helene):
    for kind in ("token", "id_token", "code%20id_token", "none"):
        response = helene.get(compta.address(response_type=kind))
        assert "error=" in response.headers.get("Location", "error="), kind
        assert "token=" not in response.headers.get("Location", "")
    for grant in ("password", "client_credentials", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code", ""):
        assert compta.exchange("x", grant_type=grant, scope="openid").json()["error"] == "unsupported_grant_type"


def test_a_code_is_good_once_and_for_who_asked(compta, helene):
    code = code_in(helene.get(compta.address()))
    assert compta.exchange(code).status_code == 200
    assert compta.exchange(code).status_code == 400

    assert compta.exchange(code_in(helene.get(compta.address())), code_verifier="w" * 64).status_code == 400
    assert compta.exchange(code_in(helene.get(compta.address())), redirect_uri="https://evil.example/").status_code == 400
    assert compta.exchange("inventé").status_code == 400


def test_a_wrong_secret_and_the_one_before_open_nothing(cast, compta, helene):
    told = compta.exchange(code_in(helene.get(compta.address()))).json()
    before, compta_secret = compta.secret, renew_secret(compta.sign_in, by=cast.admin)

    assert compta.exchange(code_in(helene.get(compta.address()))).status_code == 401
    assert compta.look(told["access_token"]).status_code == 401
    compta.secret = compta_secret
    assert compta.exchange(code_in(helene.get(compta.address()))).status_code == 200
    assert before != compta_secret
    compta.sign_in.client.refresh_from_db()
    assert compta_secret not in compta.sign_in.client.secret


def test_prompt_none_asks_nothing_and_says_that_a_session_is_missing(compta, helene):
    assert code_in(helene.get(compta.address(prompt="none")))

    response = Client().get(compta.address(prompt="none"))
    assert response.status_code == 302
    assert response["Location"].startswith(f"{BACK}?error=login_required")


def test_prompt_login_confirms_the_person_first(compta, helene):
    response = helene.get(compta.address(prompt="login"))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_who_asks_by_post_is_answered_as_by_get(compta, helene):
    asked = {key: values[0] for key, values in parse_qs(urlsplit(compta.address()).query).items()}

    response = helene.post(reverse("identity:authorization"), asked)

    assert code_in(helene.get(response["Location"]))


def test_registered_twice_it_is_one_with_a_new_secret(cast, compta):
    again, secret = register_sign_in(compta.sign_in.application, cast.firm, [BACK, "http://localhost:9000/retour"], by=cast.admin)

    assert again.pk == compta.sign_in.pk
    assert secret != compta.secret
    assert SignIn.objects.count() == 1


def test_once_removed_nothing_is_known_of_it(cast, compta, helene):
    told = compta.exchange(code_in(helene.get(compta.address()))).json()
    address = compta.address()

    remove_sign_in(compta.sign_in, by=cast.admin)

    assert helene.get(address).status_code == 404
    assert compta.look(told["access_token"]).status_code == 401


def test_a_way_back_that_was_taken_off_is_none_any_more(cast, compta, helene):
    change_returns(compta.sign_in, ["https://compta.example/autre"], by=cast.admin)

    assert helene.get(compta.address()).status_code == 404
