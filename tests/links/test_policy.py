"""«Sécurité des demandes»: two options, six acts, one step of history (K5, X11, X3)."""

import pytest
from django.test import Client

from comptoir.events.models import Event
from comptoir.links.assurance import policy_of
from comptoir.links.decisions import Act, Assurance
from comptoir.preferences.models import SettingValue

PAGE = "/firm/portal/security/"


def browser_of(person):
    browser = Client()
    browser.force_login(person)
    return browser


def words(response):
    return response.content.decode()


def choose(person, name):
    return browser_of(person).post(f"{PAGE}preset/", {"preset": name}, follow=True)


def test_the_page_offers_both_options_by_their_names_and_says_what_stays_open(cast):
    page = words(browser_of(cast.admin).get(PAGE))

    for sentence in (
        "Autoriser l’accès via un lien unique envoyé par courriel",
        "Exiger une authentification à plusieurs facteurs",
        "restent accessibles par lien unique",
        "Voir une demande",
        "Signer",
        "Un compte et un second facteur",
        "Durée des liens uniques, en jours",
    ):
        assert sentence in page
    assert 'value="link" id="preset-link" aria-describedby="preset-link-help" checked' in page
    assert "Personnalisé" not in page


@pytest.mark.parametrize("person", ["marie", "paul", "helene", "operator"])
def test_others_find_nothing(cast, person):
    browser = browser_of(getattr(cast, person))

    assert browser.get(PAGE).status_code == 404
    assert browser.post(f"{PAGE}preset/", {"preset": "mfa"}).status_code == 404
    assert policy_of(cast.firm)[Act.SEE] is Assurance.LINK


def test_the_second_option_asks_for_a_second_factor_for_requests_and_for_nothing_else(cast):
    page = words(choose(cast.admin, "mfa"))

    assert policy_of(cast.firm) == {
        Act.SEE: Assurance.ACCOUNT_AND_MFA,
        Act.UPLOAD: Assurance.ACCOUNT_AND_MFA,
        Act.ANSWER: Assurance.ACCOUNT_AND_MFA,
        Act.APPROVE: Assurance.LINK,
        Act.SIGN: Assurance.LINK,
        Act.PAY: Assurance.LINK,
    }
    assert policy_of(cast.other_firm)[Act.SEE] is Assurance.LINK
    assert 'value="mfa" id="preset-mfa" aria-describedby="preset-mfa-help" checked' in page


def test_both_options_stand_on_the_portal_s_own_page_too_and_lead_back_to_it(cast):
    browser = browser_of(cast.admin)
    page = words(browser.get("/firm/portal/"))
    assert "Exiger une authentification à plusieurs facteurs" in page
    assert 'href="/firm/portal/security/"' in page

    answer = browser.post(f"{PAGE}preset/", {"preset": "mfa", "next": "/firm/portal/"})
    assert answer.headers["Location"] == "/firm/portal/"
    assert 'value="mfa" id="preset-mfa" aria-describedby="preset-mfa-help" checked' in words(browser.get("/firm/portal/"))
    assert browser.post(f"{PAGE}preset/", {"preset": "link", "next": "//elsewhere.example/"}).headers["Location"] == PAGE


def test_an_option_is_one_line_of_history_and_is_undone_as_one(cast):
    page = words(choose(cast.admin, "mfa"))
    event = Event.objects.filter(verb="setting.changed").latest("pk")
    assert page.count("/reversal/") == 1

    page = words(browser_of(cast.admin).post(f"{PAGE}reversal/{event.pk}/", follow=True))
    assert set(policy_of(cast.firm).values()) == {Assurance.LINK}
    assert not SettingValue.objects.filter(key__startswith="assurance.").exists()
    assert page.count("/reversal/") == 2
    again = Event.objects.filter(verb="setting.changed").latest("pk")
    browser_of(cast.admin).post(f"{PAGE}reversal/{again.pk}/")
    assert policy_of(cast.firm)[Act.ANSWER] is Assurance.ACCOUNT_AND_MFA


def test_nobody_undoes_what_another_firm_chose(cast):
    choose(cast.admin, "mfa")
    event = Event.objects.filter(verb="setting.changed").latest("pk")

    assert browser_of(cast.vera).post(f"{PAGE}reversal/{event.pk}/").status_code == 404
    assert browser_of(cast.marie).post(f"{PAGE}reversal/{event.pk}/").status_code == 404
    assert browser_of(cast.admin).post(f"{PAGE}reversal/{event.pk + 99}/").status_code == 404
    assert policy_of(cast.firm)[Act.SEE] is Assurance.ACCOUNT_AND_MFA


def test_choosing_what_stands_already_writes_no_history(cast):
    choose(cast.admin, "mfa")
    count = Event.objects.count()

    assert "C’était déjà le cas." in words(choose(cast.admin, "mfa"))
    assert Event.objects.count() == count


def test_a_choice_that_is_none_is_refused(cast):
    assert "Choisissez l’une des deux options." in words(choose(cast.admin, "everything"))
    assert not SettingValue.objects.filter(key__startswith="assurance.").exists()


def test_one_act_changed_alone_makes_it_personal(cast):
    saved = browser_of(cast.admin).post("/firm/policy/firm/assurance.answer/", {"value": "code"}, headers={"HX-Request": "true"})
    assert saved.status_code == 200
    page = words(browser_of(cast.admin).get(PAGE))

    assert policy_of(cast.firm)[Act.ANSWER] is Assurance.LINK_AND_CODE
    assert "Personnalisé" in page
    assert "checked" not in page.split("</fieldset>")[0]
    assert "Répondre" in page


def test_the_settings_are_the_firm_s_in_the_api_too(cast):
    from comptoir.accounts.models import ApiToken
    from comptoir.accounts.scopes import SCOPES

    headers = {"Authorization": f"Bearer {ApiToken.issue(cast.admin, name='Réglages', scopes=SCOPES)[1]}"}
    path = f"/api/v1/firms/{cast.firm.pk}/settings"
    changes = {"values": {"assurance.see": "mfa", "assurance.pay": "code", "links.days": 7}}
    answer = Client().patch(path, changes, content_type="application/json", headers=headers)

    assert answer.status_code == 200, answer.content
    shown = {one["key"]: one["value"] for one in answer.json()["items"]}
    assert shown == changes["values"]
    assert (policy_of(cast.firm)[Act.SEE], policy_of(cast.firm)[Act.PAY]) == (Assurance.ACCOUNT_AND_MFA, Assurance.LINK_AND_CODE)


def test_the_page_costs_the_same_whatever_its_history(cast, django_assert_max_num_queries):
    choose(cast.admin, "mfa")
    browser = browser_of(cast.admin)
    browser.get(PAGE)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        browser.get(PAGE)
    for name in ("link", "mfa", "link"):
        choose(cast.admin, name)
    with CaptureQueriesContext(connection) as many:
        browser.get(PAGE)
    assert len(many) == len(few)
