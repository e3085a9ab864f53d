"""«Nouveau client»: the form, the register that fills it, the same by program."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.actions import create_client
from comptoir.clients.filling import COMPANY_FIELDS, fill
from comptoir.clients.models import Client, ClientContact, Contact, Dossier
from comptoir.connectors.models import ExternalAccount
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess
from comptoir.notifications.models import Notification
from tests.cast import Cast
from tests.conversations.pages import words

from .register import DURAND, ROUX, UNKNOWN

NEW, COMPANY = "/clients/new/", "/clients/new/company/"


@pytest.fixture
def fields(cast):
    return {
        "key": uuid.uuid4(), "siren": "732 829 320", "kind": "organisation", "name": " Boulangerie  Neuve ", "legal_form": "SARL",
        "address": "12 rue de Béthune",
        "postal_code": "59000", "city": "Lille", "country": "France", "licence": cast.lille.pk, "code": "BN-1", "manager": cast.marie.pk,
        "others": [cast.paul.pk],
        "last_name": "Neuve", "first_name": "Nina", "email": "Nina@Neuve.example", "phone": "03 20 12 34 56",
    }  # fmt: skip


def looked_up(browser, data, **headers):
    return browser.post(COMPANY, data, headers=headers)


def value_of(response, name):
    return response.context["form"][name].value()


def test_a_member_adds_a_client_with_its_dossier_and_its_contact(cast, browser, fields, drain):
    answer = browser(cast.marie).post(NEW, fields, follow=True)

    client = Client.objects.get(siren=ROUX)
    dossier = client.dossiers.get()
    contact = client.contacts.get()
    assert answer.redirect_chain == [(f"/clients/{client.pk}/", 302)]
    assert "Client ajouté." in words(answer)
    assert (client.firm, client.name, client.legal_form, client.address, client.postal_code, client.city, client.country) == (
        cast.firm, "Boulangerie  Neuve", "SARL", "12 rue de Béthune", "59000", "Lille", "France",
    )  # fmt: skip
    assert (dossier.licence, dossier.code, dossier.name) == (cast.lille, "BN-1", client.name)
    assert list(dossier.manager_links.values_list("user", "rank")) == [(cast.marie.pk, 0), (cast.paul.pk, 1)]
    assert (contact.full_name, contact.email, contact.phone) == ("Nina Neuve", "nina@neuve.example", "+33 3 20 12 34 56")
    assert Client.objects.matching("boulangerie neuve").get() == client


def test_colleagues_of_the_licence_hear_of_it_and_oneself_not(cast, browser, fields, drain):
    browser(cast.marie).post(NEW, fields)
    while drain():
        pass

    told = set(Notification.objects.filter(topic="client.created").values_list("user", flat=True))
    assert told == {cast.admin.pk, cast.paul.pk, cast.jean.pk, cast.nora.pk}
    event = Event.objects.get(verb="client.created")
    assert (event.data["count"], event.data["names"], event.data["licence_ids"]) == (1, ["Boulangerie  Neuve"], [cast.lille.pk])


def test_the_news_names_the_client_and_leads_to_it(cast, browser, fields, drain):
    browser(cast.marie).post(NEW, fields)
    while drain():
        pass
    client = Client.objects.get(siren=ROUX)
    page = browser(cast.paul)

    assert "1 nouveau client" in words(page.get("/notifications/"))
    opened = page.get(f"/notifications/{Notification.objects.get(user=cast.paul, topic='client.created').pk}/")
    assert (opened.status_code, opened.url) == (302, f"/clients/{client.pk}/")


def test_only_a_name_and_a_licence_are_needed(cast, browser):
    page = browser(cast.luc)
    form = page.get(NEW)
    page.post(NEW, {"name": "Durand", "kind": "person", "licence": cast.arras.pk})

    assert form.context["form"]["manager"].value() == cast.luc.pk
    assert "selected>Arras" in words(form)
    assert "Lille" not in words(form)
    client = Client.objects.get(name="Durand")
    assert (client.kind, client.siren, client.contacts.count(), client.dossiers.get().manager_links.count()) == ("person", "", 0, 0)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"siren": "12"}, "siren", "Un SIREN compte 9 chiffres."),
        ({"siren": "732829321"}, "siren", "sa clé de contrôle est fausse"),
        ({"siren": "ABC"}, "siren", "ne contient que des chiffres"),
        ({"name": "  "}, "name", "obligatoire"),
        ({"name": "x" * 201}, "name", "200"),
        ({"postal_code": "5900"}, "postal_code", "Un code postal français compte 5 chiffres."),
        ({"email": "nina"}, "email", "Cette adresse e-mail est illisible"),
        ({"phone": "abc"}, "phone", "Ce numéro de téléphone est illisible"),
        ({"last_name": ""}, "last_name", "Il manque le nom de la personne-ressource."),
        ({"licence": ""}, "licence", "obligatoire"),
        ({"code": "BR-0142"}, "code", "Un autre dossier de cette licence porte déjà ce code."),
        ({"kind": "autre"}, "kind", "autre"),
    ],
)
def test_what_cannot_be_is_named_at_its_field_and_what_was_typed_stays(cast, browser, fields, change, field, sentence):
    answer = browser(cast.marie).post(NEW, fields | change)

    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors[field]).replace("\u202f", " ")
    assert f'id="id_{field}_error"' in words(answer)
    assert 'value="12 rue de Béthune"' in words(answer)
    assert not Client.objects.filter(city="Lille").exists()


def test_an_address_abroad_has_its_own_postal_codes(cast, browser, fields):
    assert browser(cast.marie).post(NEW, fields | {"country": "Belgique", "postal_code": "1000"}).status_code == 302


@pytest.mark.parametrize("licence", ["arras", "siege"])
def test_nobody_adds_a_client_where_they_do_not_work(cast, browser, fields, licence):
    licence = cast.arras if licence == "arras" else cast.other_firm.licences.get()

    answer = browser(cast.marie).post(NEW, fields | {"licence": licence.pk})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["licence"])


@pytest.mark.parametrize("who", ["vera", "helene"])
def test_only_members_of_the_firm_manage_a_dossier(cast, browser, fields, who):
    stranger = getattr(cast, who).pk
    page = browser(cast.marie)

    assert list(page.post(NEW, fields | {"manager": stranger}).context["form"].errors) == ["manager"]
    assert list(page.post(NEW, fields | {"others": [stranger]}).context["form"].errors) == ["others"]


def test_who_works_for_two_firms_mixes_nothing(cast, browser, fields):
    from comptoir.firms.models import Membership

    licence = cast.other_firm.licences.get()
    membership = Membership.objects.create(firm=cast.other_firm, user=cast.marie)
    LicenceAccess.objects.create(membership=membership, licence=licence)
    page = browser(cast.marie)

    shown = words(page.get(NEW))
    mixed = page.post(NEW, fields | {"manager": cast.vera.pk, "others": []})
    there = page.post(NEW, fields | {"licence": licence.pk, "manager": cast.vera.pk, "others": []})

    assert "Cabinet Vasseur, Siège" in shown
    assert list(mixed.context["form"].errors) == ["manager"]
    assert there.status_code == 302
    assert Client.objects.get(siren=ROUX).firm == cast.other_firm


def test_a_known_siren_is_named_with_a_link(cast, browser, fields):
    Client.objects.filter(pk=cast.client.pk).update(siren=ROUX)

    answer = browser(cast.marie).post(NEW, fields)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["siren"])
    assert "Ce SIREN est déjà celui de Boulangerie Roux." in words(answer)
    assert f'href="/clients/{cast.client.pk}/"' in words(answer)


def test_somebody_elses_client_does_not_show_that_it_exists(cast, browser, fields):
    """The same promise as for imports: Marie does not work in Arras and learns nothing of its clients."""
    Client.objects.filter(pk=cast.other_client.pk).update(siren=ROUX)
    Client.objects.filter(pk=cast.foreign_client.pk).update(siren=ROUX)

    assert browser(cast.marie).post(NEW, fields).status_code == 302


def test_a_double_click_makes_one_client(cast, browser, fields):
    page = browser(cast.marie)

    answers = [page.post(NEW, fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Client.objects.filter(siren=ROUX).count() == Dossier.objects.filter(code="BN-1").count() == 1
    assert Event.objects.filter(verb="client.created").count() == 1


@pytest.mark.skipif(connection.settings_dict["ENGINE"].endswith("sqlite3"), reason="a database in memory has one connection")
def test_eight_clicks_at_once_make_one_client(transactional_db):
    cast = Cast()
    key = uuid.uuid4()

    def click(_number):
        try:
            return create_client(cast.lille, by=cast.marie, values={"name": "Neuve", "siren": ROUX}, key=key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(click, range(8)))

    assert len(made) == 1
    assert Client.objects.filter(siren=ROUX).count() == 1


def test_a_known_contact_is_taken_again(cast, browser, fields):
    known = Contact.objects.create(firm=cast.firm, last_name="Autre", email="nina@neuve.example")
    ClientContact.objects.create(client=cast.client, contact=known)

    browser(cast.marie).post(NEW, fields)

    assert Client.objects.get(siren=ROUX).contacts.get() == known
    assert Contact.objects.get().last_name == "Autre"


def test_who_works_in_no_licence_is_told_whom_to_ask(cast, browser):
    LicenceAccess.objects.filter(membership__user=cast.nora).delete()

    assert "demandez-en une à l’administrateur du cabinet" in words(browser(cast.nora).get(NEW))


@pytest.mark.parametrize("who", ["helene", "operator"])
def test_who_works_for_no_firm_has_no_such_page(cast, browser, who):
    page = browser(getattr(cast, who))

    assert [page.get(NEW).status_code, page.post(NEW, {}).status_code, page.post(COMPANY, {}).status_code] == [404, 404, 404]


def test_the_list_of_clients_leads_to_the_form(cast, browser):
    assert 'href="/clients/new/"' in words(browser(cast.marie).get("/clients/"))


def test_the_form_takes_the_same_number_of_queries_whatever_the_firm(cast, browser):
    page = browser(cast.marie)
    page.get(NEW)
    taken = []
    for count in (1, 3):
        for number in range(count):
            cast.member(f"m{count}{number}", "M", str(number), cast.lille)
        with CaptureQueriesContext(connection) as queries:
            page.get(NEW)
        taken.append(len(queries))

    assert taken[0] == taken[1] <= 15


# --- The register ---


def test_a_siren_fills_what_is_empty(cast, browser, register, inpi):
    answer = looked_up(browser(cast.marie), {"siren": "732 829 320", "name": "", "country": "France", "kind": "organisation"})

    assert answer.status_code == 200
    assert {name: value_of(answer, name) for name in ("siren", *COMPANY_FIELDS)} == {
        "siren": ROUX, "kind": "organisation", "name": "BOULANGERIE ROUX", "legal_form": "SARL (société à responsabilité limitée)",
        "address": "BÂTIMENT B, 12 RUE DE BÉTHUNE", "postal_code": "59000", "city": "LILLE", "country": "France",
    }  # fmt: skip
    assert "Trouvé au registre : BOULANGERIE ROUX." in words(answer)
    # Without JavaScript the page has another address now; the form still goes where clients are made.
    assert 'action="/clients/new/"' in words(answer)


def test_what_was_typed_is_never_replaced_unasked(cast, browser, register, inpi, fields):
    page = browser(cast.marie)
    answer = looked_up(page, fields | {"address": ""})
    asked = looked_up(page, fields | {"take": "1"})

    assert (value_of(answer, "name"), value_of(answer, "address"), value_of(answer, "legal_form")) == (
        " Boulangerie  Neuve ",
        "BÂTIMENT B, 12 RUE DE BÉTHUNE",
        "SARL",
    )
    assert "Au registre : BOULANGERIE ROUX" in words(answer)
    assert "Reprendre ce que dit le registre" in words(answer)
    assert [value_of(answer, name) for name in ("code", "last_name", "email", "licence", "manager", "others", "key")] == [
        "BN-1", "Neuve", "Nina@Neuve.example", str(cast.lille.pk), str(cast.marie.pk), [str(cast.paul.pk)], str(fields["key"]),
    ]  # fmt: skip
    assert value_of(asked, "name") == "BOULANGERIE ROUX"
    assert "Au registre : BOULANGERIE ROUX" not in words(asked)


def test_the_form_that_was_filled_can_be_sent(cast, browser, register, inpi):
    page = browser(cast.marie)
    form = looked_up(page, {"siren": DURAND, "licence": cast.lille.pk}).context["form"]
    values = {name: form[name].value() for name in form.fields}

    assert page.post(NEW, {name: value for name, value in values.items() if value}).status_code == 302
    assert Client.objects.get(siren=DURAND).kind == "person"


def test_with_htmx_only_the_company_and_the_sentence_travel(cast, browser, register, inpi):
    answer = words(looked_up(browser(cast.marie), {"siren": ROUX}, **{"HX-Request": "true"}))

    assert "<html" not in answer
    assert 'id="company"' in answer
    assert 'id="found" role="status" hx-swap-oob="innerHTML"' in answer
    assert 'name="licence"' not in answer


@pytest.mark.parametrize(
    ("siren", "sentence"),
    [
        ("", "ne contient que des chiffres"),
        ("73282932", "Un SIREN compte 9 chiffres."),
        ("732829321", "sa clé de contrôle est fausse"),
        (UNKNOWN, "Aucune entreprise n’a ce SIREN au registre."),
        (DURAND, "Au registre, cette entreprise est fermée : PETIT ANNE."),
    ],
)
def test_a_search_that_finds_nothing_says_why_and_keeps_the_form(cast, browser, register, inpi, siren, sentence):
    answer = looked_up(browser(cast.marie), {"siren": siren, "code": "BN-1"})

    assert sentence in words(answer)
    assert value_of(answer, "code") == "BN-1"


def test_without_an_account_the_form_says_so_and_stays_usable(cast, browser, register):
    answer = looked_up(browser(cast.marie), {"siren": ROUX, "name": "Neuve"})

    assert "La recherche d’un SIREN se fait avec votre compte INPI" in words(answer)
    assert 'href="/settings/external-accounts/"' in words(answer)
    assert (value_of(answer, "name"), value_of(answer, "siren")) == ("Neuve", ROUX)
    assert register.seen == []


@pytest.mark.parametrize(("mode", "sentence"), [("500", "par une erreur de son côté"), ("html", "page destinée aux personnes"), ("empty", "sans rien dire")])
def test_a_failing_register_leaves_the_form_usable(cast, browser, register, inpi, fields, mode, sentence):
    register.mode = mode

    answer = looked_up(browser(cast.marie), fields)

    assert sentence in words(answer)
    assert value_of(answer, "city") == "Lille"


def test_a_wrong_password_leads_to_the_account(cast, browser, register, inpi):
    ExternalAccount.objects.update(username="autre@example.com")

    answer = words(looked_up(browser(cast.marie), {"siren": ROUX}))

    assert "INPI refuse cet identifiant" in answer
    assert 'href="/settings/external-accounts/"' in answer


def test_a_siren_that_one_serves_already_is_not_looked_up(cast, browser, register, inpi):
    Client.objects.filter(pk=cast.client.pk).update(siren=ROUX)

    answer = words(looked_up(browser(cast.marie), {"siren": ROUX}))

    assert "Ce SIREN est déjà celui de Boulangerie Roux." in answer
    assert f'href="/clients/{cast.client.pk}/"' in answer
    assert register.seen == []


WORDS = st.sampled_from(["", "France", "Roux", " roux ", "Lille", "organisation"])
ALL = st.fixed_dictionaries({name: WORDS for name in COMPANY_FIELDS})


@given(typed=ALL, found=ALL, untouched=ALL)
def test_filling_loses_nothing_that_was_typed(typed, found, untouched):
    values, proposals = fill(typed, found, untouched)

    for name in COMPANY_FIELDS:
        if typed[name] and typed[name] != untouched[name]:
            assert values[name] == typed[name]
        elif found[name] and found[name].strip().casefold() != typed[name].strip().casefold():
            assert values[name] == found[name]
        assert name not in proposals or (proposals[name] == found[name] and values[name] == typed[name])


# --- By program ---


def test_the_api_adds_a_client(cast, call):
    body = {"licence": cast.lille.pk, "name": "Boulangerie Neuve", "siren": "732 829 320", "managers": [cast.paul.pk, cast.marie.pk], "code": "BN-1",
            "contact": {"last_name": "Neuve", "email": "nina@neuve.example"}}  # fmt: skip
    marie = call(cast.marie)
    made = marie.post("clients", body, Idempotency_Key="k-1")
    again = marie.post("clients", body, Idempotency_Key="k-1")

    dossier = Dossier.objects.get(code="BN-1")
    assert (made.status_code, made.json()["siren"], made.json()["dossier"]) == (201, ROUX, dossier.pk)
    assert list(dossier.manager_links.values_list("user", flat=True)) == [cast.paul.pk, cast.marie.pk]
    assert again.json() == made.json()
    assert Client.objects.filter(siren=ROUX).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"siren": "732829321"}, "siren"),
        ({"licence": "arras"}, "licence"),
        ({"licence": 10**9}, "licence"),
        ({"managers": ["vera"]}, "managers"),
        ({"code": "BR-0142"}, "code"),
        ({"firm": 1}, "firm"),
        ({"contact": {"last_name": ""}}, "contact.last_name"),
        ({"contact": {"last_name": "x", "email": "nina"}}, "contact.email"),
    ],
)
def test_the_api_names_the_field(cast, call, change, field):
    change = {
        name: getattr(cast, value).pk if value == "arras" else [getattr(cast, one).pk for one in value] if isinstance(value, list) else value
        for name, value in change.items()
    }

    answer = call(cast.marie).post("clients", {"licence": cast.lille.pk, "name": "Neuve"} | change)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert not Client.objects.filter(name="Neuve").exists()


def test_the_api_refuses_a_known_siren_and_client_users(cast, call):
    Client.objects.filter(pk=cast.client.pk).update(siren=ROUX)

    refused = call(cast.marie).post("clients", {"licence": cast.lille.pk, "name": "Neuve", "siren": ROUX})

    assert refused.json()["errors"][0]["field"] == "siren"
    assert call(cast.helene).post("clients", {"licence": cast.lille.pk, "name": "Neuve"}).status_code == 404


def test_the_api_looks_a_company_up(cast, call, register, inpi):
    marie = call(cast.marie)
    found = marie.get(f"companies/{ROUX}").json()
    register.mode = "500"
    failed = marie.get(f"companies/{DURAND}")

    assert (found["name"], found["city"], found["is_closed"]) == ("BOULANGERIE ROUX", "LILLE", False)
    assert (failed.status_code, failed.json()["code"]) == (502, "external_failure")
    assert "une erreur de son côté (500)" in failed.json()["detail"]


@pytest.mark.parametrize(
    ("who", "siren", "detail"), [("marie", UNKNOWN, "Aucune entreprise"), ("marie", "12", "9 chiffres"), ("paul", ROUX, "compte INPI"), ("helene", ROUX, "")]
)
def test_what_cannot_be_looked_up_is_not_found(cast, call, register, inpi, who, siren, detail):
    answer = call(getattr(cast, who)).get(f"companies/{siren}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert detail in answer.json()["detail"]


def test_a_page_without_a_cookie_is_not_answered(cast):
    assert Browser().post(COMPANY, {"siren": ROUX}).status_code == 302
