"""Who is asked to join has their place once they accept, and nobody learns what account an address has."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.models import DossierManager
from comptoir.events.models import Event
from comptoir.firms.models import CustomRole, Membership
from comptoir.staffing.actions import (
    AlreadyHere,
    AlreadyInvited,
    CannotChange,
    Departing,
    NewMember,
    NotWaiting,
    Taken,
    accept_arrival,
    invite_member,
    plan_departure,
    send_again,
    withdraw_arrival,
)
from comptoir.staffing.models import Arrival
from comptoir.staffing.whom import check_list_of, check_lists
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage
from tests.cast import PASSWORD

NEW_PASSWORD = "troupeau-violon-92-marée"


def asked(**words):
    return NewMember(**{"first_name": "Ada", "last_name": "Byron", "email": "ada@lormeau.example"} | words)


def browser_of(user=None):
    browser = Browser()
    if user:
        browser.force_login(user)
    return browser


def link_of(arrival):
    return Arrival.objects.get(pk=arrival.pk).url.removeprefix("http://localhost:8000")


def path_of(arrival):
    url = link_of(arrival)
    return url[url.index("/joining/") :]


def typed(cast, **words):
    return {
        "first_name": "Ada", "last_name": "Byron", "email": "Ada@Lormeau.example", "language": "fr", "role": "staff", "licences": [cast.lille.pk],
        "teams": [cast.team.pk], "dossiers": "BR-0142", **words,
    }  # fmt: skip


def test_a_new_colleague_chooses_a_password_and_has_the_place(cast):
    admin = browser_of(cast.admin)

    response = admin.post(reverse("new_member"), typed(cast))

    arrival = Arrival.objects.get()
    assert response.headers["Location"] == reverse("arrival", args=[arrival.pk])
    assert not Membership.objects.filter(user__email="ada@lormeau.example").exists()
    visitor = browser_of()
    assert visitor.get(path_of(arrival)).status_code == 200
    assert visitor.post(path_of(arrival), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).headers["Location"] == reverse("account_login")
    place = Membership.objects.get(user__email="ada@lormeau.example")
    assert (place.role, list(place.licences.all()), place.trigram) == ("staff", [cast.lille], "ABY")
    assert list(place.user.teams.all()) == [cast.team]
    assert list(DossierManager.objects.filter(dossier=cast.dossier).order_by("rank").values_list("user__first_name", flat=True))[-1] == "Ada"
    assert visitor.post(reverse("account_login"), {"login": "ada@lormeau.example", "password": NEW_PASSWORD}).status_code == 302
    assert visitor.get(f"/dossiers/{cast.dossier.pk}/").status_code == 200


def test_opening_the_link_consumes_nothing_and_using_it_ends_it(cast):
    arrival = invite_member(cast.firm, asked(), by=cast.admin)
    path = path_of(arrival)

    for _scanner in range(3):
        assert browser_of().get(path).status_code == 200
    assert not Membership.objects.filter(user=arrival.user).exists()

    browser_of().post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert [browser_of().get(path).status_code, browser_of().post(path, {"password1": "x", "password2": "x"}).status_code] == [410, 410]


def test_an_account_that_is_somewhere_else_joins_after_it_accepts_and_nothing_is_said_before(cast):
    seen = {}
    for email in ("omar@example.com", "nobody@example.com"):
        admin = browser_of(cast.admin)
        page = admin.post(reverse("new_member"), typed(cast, email=email), follow=True).content.decode()
        seen[email] = page.replace(email, "E").replace(str(Arrival.objects.get(email=email).pk), "1")
    for page in seen.values():
        assert "Omar" not in page
        assert "Haddad" not in page

    arrival = Arrival.objects.get(email="omar@example.com")
    path = path_of(arrival)
    assert not Membership.objects.filter(user=cast.omar).exists()
    assert "Connectez-vous" in browser_of().get(path).content.decode()
    assert browser_of().post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 200
    assert browser_of(cast.paul).post(path, {"answer": "yes"}).status_code == 200
    assert not Membership.objects.filter(user=cast.omar).exists()
    assert User.objects.get(pk=cast.omar.pk).check_password(PASSWORD)

    assert browser_of(cast.omar).post(path, {"answer": "yes"}).status_code == 302

    assert Membership.objects.active().filter(user=cast.omar, firm=cast.firm).exists()
    assert User.objects.get(pk=cast.omar.pk).full_name == "Omar Haddad"


def test_who_refuses_is_no_member(cast):
    arrival = invite_member(cast.firm, asked(email="omar@example.com"), by=cast.admin)

    browser_of(cast.omar).post(path_of(arrival), {"answer": "no"})

    arrival.refresh_from_db()
    assert arrival.state == "refused"
    assert not Membership.objects.filter(user=cast.omar).exists()


def test_an_invitation_withdrawn_takes_the_untouched_account_with_it_and_no_other(cast):
    new, known = [invite_member(cast.firm, asked(email=email), by=cast.admin) for email in ("ada@lormeau.example", "omar@example.com")]

    for one in (new, known):
        withdraw_arrival(one, by=cast.admin)

    assert not User.objects.filter(email="ada@lormeau.example").exists()
    assert User.objects.filter(pk=cast.omar.pk).exists()


def test_sent_again_the_link_before_serves_no_more(cast):
    arrival = invite_member(cast.firm, asked(), by=cast.admin)
    before = path_of(arrival)

    send_again(arrival, by=cast.admin)

    assert browser_of().get(before).status_code == 404
    assert browser_of().get(path_of(arrival)).status_code == 200
    while send_due(MailboxOutlet()):
        pass
    assert MailboxMessage.objects.filter(subject="Bienvenue chez Cabinet Lormeau").count() == 1


def test_after_two_weeks_the_link_is_over_and_can_be_sent_again(cast):
    arrival = invite_member(cast.firm, asked(), by=cast.admin)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert browser_of().get(path_of(arrival)).status_code == 410
        with pytest.raises(NotWaiting):
            accept_arrival(arrival)
        send_again(arrival, by=cast.admin)
        assert browser_of().get(path_of(arrival)).status_code == 200


def test_an_address_is_one_whatever_its_case(cast):
    with pytest.raises(AlreadyHere):
        invite_member(cast.firm, asked(email="paul@example.com"), by=cast.admin)
    invite_member(cast.firm, asked(), by=cast.admin)
    with pytest.raises(AlreadyInvited):
        invite_member(cast.firm, asked(), by=cast.admin)

    page = browser_of(cast.admin).post(reverse("new_member"), typed(cast, email="PAUL@Example.com", last_name="Gardé"))

    assert page.status_code == 422
    assert "Paul Petit travaille déjà au cabinet" in page.content.decode()
    assert "Gardé" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"email": "ada@"}, "n’est pas complète"),
        ({"first_name": "<b>"}, "Un nom s’écrit avec des lettres"),
        ({"trigram": "A1"}, "Un trigramme compte trois lettres"),
        ({"dossiers": "BR-0142\nInconnu"}, "de ce code : Inconnu"),
        ({"role": "king"}, "Choisissez un des rôles"),
        ({"licences": ["999999"]}, "999999"),
        ({"role": "custom:77"}, "Choisissez un des rôles"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(cast, words, sentence):
    page = browser_of(cast.admin).post(reverse("new_member"), typed(cast, **words))

    assert page.status_code == 422
    assert sentence in page.content.decode().replace("\u202f", " ")
    assert not Arrival.objects.exists()


def test_a_number_or_trigram_of_a_colleague_is_refused(cast):
    Membership.objects.filter(user=cast.paul).update(trigram="PPE", number="7")
    for words in ({"trigram": "PPE"}, {"number": "7"}):
        with pytest.raises(Taken) as refused:
            invite_member(cast.firm, asked(**words), by=cast.admin)
        assert refused.value.holder == cast.paul


def test_nobody_makes_somebody_more_than_they_are(cast):
    role = CustomRole.objects.create(firm=cast.firm, name="Ressources", rights="members.manage")
    Membership.objects.filter(user=cast.nora).update(custom_role=role)
    everything = CustomRole.objects.create(firm=cast.firm, name="Tout", rights="members.manage,billing.manage,dossiers.all")

    for words in ({"role": "administrator"}, {"custom_role": everything}):
        with pytest.raises(CannotChange):
            invite_member(cast.firm, asked(**words), by=cast.nora)
    assert invite_member(cast.firm, asked(role="accountant"), by=cast.nora).role == "accountant"


def test_who_left_and_comes_back_finds_their_place_as_it_was(cast):
    Membership.objects.filter(user=cast.paul).update(role="accountant", number="7")
    plan_departure(Membership.objects.select_related("user", "firm").get(user=cast.paul), Departing(cast.admin.pk), by=cast.admin)
    arrival = invite_member(cast.firm, asked(email="paul@example.com", restores=True), by=cast.admin)

    browser_of(cast.paul).post(path_of(arrival), {"answer": "yes"})

    place = Membership.objects.get(user=cast.paul)
    assert (place.role, place.number, place.left_at, list(place.licences.all())) == ("accountant", "7", None, [cast.lille])
    assert cast.paul in cast.team.members.all()
    assert cast.paul.managed_dossiers.count() == 0


def test_the_check_list_follows_the_rows(cast, client):
    arrival = invite_member(cast.firm, asked(), by=cast.admin)
    assert {line.code for line in check_lists([arrival])[arrival.pk] if line.is_done} == set()
    while send_due(MailboxOutlet()):
        pass
    place = accept_arrival(arrival, password=NEW_PASSWORD)

    _arrival, lines = check_list_of(place)

    assert {line.code for line in lines if line.is_done} == {"mail", "account"}
    page = browser_of(cast.admin).get(reverse("member", args=[place.pk])).content.decode()
    assert page.count("Rappeler\u202f:") == 5
    browser_of(cast.admin).post(reverse("member_reminder", args=[place.pk]), {"point": "signature"})
    while send_due(MailboxOutlet()):
        pass
    assert MailboxMessage.objects.latest("pk").subject == "Il vous reste un point à régler"
    assert Event.objects.filter(verb="member.reminded").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_arrivals_costs_the_same(cast, count, django_assert_num_queries):
    for number in range(count):
        accept_arrival(invite_member(cast.firm, asked(email=f"a{number}@lormeau.example"), by=cast.admin), password=NEW_PASSWORD)
    rows = list(Arrival.objects.filter(firm=cast.firm))

    with django_assert_num_queries(11):
        check_lists(rows)


def test_two_answers_make_one_member(cast):
    arrival = invite_member(cast.firm, asked(), by=cast.admin)
    accept_arrival(arrival, password=NEW_PASSWORD)

    with pytest.raises(NotWaiting):
        accept_arrival(arrival, password="other")

    assert Membership.objects.filter(user=arrival.user).count() == 1
    assert User.objects.get(pk=arrival.user_id).check_password(NEW_PASSWORD)
