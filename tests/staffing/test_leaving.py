"""Who leaves holds nothing any more, nothing is lost, and it can be undone (F3)."""

import contextlib
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, close_old_connections
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.accounts.models import ApiToken
from comptoir.away.actions import plan_absence
from comptoir.clients.models import Dossier, DossierManager
from comptoir.conversations.actions import Draft, ask, assign_conversation
from comptoir.conversations.models import Conversation, Participation
from comptoir.events.models import Event
from comptoir.firms.models import Firm, LicenceAccess, Membership
from comptoir.invitations.actions import Asked, invite
from comptoir.notifications.models import Notification
from comptoir.provisioning.models import Draft as Wizard
from comptoir.requests.actions import send_request
from comptoir.staffing.actions import CannotChange, Departing, cancel_departure, carry_out_due, plan_departure, undo_departure
from comptoir.staffing.decisions import Obstacle
from comptoir.staffing.models import Departure
from comptoir.transports.models import Delivery
from comptoir.validations.actions import request_validation
from comptoir.validations.models import Validation
from tests.cast import Cast
from tests.staffing.state import held_by, state_of


def place_of(user):
    return Membership.objects.select_related("user", "firm", "custom_role").get(user=user)


def question(cast, user, *, dossier=None, subject="TVA"):
    one = ask(dossier or cast.dossier, side="accountant", subject=subject, draft=Draft("Bonjour ?", cast.helene), recipient_ids=[user.pk]).conversation
    return assign_conversation(one, by=cast.admin, user=user)


def load_up(cast, user):
    """One thing at least of every kind for `user`."""
    question(cast, user)
    contact = cast.contact_of(cast.helene, cast.client)
    send_request(cast.dossier, [contact], subject="Relevé", body="Merci.", asks_file=True, due_on=None, by=user)
    Validation.objects.create(firm=cast.firm, dossier=cast.dossier, subject="Bilan", body="?", addressed_to=user, requested_by=cast.jean)
    request_validation(cast.dossier, subject="TVA", body="?", addressed_to=cast.marie, by=user) if user != cast.marie else None
    plan_absence(cast.jean, cast.firm, by=cast.jean, delegate_user=user)
    Firm.objects.filter(pk=cast.firm.pk).update(fallback_user=user)
    Participation.objects.create(firm=cast.firm, user=user, licence=cast.lille, side="entrepreneur", takes_part=True)
    cast.put_on_portal(cast.client)
    invite([Asked(cast.client, cast.contact(cast.client, "Rose", "Roux", email="rose@example.com"))], by=user)
    Wizard.objects.create(firm=cast.firm, started_by=user)
    Dossier.objects.get(pk=cast.dossier.pk)
    cast.team.members.add(user)
    cast.firm.refresh_from_db()


@pytest.mark.parametrize("name", ["marie", "paul"])
def test_who_left_holds_nothing_and_nothing_is_lost(cast, name):
    user = getattr(cast, name)
    load_up(cast, user)
    before = state_of(cast.firm)
    assert len(held_by(user, cast.firm)) >= 9

    plan_departure(place_of(user), Departing(cast.admin.pk), by=cast.admin)

    after = state_of(cast.firm)
    assert held_by(user, cast.firm) == {}
    assert place_of(user).left_at is not None
    for kind in ("conversations", "requests", "validations", "absences", "invitations", "drafts"):
        assert len(after[kind]) == len(before[kind])
    assert not [row for row in after["conversations"] if row[1] is None and row[2] is None]
    assert not [row for row in after["requests"] if row[1] is None]
    assert after["fallback"] == [(cast.admin.pk, None)]


def test_undone_everything_is_as_it_was(cast):
    load_up(cast, cast.paul)
    Membership.objects.filter(user=cast.paul).update(trigram="PPE", number="7")
    before = state_of(cast.firm)
    departure = plan_departure(place_of(cast.paul), Departing(cast.admin.pk), by=cast.admin)
    assert state_of(cast.firm) != before

    undo_departure(departure, by=cast.admin)

    assert state_of(cast.firm) == before


