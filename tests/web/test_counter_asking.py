"""At a firm's counter: a code by e-mail instead of the password, and an invitation sent again. Nobody learns whether an address is known (K4)."""

import importlib.util
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.accounts.models import Session
from comptoir.events.models import Event
from comptoir.invitations.decisions import expiry_of
from comptoir.invitations.models import Invitation
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from comptoir.web.asking import resend_to
from tests.security.apps import code_of, needs_oathtool
from tests.security.people import give_app

PAGE = "/p/lormeau/"
CODE = f"{PAGE}code/"
CONFIRMATION = f"{CODE}confirmation/"
ACCOUNT = f"{PAGE}account/"
WHO = ["helene", "omar", "nobody"]
needs_invitations = pytest.mark.skipif(importlib.util.find_spec("comptoir.invitations.actions") is None, reason="invitations are not sent here yet")


def words(response):
    return unescape(response.content.decode())


def neutral(response, email):
    return response.status_code, response.headers.get("Location"), re.sub(r"\b\w{64}\b", "…", words(response).replace(email, "…"))


def address_of(cast, who):
    return getattr(cast, who).email if who != "nobody" else "personne@example.com"


def ask(email, browser=None, **data):
    browser = browser or Client()
    return browser, browser.post(CODE, {"login": email} | data)


@pytest.fixture
def mailed_code(drain):
    """mailed_code(user): the code of the last mail, once everything has left."""

    def read(user):
        while drain():
            pass
        while send_due(MailboxOutlet()):
            pass
        source = MailboxMessage.objects.filter(recipient=user.email).latest("pk")
        return re.search(r"\d{4} \d{4}", bytes(source.source).decode())[0]

    return read


def type_in(browser, code):
    return browser.post(CONFIRMATION, {"code": code})


def is_in(browser):
    return "_auth_user_id" in browser.session


def test_the_code_from_the_mail_opens_the_portal(cast, mailed_code):
    browser, asked = ask(f" {cast.helene.email.upper()} ")

    assert asked.headers["Location"] == CONFIRMATION
    assert cast.helene.email in words(browser.get(CONFIRMATION))
    assert type_in(browser, mailed_code(cast.helene)).headers["Location"] == PAGE
    assert is_in(browser)
    assert browser.get(PAGE).status_code == 200


def test_it_leads_to_the_page_asked_for_and_to_no_other_site(cast, mailed_code):
    there, _asked = ask(cast.helene.email, next="/conversations/")
    elsewhere, _asked = ask(cast.jules.email, next="//evil.example/")

    assert type_in(there, mailed_code(cast.helene)).headers["Location"] == "/conversations/"
    assert type_in(elsewhere, mailed_code(cast.jules)).headers["Location"] == PAGE


def test_the_mail_names_the_firm_and_speaks_the_person_s_language(cast, mailed_code):
    ask(cast.helene.email)

    code = mailed_code(cast.helene)

    mail = MailboxMessage.objects.get(recipient=cast.helene.email)
    assert (mail.subject, Delivery.objects.get().firm) == (f"{code} est votre code de connexion", cast.firm)
    assert b"Cabinet Lormeau" in bytes(mail.source)


def test_a_second_factor_is_still_asked_of_who_has_one(cast, mailed_code):
    give_app(cast.helene)
    browser, _asked = ask(cast.helene.email)

    response = type_in(browser, mailed_code(cast.helene))

    assert response.headers["Location"] == "/accounts/second-factor/"
    assert not is_in(browser)
    assert "Cabinet Lormeau" in words(browser.get("/accounts/second-factor/"))


@needs_oathtool
def test_with_the_second_factor_it_ends_at_the_portal(cast, mailed_code):
    key, _codes = give_app(cast.helene)
    browser, _asked = ask(cast.helene.email)
    type_in(browser, mailed_code(cast.helene))

    assert browser.post("/accounts/second-factor/", {"code": code_of(key)}).headers["Location"] == PAGE


def test_who_has_no_access_is_told_so_once_the_code_was_right(cast, mailed_code):
    browser, _asked = ask(cast.omar.email)

    assert type_in(browser, mailed_code(cast.omar)).headers["Location"] == PAGE
    assert "Votre compte n’a pas d’accès au portail de Cabinet Lormeau" in words(browser.get(PAGE))


def test_the_answer_is_the_same_whoever_the_address_belongs_to(cast):
    cast.jules.is_active = False
    cast.jules.save()

    def answers(email):
        browser, asked = ask(email)
        return [neutral(one, email) for one in (asked, browser.get(CONFIRMATION), type_in(browser, "12345678"))]

    assert answers(cast.helene.email) == answers(cast.omar.email) == answers(cast.jules.email) == answers("personne@example.com")


@pytest.mark.parametrize("page", [CODE, ACCOUNT])
def test_within_the_request_the_same_is_done_whoever_the_address_belongs_to(cast, page):
    invite(cast, "helene@example.com")
    statements = []
    for who in WHO:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Client().post(page, {"login": address_of(cast, who)})
        statements.append([re.sub(r"'[^']*'|\d+", "…", query["sql"])[:60] for query in queries.captured_queries])

    assert statements[0] == statements[1] == statements[2]
    assert not Delivery.objects.exists()


def test_asking_too_often_is_answered_alike(cast):
    def answers(email):
        return [neutral(ask(email)[1], email) for _ in range(7)]

    known, unknown = answers(cast.helene.email), answers("personne@example.com")

    assert known == unknown
    assert [one[0] for one in known] == [302] * 5 + [429] * 2


