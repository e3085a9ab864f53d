"""A colleague changes places: what is seen no more passes to who follows it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from comptoir.clients.models import Dossier, DossierManager
from comptoir.conversations.actions import assign_conversation
from comptoir.conversations.models import Conversation
from comptoir.firms.models import Membership
from comptoir.staffing.actions import CannotChange, Place, cancel_move, carry_out_due, plan_move
from comptoir.staffing.decisions import Obstacle
from comptoir.staffing.foretold import reach_of
from comptoir.staffing.models import Move


def place_of(user):
    return Membership.objects.select_related("user", "firm", "custom_role").get(user=user)


def question(cast, dossier, user):
    words = {"firm": cast.firm, "licence": dossier.licence, "client": dossier.client, "dossier": dossier}
    one = Conversation.objects.create(**words, side="accountant", subject="TVA")
    return assign_conversation(one, by=cast.admin, user=user)


def to_arras(cast, **words):
    return Place(**{"role": "staff", "licence_ids": (cast.arras.pk,), "heir_id": cast.nora.pk} | words)


def test_what_is_seen_no_more_is_counted_and_handed_over(cast):
    _client, other = cast.make_client("Fleuriste", cast.lille)
    kept, passed = question(cast, cast.dossier, cast.paul), question(cast, other, cast.paul)
    before = set(Dossier.objects.visible_to(cast.paul))

    reach = reach_of(place_of(cast.paul), to_arras(cast))
    plan_move(place_of(cast.paul), to_arras(cast), by=cast.admin)

    paul = type(cast.paul).objects.get(pk=cast.paul.pk)
    after = set(Dossier.objects.visible_to(paul))
    assert {one.pk for one in before - after} == reach.lost == {other.pk}
    assert {one.pk for one in after - before} == reach.gained == {cast.other_dossier.pk}
    assert Conversation.objects.get(pk=kept.pk).assigned_user == cast.paul
    assert Conversation.objects.get(pk=passed.pk).assigned_user == cast.nora


def test_dossiers_of_licences_left_go_to_the_next_manager_and_others_come(cast):
    one = question(cast, cast.dossier, cast.paul)

    plan_move(place_of(cast.paul), to_arras(cast, managed=Move.Managed.LEFT, dossier_ids=(cast.other_dossier.pk,)), by=cast.admin)

    assert list(DossierManager.objects.filter(user=cast.paul).values_list("dossier", "rank")) == [(cast.other_dossier.pk, 1)]
    assert Conversation.objects.get(pk=one.pk).assigned_user == cast.marie


def test_the_administrator_role_opens_everything_and_takes_nothing(cast):
    plan_move(place_of(cast.luc), Place(role="administrator", heir_id=cast.nora.pk), by=cast.admin)

    luc = type(cast.luc).objects.get(pk=cast.luc.pk)
    assert Dossier.objects.visible_to(luc).count() == Dossier.objects.filter(firm=cast.firm).count()


def test_planned_it_happens_on_its_day_unless_cancelled(cast):
    day = timezone.localdate() + timedelta(days=3)
    comes, cancelled = [plan_move(place_of(one), to_arras(cast), by=cast.admin, on=day) for one in (cast.paul, cast.jean)]
    cancel_move(cancelled, by=cast.admin)
    assert carry_out_due(timezone.now()) == 0

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert carry_out_due(timezone.now()) == 1

    assert [list(place_of(one).licences.all()) for one in (cast.paul, cast.jean)] == [[cast.arras], [cast.lille]]
    comes.refresh_from_db()
    assert comes.applied_at is not None


@pytest.mark.parametrize(
    ("user", "role", "by", "obstacle"),
    [("admin", "staff", "admin", Obstacle.ONESELF), ("paul", "administrator", "marie", Obstacle.ABOVE_ONE), ("admin", "staff", "marie", Obstacle.ABOVE_ONE)],
)
def test_what_cannot_be_is_refused(cast, user, role, by, obstacle):
    with pytest.raises(CannotChange) as refused:
        plan_move(place_of(getattr(cast, user)), Place(role=role, heir_id=cast.nora.pk), by=getattr(cast, by))

    assert refused.value.obstacle == obstacle


def test_the_last_administrator_keeps_the_role_on_the_day_too(cast):
    other = cast.member("rh", "Rose", "Humain", role="administrator")
    day = timezone.localdate() + timedelta(days=3)
    plan_move(place_of(cast.admin), Place(role="staff", heir_id=cast.nora.pk), by=other, on=day)
    plan_move(place_of(other), Place(role="staff", heir_id=cast.nora.pk), by=cast.admin, on=day)

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        carry_out_due(timezone.now())

    assert Membership.objects.active().filter(firm=cast.firm, role="administrator").count() == 1


def test_the_page_says_what_changes_and_then_does_it(cast):
    browser = Browser()
    browser.force_login(cast.admin)
    place, words = place_of(cast.paul), {"role": "staff", "licences": [cast.arras.pk], "managed": "left", "heir": cast.nora.pk}
    path = reverse("member_move", args=[place.pk])
    assert browser.get(path).status_code == 200

    foretold = browser.post(path, words).content.decode()
    assert "1 dossier n’est plus vu." in foretold
    assert list(place_of(cast.paul).licences.all()) == [cast.lille]

    assert browser.post(path, words | {"sure": "yes"}).status_code == 302
    assert list(place_of(cast.paul).licences.all()) == [cast.arras]
    assert browser.post(path, words | {"sure": "yes", "on": "2020-01-01"}).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_moving_costs_the_same_whatever_is_handed_over(cast, count, django_assert_num_queries):
    for number in range(count):
        _client, dossier = cast.make_client(f"Client {number}", cast.lille, managers=[cast.paul])
        question(cast, dossier, cast.paul)
    place = place_of(cast.paul)

    with django_assert_num_queries(MOVING):
        plan_move(place, to_arras(cast, managed=Move.Managed.ALL), by=cast.admin)


MOVING = 43