class RandomFirms(TestCase):
    @settings(max_examples=25)
    @given(data=st.data())
    def test_leaving_and_undoing_changes_nothing(self, data):
        cast = Cast()
        colleagues = [cast.admin, cast.marie, cast.paul, cast.jean, cast.nora, cast.luc]
        somebody = st.sampled_from(colleagues)
        leaver = data.draw(st.sampled_from(colleagues[1:]))
        heir = data.draw(st.sampled_from([one for one in colleagues if one != leaver]))
        dossiers = [cast.dossier, cast.other_dossier]
        for number in range(data.draw(st.integers(0, 3))):
            managers = data.draw(st.lists(somebody, unique=True, max_size=3))
            dossiers.append(cast.make_client(f"Client {number}", data.draw(st.sampled_from([cast.lille, cast.arras])), managers=managers)[1])
        for number in range(data.draw(st.integers(0, 5))):
            dossier = data.draw(st.sampled_from(dossiers))
            Conversation.objects.create(
                firm=cast.firm, licence=dossier.licence, client=dossier.client, dossier=dossier, side="accountant", subject=f"Q{number}",
                assigned_user=data.draw(st.none() | somebody), assignment={"reason": "by_hand", "by": "Alix"},
                closed_at=data.draw(st.sampled_from([None, timezone.now()])), is_confidential=data.draw(st.booleans()),
            )  # fmt: skip
            words = {"firm": cast.firm, "dossier": dossier, "subject": f"V{number}", "body": "?"}
            Validation.objects.create(**words, addressed_to=data.draw(somebody), requested_by=data.draw(somebody))
        cast.team.members.set(data.draw(st.sets(somebody)))
        Firm.objects.filter(pk=cast.firm.pk).update(fallback_user=data.draw(st.none() | somebody))
        Participation.objects.create(firm=cast.firm, user=leaver, side="entrepreneur", takes_part=data.draw(st.booleans()))
        kinds = st.sampled_from(["dossiers", "conversations", "validations", "fallback", "requests"])
        chosen = data.draw(st.dictionaries(kinds, st.sampled_from([one.pk for one in colleagues if one != leaver])))
        before = state_of(cast.firm)

        departure = plan_departure(place_of(leaver), Departing(heir.pk, chosen), by=cast.admin)
        gone = held_by(leaver, cast.firm)
        undo_departure(departure, by=cast.admin)

        assert gone == {}
        assert state_of(cast.firm) == before


def test_each_thing_goes_to_the_next_manager_of_its_dossier(cast):
    _client, alone = cast.make_client("Fleuriste", cast.lille, managers=[cast.marie])
    shared, single = question(cast, cast.marie), question(cast, cast.marie, dossier=alone)

    plan_departure(place_of(cast.marie), Departing(cast.nora.pk), by=cast.admin)

    assert managers(cast.dossier) == [cast.paul, cast.jean]
    assert managers(alone) == [cast.nora]
    assert [Conversation.objects.get(pk=one.pk).assigned_user for one in (shared, single)] == [cast.paul, cast.nora]
    assert Conversation.objects.get(pk=shared.pk).assignment["reason"] == "left_the_firm"


def test_somebody_chosen_for_one_kind_gets_all_of_it(cast):
    one = question(cast, cast.marie)

    plan_departure(place_of(cast.marie), Departing(cast.nora.pk, {"conversations": cast.luc.pk, "dossiers": cast.jean.pk}), by=cast.admin)

    assert Conversation.objects.get(pk=one.pk).assigned_user == cast.luc
    assert managers(cast.dossier) == [cast.jean, cast.paul]


def test_a_validation_goes_to_somebody_who_can_decide(cast):
    other = cast.member("ida", "Ida", "Marchal", cast.lille, role="accountant")
    asked = request_validation(cast.dossier, subject="TVA", body="?", addressed_to=cast.marie, by=cast.paul)

    plan_departure(place_of(cast.marie), Departing(cast.admin.pk), by=cast.admin)

    assert Validation.objects.get(pk=asked.pk).addressed_to == other


def test_what_is_confidential_goes_to_who_is_named_in_it(cast):
    one = question(cast, cast.marie)
    Conversation.objects.filter(pk=one.pk).update(is_confidential=True)
    one.recipients.create(user=cast.nora)

    plan_departure(place_of(cast.marie), Departing(cast.admin.pk), by=cast.admin)

    assert Conversation.objects.get(pk=one.pk).assigned_user == cast.nora


