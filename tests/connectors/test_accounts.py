"""«Comptes externes»: one's own accounts, added, changed, tried, removed."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comptoir.connectors.actions import add_account, change_account, remove_account
from comptoir.connectors.decisions import PROOFS, TROUBLES, Outcome, failure_of_status, may_keep_secret, recalled
from comptoir.connectors.models import ExternalAccount
from comptoir.connectors.registry import all_connectors, get_connector
from comptoir.events.models import Event
from tests.conversations.pages import words

from .register import PASSWORD, USERNAME

LIST = "/settings/external-accounts/"


def test_a_member_adds_an_account_and_finds_it_in_the_list(cast, browser, register):
    page = browser(cast.marie)

    empty = words(page.get(LIST))
    kinds = words(page.get("/external-accounts/new/"))
    answer = page.post("/external-accounts/new/inpi/", {"label": "INPI du cabinet", "username": USERNAME, "secret": PASSWORD}, follow=True)

    assert "Ajouter un compte" in empty
    assert "Aucun compte pour l’instant" in empty
    assert all(str(connector.label) in kinds for connector in all_connectors())
    assert answer.redirect_chain == [(LIST, 302)]
    for said in ("INPI du cabinet", USERNAME, "Ce compte n’a pas encore servi", "Compte ajouté", "Modifier", "Supprimer", "Tester la connexion"):
        assert said in words(answer)
    assert PASSWORD not in words(answer)
    account = ExternalAccount.objects.get()
    assert (account.user, account.kind, account.credentials.secret) == (cast.marie, "inpi", PASSWORD)
    assert PASSWORD not in account.secret


def test_a_form_asks_for_what_its_software_needs(cast, browser):
    page = browser(cast.marie)

    inpi, generic = [words(page.get(f"/external-accounts/new/{kind}/")) for kind in ("inpi", "generic")]

    assert 'name="address"' not in inpi
    assert 'name="address"' in generic
    assert page.get("/external-accounts/new/inconnu/").status_code == 404


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://exemple.fr/", "doit commencer par https://"),
        ("https://127.1/", "à l’intérieur du réseau"),
        ("https://u:p@exemple.fr/", "Retirez l’identifiant et le mot de passe de l’adresse"),
        ("exemple.fr", "est illisible"),
        ("", "Ce champ est obligatoire"),
    ],
)
def test_an_address_that_cannot_be_is_refused_at_its_field(cast, browser, address, sentence):
    answer = browser(cast.marie).post("/external-accounts/new/acd/", {"label": "Mon ACD", "address": address, "username": "marie", "secret": PASSWORD})

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'id="id_address_error"' in words(answer)
    assert 'value="marie"' in words(answer)
    assert 'value="Mon ACD"' in words(answer)
    assert PASSWORD not in words(answer)
    assert not ExternalAccount.objects.exists()


@pytest.mark.parametrize("missing", ["username", "secret"])
def test_what_is_missing_is_named(cast, browser, missing):
    answer = browser(cast.marie).post("/external-accounts/new/inpi/", {"username": USERNAME, "secret": PASSWORD} | {missing: ""})

    assert answer.status_code == 422
    assert f'id="id_{missing}_error"' in words(answer)


def test_an_empty_secret_keeps_the_one_before(cast, browser, inpi):
    page = browser(cast.marie)
    form = words(page.get(f"/external-accounts/{inpi.pk}/"))
    page.post(f"/external-accounts/{inpi.pk}/", {"label": "INPI, le mien", "username": "autre@example.com", "secret": ""})
    kept = ExternalAccount.objects.get()
    page.post(f"/external-accounts/{inpi.pk}/", {"label": "INPI, le mien", "username": "autre@example.com", "secret": " nouveau "})
    changed = ExternalAccount.objects.get()

    assert "Laissez vide pour garder celui qui est enregistré" in form
    assert PASSWORD not in form
    assert (kept.label, kept.username, kept.credentials.secret) == ("INPI, le mien", "autre@example.com", PASSWORD)
    assert changed.credentials.secret == " nouveau "
    assert changed.changed_at > inpi.changed_at


def test_a_stored_secret_does_not_follow_to_another_server(cast, browser):
    account = add_account(cast.marie, get_connector("generic"), label="", address="https://exemple.fr/api", username="u", secret=PASSWORD)
    page = browser(cast.marie)
    fields = {"label": "x", "username": "u", "secret": ""}

    elsewhere = page.post(f"/external-accounts/{account.pk}/", fields | {"address": "https://ailleurs.fr/api"})
    same_server = page.post(f"/external-accounts/{account.pk}/", fields | {"address": "https://exemple.fr/autre"})

    assert (elsewhere.status_code, same_server.status_code) == (422, 302)
    assert "saisissez à nouveau le mot de passe" in words(elsewhere)
    assert 'id="id_secret_error"' in words(elsewhere)
    assert ExternalAccount.objects.get().address == "https://exemple.fr/autre"


def test_changed_credentials_forget_what_was_said_of_the_ones_before(cast, browser, register, inpi):
    page = browser(cast.marie)
    register.mode = "500@login"
    page.post(f"/external-accounts/{inpi.pk}/test/")
    page.post(f"/external-accounts/{inpi.pk}/", {"label": "Autre nom", "username": USERNAME, "secret": ""})
    renamed = ExternalAccount.objects.get()
    page.post(f"/external-accounts/{inpi.pk}/", {"label": "Autre nom", "username": USERNAME, "secret": "autre"})

    assert renamed.trouble.code == "server_error"
    assert ExternalAccount.objects.get().trouble is None


def test_the_connection_is_tested_beside_the_account(cast, browser, register, inpi):
    page = browser(cast.marie)
    good = words(page.post(f"/external-accounts/{inpi.pk}/test/", headers={"HX-Request": "true"}))
    register.mode = "500@login"
    bad = words(page.post(f"/external-accounts/{inpi.pk}/test/", headers={"HX-Request": "true"}))

    assert "La connexion à INPI fonctionne." in good
    assert "<html" not in good
    assert "Dernière réussite" in good
    assert "INPI a répondu par une erreur de son côté (500)" in bad
    assert "Dernier échec" in bad
    listed = words(page.get(LIST))
    assert "INPI a répondu par une erreur de son côté (500)" in listed
    assert "Dernière réussite" in listed


def test_without_javascript_the_next_page_says_it(cast, browser, register, inpi):
    ExternalAccount.objects.update(username="autre@example.com")

    answer = browser(cast.marie).post(f"/external-accounts/{inpi.pk}/test/", follow=True)

    assert "INPI refuse cet identifiant ou ce mot de passe" in words(answer)


@pytest.mark.parametrize("kind", ["acd", "generic"])
@pytest.mark.parametrize(
    ("path", "username", "code"),
    [
        ("/basic", USERNAME, "answers"),
        ("/basic", "autre", "wrong_credentials"),
        ("/open", USERNAME, "answers_everybody"),
        ("/nulle-part", USERNAME, "wrong_credentials"),
    ],
)
def test_other_software_is_tried_by_a_signed_in_request(cast, register, call, kind, path, username, code):
    account = add_account(cast.marie, get_connector(kind), label="", address=register.url + path, username=username, secret=PASSWORD)

    said = call(cast.marie).post(f"me/external-accounts/{account.pk}/tests").json()

    assert (said["code"], said["ok"]) == (code, code.startswith("answers"))


def test_an_address_that_welcomes_everybody_gets_no_secret(cast, browser, register):
    account = add_account(cast.marie, get_connector("generic"), label="", address=f"{register.url}/open", username=USERNAME, secret=PASSWORD)

    said = words(browser(cast.marie).post(f"/external-accounts/{account.pk}/test/", headers={"HX-Request": "true"}))

    assert "l’essai ne prouve pas que le compte est bon" in said
    assert [authorization for _method, _path, authorization, _body in register.seen] == [None]


def test_one_call_at_a_time(cast, browser, register, inpi):
    cache.add(f"calls-out:{cast.marie.pk}", True)

    said = words(browser(cast.marie).post(f"/external-accounts/{inpi.pk}/test/", headers={"HX-Request": "true"}))

    assert "Un appel est déjà en cours pour vous" in said
    assert register.seen == []


def test_removing_is_confirmed_and_takes_the_secret_away(cast, browser, inpi):
    page = browser(cast.marie)
    asked = words(page.get(f"/external-accounts/{inpi.pk}/deletion/"))
    assert ExternalAccount.objects.exists()
    answer = page.post(f"/external-accounts/{inpi.pk}/deletion/", follow=True)

    assert "Le compte «INPI du cabinet» et son mot de passe sont effacés de Comptoir" in asked
    assert "Compte supprimé." in words(answer)
    assert not ExternalAccount.objects.exists()


@pytest.mark.parametrize("who", ["admin", "paul", "vera", "helene", "operator"])
def test_nobody_else_sees_an_account_the_administrator_neither(cast, browser, inpi, who):
    page = browser(getattr(cast, who))
    addresses = [f"/external-accounts/{inpi.pk}/", f"/external-accounts/{inpi.pk}/deletion/"]

    assert [page.get(address).status_code for address in addresses] == [404, 404]
    assert [page.post(address, {"username": "x"}).status_code for address in [*addresses, f"/external-accounts/{inpi.pk}/test/"]] == [404, 404, 404]
    assert "INPI du cabinet" not in words(page.get(LIST))
    assert ExternalAccount.objects.get().username == USERNAME


def test_clients_have_no_such_page(cast, browser):
    assert browser(cast.helene).get(LIST).status_code == 404
    assert browser(cast.helene).get("/external-accounts/new/").status_code == 404


def test_each_change_is_recorded_without_any_secret(cast, browser, register):
    page = browser(cast.marie)
    page.post("/external-accounts/new/inpi/", {"label": "INPI", "username": USERNAME, "secret": PASSWORD})
    pk = ExternalAccount.objects.get().pk
    page.post(f"/external-accounts/{pk}/", {"label": "INPI", "username": USERNAME, "secret": PASSWORD})
    page.post(f"/external-accounts/{pk}/deletion/")

    events = list(Event.objects.filter(verb__startswith="external_account.").order_by("pk").values_list("verb", "actor", "target_id", "data"))
    about = {"label": "INPI", "kind": "inpi"}
    assert events == [
        ("external_account.added", cast.marie.pk, pk, about),
        ("external_account.changed", cast.marie.pk, pk, about | {"secret_changed": True}),
        ("external_account.removed", cast.marie.pk, pk, about),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries_whatever_its_length(cast, browser, count):
    for number in range(count):
        add_account(cast.marie, get_connector("inpi"), label=f"INPI {number}", username="u", secret="s")
    page = browser(cast.marie)
    page.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        assert words(page.get(LIST)).count("Tester la connexion") == count
    assert sum("external" in query["sql"] for query in queries) == 1


# --- By program ---


def test_the_api_adds_shows_changes_and_removes(cast, call):
    marie = call(cast.marie)
    made = marie.post("me/external-accounts", {"kind": "inpi", "username": USERNAME, "secret": PASSWORD})
    pk = made.json()["id"]
    changed = marie.patch(f"me/external-accounts/{pk}", {"label": "Le mien"}).json()

    assert made.status_code == 201
    assert made.json() == marie.get("me/external-accounts").json()["items"][0] | {"label": "INPI", "changed_at": made.json()["changed_at"]}
    assert (changed["label"], changed["username"], "secret" in changed) == ("Le mien", USERNAME, False)
    assert marie.get(f"me/external-accounts/{pk}").json() == changed
    assert ExternalAccount.objects.get().credentials.secret == PASSWORD
    assert [marie.delete(f"me/external-accounts/{pk}").status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "inconnu"}, "kind"),
        ({"secret": ""}, "secret"),
        ({"secret": "a\0b"}, "secret"),
        ({"username": " "}, "username"),
        ({"address": "https://exemple.fr"}, "address"),
        ({"kind": "acd"}, "address"),
        ({"kind": "acd", "address": "http://10.0.0.1/"}, "address"),
        ({"label": "x" * 81}, "label"),
        ({"user": 1}, "user"),
    ],
)
def test_the_api_names_the_field_that_cannot_be(cast, call, body, field):
    answer = call(cast.marie).post("me/external-accounts", {"kind": "inpi", "username": USERNAME, "secret": PASSWORD} | body)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert PASSWORD not in answer.content.decode()
    assert not ExternalAccount.objects.exists()


def test_the_api_sends_no_secret_to_another_server(cast, call):
    account = add_account(cast.marie, get_connector("generic"), label="", address="https://exemple.fr/api", username="u", secret=PASSWORD)
    marie = call(cast.marie)

    refused = marie.patch(f"me/external-accounts/{account.pk}", {"address": "https://ailleurs.fr/"})
    taken = marie.patch(f"me/external-accounts/{account.pk}", {"address": "https://ailleurs.fr/", "secret": "autre"})

    assert (refused.status_code, refused.json()["errors"][0]["field"], taken.status_code) == (422, "secret", 200)


@pytest.mark.parametrize("who", ["admin", "vera", "helene"])
def test_by_program_too_everybody_has_their_own(cast, call, inpi, who):
    caller = call(getattr(cast, who))

    answers = [caller.get(f"me/external-accounts/{inpi.pk}"), caller.patch(f"me/external-accounts/{inpi.pk}", {"label": "x"}),
               caller.delete(f"me/external-accounts/{inpi.pk}"), caller.post(f"me/external-accounts/{inpi.pk}/tests")]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 4
    assert caller.get("me/external-accounts").json()["items"] == []
    assert ExternalAccount.objects.get().label == "INPI du cabinet"


def test_a_client_user_adds_none(cast, call):
    assert call(cast.helene).post("me/external-accounts", {"kind": "inpi", "username": "u", "secret": "s"}).status_code == 404


def test_a_test_with_a_key_waits_in_no_transaction(transactional_db, settings):
    """Otherwise the line refuses to open. Nothing else needs real transactions here, so the cast is made within the test."""
    from tests.api.conftest import Caller
    from tests.cast import Cast

    from .register import running_register

    with running_register() as register:
        settings.INPI_URL, settings.OUTGOING_ALLOWED = register.url, [register.place]
        marie = Cast().marie
        account = add_account(marie, get_connector("inpi"), label="", username=USERNAME, secret=PASSWORD)
        answer = Caller(marie).post(f"me/external-accounts/{account.pk}/tests", Idempotency_Key="k-1")

    assert (answer.status_code, answer.json()["code"]) == (200, "works")


# --- Decisions ---


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("https://a.fr/x", "https://a.fr/y?z", True),
        ("https://a.fr", "https://a.fr:443/", True),
        ("https://A.fr", "https://a.fr", True),
        ("https://a.fr", "http://a.fr", False),
        ("https://a.fr", "https://a.fr:8443", False),
        ("https://a.fr", "https://b.fr", False),
        ("https://a.fr", "https://a.fr.b.fr", False),
        ("", "", True),
    ],
)
def test_a_secret_stays_with_its_server(before, after, may):
    assert may_keep_secret(before, after) is may


@given(st.integers(100, 599))
def test_a_status_is_good_or_has_a_sentence(status):
    failure = failure_of_status(status)

    assert (failure is None) == (200 <= status < 300)
    assert failure is None or failure[0] in TROUBLES


def test_every_code_has_a_sentence_that_can_be_stored_and_told_again():
    for code in TROUBLES:
        told = recalled(Outcome(False, code, "503", "INPI").stored, "INPI")
        assert told == Outcome(False, code, "503", "INPI")
        assert "%(" not in told.sentence
    assert all("%(" not in Outcome(True, code, "200", "INPI").sentence for code in PROOFS)
    assert recalled("", "INPI") is None


def test_what_was_done_with_accounts_stands_in_the_person_s_own_history_and_in_nobody_else_s(cast, client):
    account = add_account(cast.marie, get_connector("generic"), label="Coffre", address="https://coffre.example", username="marie", secret="zibeline-4711")
    change_account(account, by=cast.marie, label="Coffre-fort", address="https://coffre.example", username="marie", secret="zibeline-4712")
    remove_account(account, by=cast.marie)

    client.force_login(cast.marie)
    page = client.get("/settings/history/").content.decode()
    client.force_login(cast.paul)

    assert "Compte externe ajouté\u202f: Coffre<" in page
    assert "Compte externe modifié\u202f: Coffre-fort, avec son mot de passe" in page
    assert "Compte externe supprimé\u202f: Coffre-fort" in page
    assert "zibeline" not in page
    assert "Coffre" not in client.get("/settings/history/").content.decode()
