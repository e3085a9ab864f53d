"""A link and a code: six digits to the link's address, ten minutes, five tries, five an hour."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from comptoir.links.actions import TooManyCodes, forget_uses, send_code, use_code
from comptoir.links.grants import ask_at_door
from comptoir.links.models import LinkCode, LinkUse
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage

from .parcels import BROWSER, SECRET, address, link_to


@pytest.fixture(autouse=True)
def _a_code_is_asked_for(cast, asks):
    asks(see="code")


def last_mail():
    send_due(MailboxOutlet())
    return message_from_bytes(bytes(MailboxMessage.objects.latest("pk").source), policy=policy.default)


def words(mail):
    return mail.get_body(["plain"]).get_content()


def code_in(mail):
    return "".join(re.search(r"(\d{3}) (\d{3})", words(mail)).groups())


def text(response):
    return response.content.decode()


def wrong(digits):
    return f"{(int(digits) + 1) % 1_000_000:06}"


def test_the_link_alone_opens_nothing_and_the_code_does(link):
    browser = Client(**BROWSER)
    assert "Recevoir un code par e-mail" in text(browser.get(address(link)))
    assert browser.post(address(link, "entry/")).status_code == 422
    assert SECRET not in text(browser.get(address(link)))

    page = text(browser.post(address(link, "code/"), follow=True))
    assert 'autocomplete="one-time-code"' in page
    assert "Un code est parti à l…@b….example." in page
    assert "lea@" not in page

    code = code_in(last_mail())
    browser.post(address(link, "entry/"), {"code": f"{code[:3]} {code[3:]}"})
    assert text(browser.get(address(link))) == SECRET
    assert list(link.uses.values_list("kind", flat=True)) == ["opened", "code_sent", "entered"]


def test_the_mail_is_to_the_link_s_address_in_the_reader_s_language_without_the_code_in_its_subject(lea, link):
    lea.language, lea.email = "en", "moved@example.com"
    lea.save()
    Client(**BROWSER).post(address(link, "code/"))

    mail = last_mail()
    assert "lea@boulangerie.example" in mail["To"]
    assert code_in(mail) not in mail["Subject"].replace(" ", "")
    assert link.token not in words(mail)
    assert "Cabinet Lormeau" in mail["Subject"]
    assert mail["Content-Language"] == "en"


def test_the_code_stands_nowhere_in_the_database(link):
    send_code(link)
    digits = LinkCode.objects.get().digits

    with connection.cursor() as cursor:
        cursor.execute("SELECT nonce FROM links_linkcode")
        kept = str(cursor.fetchall()) + str(list(Delivery.objects.values_list("data", flat=True)))
    assert digits not in kept


def test_a_wrong_code_says_so_at_its_field_and_five_void_it(link):
    send_code(link)
    digits = LinkCode.objects.get().digits
    browser = Client(**BROWSER)
    for _try in range(5):
        response = browser.post(address(link, "entry/"), {"code": wrong(digits)})
        assert response.status_code == 422
    assert "Ce code n’est plus valable" in text(response)

    assert not use_code(link, digits)
    assert SECRET not in text(browser.get(address(link)))


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "1234567", "-12345", "' OR 1"])
def test_what_is_no_code_is_refused_without_costing_a_try(link, typed):
    send_code(link)

    response = Client(**BROWSER).post(address(link, "entry/"), {"code": typed})

    assert response.status_code == 422
    assert LinkCode.objects.get().tries == 0


def test_a_code_serves_once_and_for_ten_minutes(link):
    send_code(link)
    code = LinkCode.objects.get()
    LinkCode.objects.update(sent_at=timezone.now() - timedelta(minutes=10))
    assert not use_code(link, code.digits)

    LinkCode.objects.update(sent_at=timezone.now() - timedelta(minutes=9))
    assert use_code(link, code.digits)
    assert not use_code(link, code.digits)


def test_a_new_code_voids_the_one_before_and_its_mail(link):
    send_code(link)
    first = LinkCode.objects.get().digits
    send_code(link)
    second = LinkCode.objects.latest("pk").digits

    last_mail()
    assert Delivery.objects.filter(state="dropped", outcome="code_void").count() == 1
    assert first == second or not use_code(link, first)
    assert use_code(link, second)


def test_a_code_of_another_link_is_none(cast, lea, link):
    letter = link_to(cast, lea, purpose="letter")
    send_code(letter)
    send_code(link)
    theirs, ours = LinkCode.objects.get(link=letter).digits, LinkCode.objects.get(link=link).digits

    assert theirs == ours or not use_code(link, theirs)


def test_no_more_than_five_codes_an_hour_leave(link):
    for _again in range(5):
        send_code(link)
    with pytest.raises(TooManyCodes):
        send_code(link)
    response = Client(**BROWSER).post(address(link, "code/"))
    assert response.status_code == 429
    assert "Attendez une heure" in text(response)

    LinkCode.objects.update(sent_at=timezone.now() - timedelta(minutes=61))
    send_code(link)


def test_a_page_behind_the_door_can_ask_for_more(cast, link, asks, rf):
    """Seeing needs the link, answering a code: whoever came in with the link is asked for the code when answering, and then comes back."""
    asks(see="link", answer="code")
    browser = Client(**BROWSER)
    browser.post(address(link, "entry/"))
    request = rf.get(address(link))
    request.session, request.user, request.htmx = browser.session, type("Nobody", (), {"is_authenticated": False})(), False

    assert ask_at_door(request, link, "see", has_portal=False) is None
    way = ask_at_door(request, link, "answer", has_portal=False).headers["Location"]
    assert way == address(link) + "?for=answer"
    assert "Recevoir un code par e-mail" in text(browser.get(way))
    assert browser.post(address(link, "code/"), {"for": "answer"}).headers["Location"] == way
    browser.post(address(link, "entry/"), {"for": "answer", "code": LinkCode.objects.get().digits})

    request.session = browser.session
    assert ask_at_door(request, link, "answer", has_portal=False) is None
    assert text(browser.get(address(link))) == SECRET


def test_the_log_forgets_after_four_hundred_days(link):
    send_code(link)
    LinkUse.objects.create(link=link, kind="opened", at=timezone.now() - timedelta(days=401))
    LinkUse.objects.create(link=link, kind="opened", at=timezone.now() - timedelta(days=399))

    assert forget_uses(timezone.now() + timedelta(days=0)) == 1
    assert link.uses.count() == 2
    forget_uses(timezone.now() + timedelta(days=3))
    assert LinkCode.objects.count() == 0