def test_a_team_that_would_stand_empty_gets_who_takes_over(cast):
    cast.team.members.set([cast.paul])

    departure = plan_departure(place_of(cast.paul), Departing(cast.nora.pk), by=cast.admin)
    assert list(cast.team.members.all()) == [cast.nora]

    undo_departure(departure, by=cast.admin)
    assert list(cast.team.members.all()) == [cast.paul]


def test_what_somebody_changed_since_stays_where_it_is(cast):
    stays, returns = question(cast, cast.paul, subject="Une"), question(cast, cast.paul, subject="Deux")
    departure = plan_departure(place_of(cast.paul), Departing(cast.admin.pk), by=cast.admin)
    assign_conversation(stays, by=cast.admin, user=cast.nora)
    DossierManager.objects.filter(dossier=cast.dossier, user=cast.jean).delete()

    rows = undo_departure(departure, by=cast.admin)

    assert Conversation.objects.get(pk=stays.pk).assigned_user == cast.nora
    assert Conversation.objects.get(pk=returns.pk).assigned_user == cast.paul
    assert managers(cast.dossier) == [cast.marie]
    assert {one.name: returns for one, returns in rows["conversations"]} == {"Une": False, "Deux": True}
    assert [returns for _one, returns in rows["dossiers"]] == [False]


def test_the_last_administrator_stays(cast):
    cast.member("rh", "Rose", "Humain", role="administrator")
    vera_place = Membership.objects.get(user=cast.vera)
    second = cast.member("zoe", "Zoé", "Vasseur", firm=cast.other_firm)

    with pytest.raises(CannotChange) as refused:
        plan_departure(vera_place, Departing(second.pk), by=second)
    assert refused.value.obstacle == Obstacle.ABOVE_ONE

    plan_departure(place_of(cast.admin), Departing(cast.marie.pk), by=Membership.objects.get(user__first_name="Rose").user)
    assert Membership.objects.active().filter(firm=cast.firm, role="administrator").count() == 1


def test_of_two_administrators_who_let_each_other_leave_one_stays(cast):
    other = cast.member("rh", "Rose", "Humain", role="administrator")
    day = timezone.localdate() + timedelta(days=2)
    plan_departure(place_of(cast.admin), Departing(cast.marie.pk), by=other, on=day)
    plan_departure(place_of(other), Departing(cast.marie.pk), by=cast.admin, on=day)

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert carry_out_due(timezone.now()) == 2

    assert Membership.objects.active().filter(firm=cast.firm, role="administrator").count() == 1
    assert sorted(Departure.objects.values_list("obstacle", flat=True)) == ["", "last_administrator"]
    assert carry_out_due(timezone.now() + timedelta(days=3)) == 0


