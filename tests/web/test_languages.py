"""In which language the site speaks."""

import pytest
from django.conf import settings
from django.test import Client

from tests.web.signing_in import sign_in


def test_visitors_read_french_whatever_their_browser_says(db, client):
    response = client.get("/accounts/login/", headers={"Accept-Language": "de,en"})

    assert response.headers["Content-Language"] == "fr"
    assert '<html lang="fr"' in response.content.decode()
    assert "Se connecter" in response.content.decode()


def test_a_visitor_is_offered_every_language_in_its_own_words(db, client):
    page = client.get("/accounts/login/").content.decode()

    assert [f'value="{code}" lang="{code}"' in page and f">{name}</button>" in page for code, name in settings.LANGUAGES] == [True] * len(settings.LANGUAGES)


def test_a_visitor_chooses_and_the_choice_is_kept(db):
    browser = Client()

    assert browser.post("/language/", {"language": "en", "next": "/accounts/login/"}).headers["Location"] == "/accounts/login/"

    page = browser.get("/accounts/login/")
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()
    assert browser.cookies["langue"]["httponly"]


@pytest.mark.parametrize(("language", "sign_in_is"), [("en", "Sign in"), ("nl", "Aanmelden")])
def test_a_page_in_another_language_is_in_that_language(db, language, sign_in_is):
    browser = Client()
    browser.cookies["langue"] = language

    page = browser.get("/accounts/login/").content.decode()

    assert sign_in_is in page
    assert "Se connecter" not in page


def test_somebody_signed_in_reads_their_own_language_whatever_the_cookie(cast):
    cast.marie.language = "en"
    cast.marie.save()
    browser = sign_in(cast.marie)
    browser.cookies["langue"] = "fr"

    assert browser.get("/conversations/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(("language", "back"), [("xx", "/"), ("fr", "https://evil.example/"), ("fr", "//evil.example"), ("", "javascript:alert(1)")])
def test_an_unknown_language_or_another_site_changes_nothing(db, language, back):
    browser = Client()

    response = browser.post("/language/", {"language": language, "next": back})

    assert response.headers["Location"] == "/"
    assert browser.get("/accounts/login/").headers["Content-Language"] == "fr"


def test_a_cookie_made_up_is_passed_over(db):
    browser = Client()
    browser.cookies["langue"] = "../../etc"

    assert browser.get("/accounts/login/").headers["Content-Language"] == "fr"


def test_hours_are_the_person_s(cast, client):
    from datetime import UTC, datetime

    from comptoir.conversations.models import Message
    from tests.notifications.producers import question

    conversation = question(cast).conversation
    Message.objects.update(sent_at=datetime(2026, 7, 14, 10, 5, tzinfo=UTC))
    hours = {}
    for zone in ("Europe/Paris", "America/Montreal", "Mars/Olympus"):
        cast.marie.time_zone = zone
        cast.marie.save()
        client.force_login(cast.marie)
        page = client.get(f"/conversations/{conversation.pk}/").content.decode()
        hours[zone] = page.split('<time datetime="')[1].split("</time>")[0].split(">")[1]

    assert hours == {"Europe/Paris": hours["Mars/Olympus"], "America/Montreal": hours["America/Montreal"], "Mars/Olympus": hours["Mars/Olympus"]}
    assert hours["Europe/Paris"].startswith("12")
    assert hours["America/Montreal"].startswith("6") or hours["America/Montreal"].startswith("06")
