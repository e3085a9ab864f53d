"""Two at the same moment."""

from datetime import timedelta

import pytest
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from comptoir.links.actions import consume, send_code, use_code
from comptoir.links.models import Link, LinkCode, LinkUse
from tests.cast import Cast
from tests.transports.threads import threaded_db, together  # noqa: F401

from .parcels import BROWSER, SECRET, address, link_to


def link_of_lea(cast, **changes):
    return link_to(cast, cast.contact(cast.client, "Léa", "Martin", email="lea@boulangerie.example"), **changes)


def post(path):
    close_old_connections()
    browser = Client(**BROWSER)
    return browser, browser.post(path)


@pytest.mark.django_db(transaction=True)
def test_two_renewals_at_once_make_one_new_link(threaded_db):  # noqa: F811
    link = link_of_lea(Cast(), expires_at=timezone.now() - timedelta(days=1))

    together(*[lambda: post(address(link, "renewal/"))] * 4)

    assert Link.objects.count() == 2
    assert Link.objects.alive().count() == 1
    assert LinkUse.objects.filter(kind="renewed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_entries_at_once_both_come_in_and_the_link_serves_one(threaded_db):  # noqa: F811
    link = link_of_lea(Cast())
    browsers = [browser for browser, _answer in together(*[lambda: post(address(link, "entry/"))] * 2)]
    assert [browser.get(address(link)).content.decode() for browser in browsers] == [SECRET, SECRET]

    def use(browser):
        close_old_connections()
        return browser.post(address(link)).content.decode()

    answers = together(*[lambda browser=browser: use(browser) for browser in browsers])
    assert answers.count("Fait.") == 1
    assert LinkUse.objects.filter(kind="consumed").count() == 1
    assert not consume(link)


@pytest.mark.django_db(transaction=True)
def test_a_code_typed_twice_at_once_serves_once_and_tries_are_counted(threaded_db):  # noqa: F811
    link = link_of_lea(Cast())
    digits = send_code(link).digits

    def guess(typed):
        close_old_connections()
        return use_code(link, typed)

    wrong = f"{(int(digits) + 1) % 1_000_000:06}"
    assert together(*[lambda: guess(wrong)] * 4) == [False] * 4
    assert LinkCode.objects.get().tries == 4
    assert sorted(together(*[lambda: guess(digits)] * 3)) == [False, False, True]


@pytest.mark.django_db(transaction=True)
def test_codes_asked_for_at_once_are_five_at_most(threaded_db):  # noqa: F811
    cast = Cast()
    link = link_of_lea(cast)

    def ask():
        close_old_connections()
        try:
            return send_code(link)
        except Exception as refusal:
            return type(refusal).__name__

    answers = together(*[ask] * 8)
    assert answers.count("TooManyCodes") == 3
    assert LinkCode.objects.filter(used_at=None).count() == 1