@pytest.mark.django_db(transaction=True)
def test_of_administrators_who_let_each_other_leave_at_once_one_stays(cast):
    everybody = [cast.admin, *(cast.member(f"chief{n}", "Chef", f"Numéro{n}", role="administrator") for n in range(4))]
    places, start = [place_of(one) for one in everybody], threading.Barrier(len(everybody))

    def let_next_leave(number):
        close_old_connections()
        start.wait()
        # A database in memory may refuse whoever comes second instead of letting them wait.
        with contextlib.suppress(CannotChange, OperationalError):
            plan_departure(places[(number + 1) % len(everybody)], Departing(cast.marie.pk), by=everybody[number])
        close_old_connections()

    threads = [threading.Thread(target=let_next_leave, args=[number]) for number in range(len(everybody))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert Membership.objects.active().filter(firm=cast.firm, role="administrator").count() >= 1


@pytest.mark.parametrize(
    ("by", "heir", "obstacle"),
    [("paul", "admin", Obstacle.ONESELF), ("admin", "paul", Obstacle.NO_HEIR), ("admin", "vera", Obstacle.NO_HEIR), ("admin", "helene", Obstacle.NO_HEIR)],
)
def test_what_cannot_be_is_refused_and_changes_nothing(cast, by, heir, obstacle):
    before = state_of(cast.firm)

    with pytest.raises(CannotChange) as refused:
        plan_departure(place_of(cast.paul), Departing(getattr(cast, heir).pk), by=getattr(cast, by))

    assert refused.value.obstacle == obstacle
    assert state_of(cast.firm) == before


def test_sessions_and_tokens_end_unless_the_person_works_elsewhere(cast):
    Membership.objects.create(firm=cast.other_firm, user=cast.nora)
    browsers = {}
    for user in (cast.paul, cast.nora):
        browsers[user] = Browser()
        browsers[user].force_login(user)
        ApiToken.issue(user, name="Export", scopes=["me:read"])
        plan_departure(Membership.objects.get(user=user, firm=cast.firm), Departing(cast.admin.pk), by=cast.admin)

    assert [user.sessions.count() for user in (cast.paul, cast.nora)] == [0, 1]
    assert [ApiToken.objects.get(user=user).revoked_at is None for user in (cast.paul, cast.nora)] == [False, True]
    assert browsers[cast.nora].get(f"/dossiers/{cast.dossier.pk}/").status_code == 404


def test_planned_it_happens_on_its_day_and_may_be_called_off(cast):
    day = timezone.localdate() + timedelta(days=5)
    leaving, staying = [plan_departure(place_of(one), Departing(cast.admin.pk), by=cast.admin, on=day) for one in (cast.paul, cast.jean)]
    with pytest.raises(CannotChange):
        plan_departure(place_of(cast.paul), Departing(cast.admin.pk), by=cast.admin, on=day)
    cancel_departure(staying, by=cast.admin)

    assert carry_out_due(timezone.now()) == 0
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert carry_out_due(timezone.now()) == 1

    assert [place_of(one).left_at is None for one in (cast.paul, cast.jean)] == [False, True]


def test_after_thirty_days_nothing_is_undone(cast):
    departure = plan_departure(place_of(cast.paul), Departing(cast.admin.pk), by=cast.admin)

    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(CannotChange) as refused:
        undo_departure(departure, by=cast.admin)

    assert refused.value.obstacle == Obstacle.TOO_LATE
    assert place_of(cast.paul).left_at is not None


def test_clients_hear_nothing_and_each_heir_gets_one_mail(cast, drain):
    for subject in ("Une", "Deux"):
        question(cast, cast.marie, subject=subject)
    drain()
    Notification.objects.all().delete()
    Delivery.objects.all().delete()

    plan_departure(place_of(cast.marie), Departing(cast.admin.pk), by=cast.admin)
    while drain():
        pass

    told = set(Notification.objects.values_list("user__first_name", flat=True)) | set(Delivery.objects.values_list("user__first_name", flat=True))
    assert told == {"Paul"}
    assert Delivery.objects.filter(content="departure_brief").count() == 1
    assert Event.objects.filter(verb="member.left").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_leaving_and_returning_cost_the_same_whatever_is_handed_over(cast, count, django_assert_num_queries):
    load_up(cast, cast.marie)
    for number in range(count):
        _client, dossier = cast.make_client(f"Client {number}", cast.lille, managers=[cast.marie, cast.paul])
        question(cast, cast.marie, dossier=dossier, subject=f"Q{number}")
        send_request(
            dossier, [cast.contact(dossier.client, "A", "B", email=f"a{number}@example.com")], subject="R", body="?", asks_file=True, due_on=None, by=cast.marie
        )
    place = place_of(cast.marie)

    with django_assert_num_queries(LEAVING):
        departure = plan_departure(place, Departing(cast.admin.pk), by=cast.admin)
    with django_assert_num_queries(RETURNING):
        undo_departure(departure, by=cast.admin)


LEAVING, RETURNING = 70, 34


def managers(dossier):
    return [one.user for one in DossierManager.objects.filter(dossier=dossier).order_by("rank").select_related("user")]


def test_licences_stay_with_the_place(cast):
    before = LicenceAccess.objects.filter(membership__user=cast.paul).count()

    plan_departure(place_of(cast.paul), Departing(cast.admin.pk), by=cast.admin)

    assert LicenceAccess.objects.filter(membership__user=cast.paul).count() == before
    assert not Dossier.objects.visible_to(cast.paul).exists()
