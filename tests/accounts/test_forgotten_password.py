"""«Mot de passe oublié ?»: the same answer for everybody, a link that works once and for an hour (S1, A5)."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import time_machine
from django.test import Client
from django.utils import timezone

from comptoir.notifications.models import Notification
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from tests.web.signing_in import sign_in

ASK = "/accounts/password/reset/"
NEW = "Un-tout-nouveau-secret-77"


def ask_for_link(email, **extra):
    return Client().post(ASK, {"email": email}, **extra)


def link_for(user):
    ask_for_link(user.email)
    return urlsplit(Delivery.objects.filter(user=user, content="password_reset").latest("pk").data["url"]).path


def follow(browser, link):
    """Open the link as a browser does; return the page's own address."""
    response = browser.get(link, follow=True)
    return response.redirect_chain[-1][0] if response.redirect_chain else link, response


def choose(browser, page, password=NEW):
    return browser.post(page, {"password1": password, "password2": password})


def test_known_and_unknown_addresses_get_the_same_answer_and_one_gets_a_mail(cast):
    known, unknown = ask_for_link(cast.marie.email), ask_for_link("personne@example.com")

    assert (known.status_code, known.headers["Location"], known.content) == (unknown.status_code, unknown.headers["Location"], unknown.content)
    assert list(Delivery.objects.values_list("user__first_name", "content")) == [("Marie", "password_reset")]


def test_asking_too_often_is_answered_alike_for_known_and_unknown_addresses(cast):
    def answers(email):
        asked = [ask_for_link(email) for _ in range(7)]
        return [(one.status_code, one.headers.get("Location"), without_tokens(one)) for one in asked]

    assert answers(cast.marie.email) == answers("personne@example.com")


def without_tokens(response):
    """The page without what protects its forms, which is another at each answer."""
    return re.sub(r"\b\w{64}\b", "…", response.content.decode())


def test_nothing_leaves_within_the_request_and_the_mail_is_right(cast):
    ask_for_link(cast.marie.email)
    assert not MailboxMessage.objects.exists()

    while send_due(MailboxOutlet()):
        pass

    source = bytes(MailboxMessage.objects.get(recipient=cast.marie.email).source).decode()
    assert "List-Unsubscribe" not in source
    assert "Auto-Submitted: auto-generated" in source


def test_a_closed_account_gets_the_same_answer_and_no_link(cast):
    cast.marie.is_active = False
    cast.marie.save()

    assert ask_for_link(cast.marie.email).status_code == 302
    while send_due(MailboxOutlet()):
        pass
    assert not MailboxMessage.objects.exists()


def test_the_link_works_once(cast):
    link, browser = link_for(cast.marie), Client()
    page, _shown = follow(browser, link)

    done = choose(browser, page)

    assert done.status_code == 302
    assert sign_in(cast.marie, NEW)
    _page, again = follow(Client(), link)
    assert "Ce lien ne sert plus" in again.content.decode()


def test_opening_the_link_uses_nothing_up(cast):
    link = link_for(cast.marie)
    for _ in range(3):
        Client().get(link)
        Client().head(link)

    browser = Client()
    page, _shown = follow(browser, link)
    assert choose(browser, page).status_code == 302
    assert sign_in(cast.marie, NEW)


def test_the_link_expires_after_an_hour(cast):
    start = timezone.now()
    with time_machine.travel(start):
        link = link_for(cast.marie)

    with time_machine.travel(start + timedelta(minutes=59)):
        assert "Ce lien ne sert plus" not in follow(Client(), link)[1].content.decode()
    with time_machine.travel(start + timedelta(minutes=61)):
        assert "Ce lien ne sert plus" in follow(Client(), link)[1].content.decode()


def test_a_newer_password_kills_the_link(cast):
    link = link_for(cast.marie)
    cast.marie.set_password("Encore-un-autre-secret-88")
    cast.marie.save()

    assert "Ce lien ne sert plus" in follow(Client(), link)[1].content.decode()


def test_a_changed_letter_in_the_link_is_refused(cast):
    link = link_for(cast.marie)
    changed = link[:-3] + ("a" if link[-3] != "a" else "b") + link[-2:]

    assert "Ce lien ne sert plus" in follow(Client(), changed)[1].content.decode()


def test_after_it_every_session_has_ended_and_the_person_is_told(cast, drain):
    here, elsewhere = sign_in(cast.marie), sign_in(cast.marie)
    browser = Client()
    page, _shown = follow(browser, link_for(cast.marie))
    choose(browser, page)

    assert [one.get("/conversations/").status_code for one in (here, elsewhere)] == [302, 302]
    assert browser.get("/conversations/").status_code == 302
    drain()
    told = Notification.objects.get(user=cast.marie)
    assert (told.topic, told.event.verb) == ("security.account", "password.reset")


def test_a_weak_password_is_refused_with_the_reason(cast):
    browser = Client()
    page, _shown = follow(browser, link_for(cast.marie))

    response = choose(browser, page, "court1")

    assert response.status_code == 200
    assert "12" in response.content.decode()


def test_a_request_that_names_another_host_is_refused(cast, settings):
    settings.ALLOWED_HOSTS = ["localhost"]

    assert ask_for_link(cast.marie.email, headers={"host": "evil.example"}).status_code == 400
    assert not Delivery.objects.exists()


def test_the_link_names_the_installation_s_own_address(cast, settings):
    ask_for_link(cast.marie.email)

    assert Delivery.objects.get().data["url"].startswith(f"{settings.BASE_URL}/accounts/password/reset/key/")


def test_asking_too_often_stops(cast):
    answers = [ask_for_link(cast.marie.email).status_code for _ in range(8)]

    assert Delivery.objects.count() <= 5
    assert set(answers) <= {302, 429}
