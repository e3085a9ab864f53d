"""Leaving and coming back by the pages; who may open them."""

from email import message_from_bytes, policy

import pytest
from django.test import Client as Browser
from django.urls import reverse

from comptoir.firms.models import Membership
from comptoir.staffing.models import Departure
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage


def place_of(user):
    return Membership.objects.get(user=user)


def words_of(mail):
    return message_from_bytes(bytes(mail.source), policy=policy.default).get_body(("plain",)).get_content()


def browser_of(user):
    browser = Browser()
    browser.force_login(user)
    return browser


def test_leaving_is_foretold_done_briefed_and_undone(cast):
    admin, place = browser_of(cast.admin), place_of(cast.marie)
    path = reverse("member_leave", args=[place.pk])

    assert "1 à Paul Petit" in admin.get(path).content.decode()
    assert "1 à Jean Lefort" in admin.post(path, {"heir": cast.nora.pk, "kind-dossiers": cast.jean.pk}).content.decode()
    assert place_of(cast.marie).left_at is None
    assert admin.post(path, {"heir": cast.nora.pk, "sure": "yes"}).status_code == 302
    departure = Departure.objects.get()
    while send_due(MailboxOutlet()):
        pass
    assert "Dossiers gérés" in words_of(MailboxMessage.objects.get(subject="Départ de Marie Dubois : ce qui vous revient"))

    brief = reverse("departure_brief", args=[departure.pk])
    assert "Boulangerie Roux" in browser_of(cast.paul).get(brief).content.decode()
    assert [browser_of(one).get(brief).status_code for one in (cast.jean, cast.vera, cast.helene)] == [404, 404, 404]

    undoing = reverse("member_return", args=[place.pk])
    assert "Boulangerie Roux" in admin.get(undoing).content.decode()
    assert admin.post(undoing).status_code == 302
    assert place_of(cast.marie).left_at is None
    assert admin.get(undoing).status_code == 404


def test_a_refusal_is_a_sentence_and_keeps_what_was_typed(cast):
    page = browser_of(cast.admin).post(reverse("member_leave", args=[place_of(cast.admin).pk]), {"heir": cast.nora.pk, "on": "", "sure": "yes"})

    assert page.status_code == 422
    assert "Personne ne change son propre rôle ni ne se fait partir" in page.content.decode()
    unread = browser_of(cast.admin).post(reverse("member_leave", args=[place_of(cast.paul).pk]), {"heir": "999", "on": "demain", "sure": "yes"})
    assert unread.status_code == 422
    assert "Cette date est illisible" in unread.content.decode()


def test_the_profile_is_for_every_member_and_changes_are_for_those_with_the_right(cast):
    place = place_of(cast.marie)
    names = ["member_move", "member_leave"]

    assert [browser_of(one).get(reverse("member", args=[place.pk])).status_code for one in (cast.paul, cast.luc, cast.vera, cast.helene)] == [
        200,
        200,
        404,
        404,
    ]
    for user in (cast.paul, cast.vera, cast.helene):
        assert [browser_of(user).get(reverse(name, args=[place.pk])).status_code for name in names] == [404, 404]
        assert browser_of(user).get(reverse("new_member")).status_code == (200 if user == cast.vera else 404)
    assert "Changer sa place" not in browser_of(cast.paul).get(reverse("member", args=[place.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_profile_costs_the_same_whatever_is_managed(cast, count, django_assert_max_num_queries):
    for number in range(count):
        cast.make_client(f"Client {number}", cast.lille, managers=[cast.marie])
    browser = browser_of(cast.admin)
    browser.get("/")

    with django_assert_max_num_queries(24):
        browser.get(reverse("member", args=[place_of(cast.marie).pk]))