def test_nobody_unknown_or_closed_gets_a_mail(cast, drain):
    cast.jules.is_active = False
    cast.jules.save()
    for email in (cast.jules.email, "personne@example.com"):
        ask(email)

    drain()

    assert not Delivery.objects.exists()


def test_a_code_serves_once(cast, mailed_code):
    browser, _asked = ask(cast.helene.email)
    code = mailed_code(cast.helene)
    type_in(browser, code)
    browser.post("/accounts/logout/")

    assert type_in(browser, code).headers["Location"] == PAGE
    assert not is_in(browser)


def test_a_code_serves_for_ten_minutes(cast, mailed_code):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        browser, _asked = ask(cast.helene.email)
        code = mailed_code(cast.helene)

    with time_machine.travel(start + timedelta(minutes=10), tick=False):
        response = type_in(browser, code)
    assert (response.status_code, "ne sert plus" in words(response), is_in(browser)) == (422, True, False)


def test_a_mail_that_would_arrive_too_late_does_not_leave(cast, drain):
    ask(cast.helene.email)
    drain()

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        send_due(MailboxOutlet())

    assert not MailboxMessage.objects.exists()


def test_after_five_wrong_codes_the_right_one_does_not_serve(cast, mailed_code):
    browser, _asked = ask(cast.helene.email)
    code = mailed_code(cast.helene)

    guesses = [type_in(browser, f"0000000{number}") for number in range(5)]

    assert {guess.status_code for guess in guesses} == {422}
    assert "Demandez-en un autre" in words(type_in(browser, code))
    assert not is_in(browser)


def test_guesses_are_counted_over_all_browsers(cast):
    statuses = []
    for _ in range(3):
        browser, _asked = ask(cast.helene.email)
        statuses += [type_in(browser, "00000000").status_code for _ in range(4)]

    assert statuses == [422] * 10 + [429] * 2


def test_a_code_is_of_no_use_in_another_browser_nor_at_another_firm(cast, mailed_code):
    browser, _asked = ask(cast.helene.email)
    code = mailed_code(cast.helene)

    assert type_in(Client(), code).headers["Location"] == PAGE
    assert browser.post("/p/vasseur/code/confirmation/", {"code": code}).headers["Location"] == "/p/vasseur/"
    assert not is_in(browser)


def test_a_second_code_voids_the_first(cast, mailed_code):
    browser, _asked = ask(cast.helene.email)
    first = mailed_code(cast.helene)
    ask(cast.helene.email, browser)
    second = mailed_code(cast.helene)

    assert type_in(browser, first).status_code == 422
    assert type_in(browser, second).status_code == 302


def test_the_code_stands_nowhere(cast, mailed_code):
    browser, _asked = ask(cast.helene.email)
    code = mailed_code(cast.helene).replace(" ", "")

    kept = str(list(Event.objects.values())) + str(list(Delivery.objects.values("data"))) + str([row.get_decoded() for row in Session.objects.all()])

    assert code not in kept
    assert f"{code[:4]} {code[4:]}" not in kept
    assert cast.helene.email not in str(Event.objects.get(verb="code.requested").data)


def test_an_address_that_is_none_is_said_at_its_field(cast):
    response = Client().post(CODE, {"login": "pas une adresse", "next": "/conversations/"})

    assert response.status_code == 422
    assert re.search(r'id="id_login_error".*vérifiez-la', words(response), re.DOTALL)
    assert 'value="pas une adresse"' in words(response)
    assert 'name="next" value="/conversations/"' in words(response)


# «Créer un compte»


def invite(cast, email, **fields):
    contact = cast.contact(cast.client, "Ida", "Roux", email=email)
    now = timezone.now()
    words = {"firm": cast.firm, "client": cast.client, "contact": contact, "email": email, "sent_by": cast.marie, "invited_by": cast.marie}
    return Invitation.objects.create(**words, **{"sent_at": now - timedelta(days=1), "expires_at": expiry_of(now, 3)} | fields)


def test_the_page_says_that_an_invitation_is_needed(cast):
    page = words(Client().get(ACCOUNT))

    assert "sur invitation de Cabinet Lormeau" in page
    assert "Recevoir à nouveau l’invitation" in page


def test_the_answer_is_the_same_whether_an_invitation_waits_or_not(cast):
    invite(cast, "ida@example.com")

    def answer(email):
        return neutral(Client().post(ACCOUNT, {"login": email}), email)

    assert answer("ida@example.com") == answer("personne@example.com") == answer(cast.helene.email)
    assert answer("ida@example.com")[0] == 200


@needs_invitations
def test_what_waits_for_the_address_at_this_firm_is_sent_again(cast):
    cast.put_on_portal(cast.client)
    old, _answered = invite(cast, "ida@example.com", expires_at=timezone.now()), invite(cast, "autre@example.com")

    assert (resend_to("ida@example.com", cast.firm), resend_to("ida@example.com", cast.other_firm), resend_to("x@example.com", cast.firm)) == (1, 0, 0)

    old.refresh_from_db()
    assert (old.times_sent, old.sent_by) == (2, cast.marie)


def test_nothing_is_sent_again_that_was_answered_or_withdrawn(cast):
    invite(cast, "ida@example.com", accepted_at=timezone.now(), accepted_by=cast.helene)
    invite(cast, "ida@example.com", revoked_at=timezone.now())

    assert Invitation.objects.unanswered().filter(email="ida@example.com").count() == 0
