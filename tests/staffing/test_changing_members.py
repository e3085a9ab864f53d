"""Roles, licences and teams, of one colleague or of many (F3)."""

import threading

import pytest
from django.db import close_old_connections

from comptoir.clients.models import Dossier
from comptoir.clients.standing import forget_standing
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess, Membership
from comptoir.firms.rights import Right
from comptoir.staffing.actions.changes import GiveLicences, GiveRole, JoinTeam, LeaveTeam, TakeLicences
from comptoir.staffing.actions.members import change_members, undo_members
from comptoir.staffing.rules import Refusal

from .people import give, licences_of, members, membership, role_of


def refusals(outcome):
    return {row.user.first_name: refusal for row, refusal in outcome.refused}


def test_many_are_changed_at_once_and_each_is_told(cast):
    outcome = change_members(members(cast.paul, cast.jean, cast.marie), GiveRole("accountant"), by=cast.admin)

    assert {membership(one).role for one in (cast.paul, cast.jean, cast.marie)} == {"accountant"}
    assert [row.user for row in outcome.same] == [cast.marie]
    event = Event.objects.get(verb="member.changed", target_id=membership(cast.paul).pk)
    assert (event.actor, event.data["person"], event.data["before"]["role"], event.data["after"]["role"]) == (cast.admin, "Paul Petit", "staff", "accountant")


def test_a_custom_role_stands_on_the_built_in_one_and_ends_an_administrator(cast):
    role = role_of(cast.firm, "Assistante", Right.CLIENT_USERS)
    second = cast.member("second", "Sacha", "Second", role="administrator")

    change_members(members(cast.marie, second), GiveRole(custom_role=role), by=cast.admin)

    assert [(membership(one).role, membership(one).custom_role) for one in (cast.marie, second)] == [("accountant", role), ("staff", role)]
    assert membership(cast.marie).rights == {Right.CLIENT_USERS}


def test_licences_are_given_and_taken(cast):
    change_members(members(cast.paul, cast.luc), GiveLicences(frozenset({cast.lille.pk, cast.arras.pk})), by=cast.admin)
    assert licences_of(cast.paul) == licences_of(cast.luc) == ["Arras", "Lille"]

    change_members(members(cast.paul), TakeLicences(frozenset({cast.lille.pk})), by=cast.admin)

    assert (licences_of(cast.paul), licences_of(cast.luc)) == (["Arras"], ["Arras", "Lille"])


def test_teams_are_joined_and_left(cast):
    change_members(members(cast.luc, cast.marie), JoinTeam(cast.team.pk), by=cast.admin)
    change_members(members(cast.nora), LeaveTeam(cast.team.pk), by=cast.admin)

    assert set(cast.team.members.all()) == {cast.paul, cast.luc, cast.marie}


def test_nobody_changes_themselves(cast):
    outcome = change_members(members(cast.admin, cast.paul), GiveRole("accountant"), by=cast.admin)

    assert refusals(outcome) == {"Alix": Refusal.ONESELF}
    assert (membership(cast.admin).role, membership(cast.paul).role) == ("administrator", "accountant")


def test_who_has_the_right_gives_no_more_than_they_have(cast):
    give(cast.nora, Right.MEMBERS, Right.CLIENT_USERS)
    strong = role_of(cast.firm, "Fort", Right.BILLING)

    assert refusals(change_members(members(cast.paul), GiveRole("administrator"), by=cast.nora)) == {"Paul": Refusal.BEYOND}
    assert refusals(change_members(members(cast.paul), GiveRole(custom_role=strong), by=cast.nora)) == {"Paul": Refusal.BEYOND}
    assert refusals(change_members(members(cast.admin), GiveRole("staff"), by=cast.nora)) == {"Alix": Refusal.BEYOND}
    assert change_members(members(cast.luc), GiveLicences(frozenset({cast.lille.pk})), by=cast.nora).events


def test_without_the_right_nothing_changes(cast):
    for who in (cast.marie, cast.paul, cast.vera):
        assert refusals(change_members(members(cast.jean), GiveRole("accountant"), by=who)) == {"Jean": Refusal.NO_RIGHT}
    assert membership(cast.jean).role == "staff"


def test_what_is_of_another_firm_is_given_to_nobody_here(cast):
    theirs = cast.other_firm.licences.get()

    assert refusals(change_members(members(cast.paul), GiveLicences(frozenset({theirs.pk})), by=cast.admin)) == {"Paul": Refusal.OTHER_FIRM}


def test_the_last_change_is_taken_back_where_nobody_changed_it_since(cast):
    done = change_members(members(cast.paul, cast.jean, cast.nora), GiveLicences(frozenset({cast.arras.pk})), by=cast.admin)
    change_members(members(cast.jean), GiveRole("accountant"), by=cast.admin)

    undone = undo_members([event.pk for event in done.events], by=cast.admin)

    assert [event.data["person"] for event in undone.events] == ["Paul Petit", "Nora Benali"]
    assert (licences_of(cast.paul), licences_of(cast.jean), licences_of(cast.nora)) == (["Lille"], ["Arras", "Lille"], ["Lille"])


def test_somebody_else_s_change_is_not_taken_back(cast):
    second = cast.member("second", "Sacha", "Second", role="administrator")
    done = change_members(members(cast.paul), GiveRole("accountant"), by=cast.admin)

    assert undo_members([event.pk for event in done.events], by=second).events == []
    assert membership(cast.paul).role == "accountant"


def test_rights_change_what_is_seen_at_once(cast):
    role = role_of(cast.firm, "Qualité", Right.ALL_DOSSIERS)
    assert cast.dossier not in Dossier.objects.visible_to(cast.luc)

    change_members(members(cast.luc), GiveRole(custom_role=role), by=cast.admin)

    forget_standing(cast.luc)
    assert set(Dossier.objects.visible_to(cast.luc)) == {cast.dossier, cast.other_dossier}


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_number_of_people_changes_no_number_of_queries(cast, django_assert_max_num_queries, count):
    people = [cast.member(f"extra{n}", "Eva", f"Extra{n}", cast.lille) for n in range(count)]

    with django_assert_max_num_queries(20):
        outcome = change_members(members(*people), GiveLicences(frozenset({cast.arras.pk})), by=cast.admin)

    assert len(outcome.events) == count
    assert LicenceAccess.objects.filter(licence=cast.arras, membership__user__in=people).count() == count


@pytest.mark.django_db(transaction=True)
def test_of_ten_administrators_who_demote_each_other_at_once_one_remains(cast):
    everybody = [cast.admin, *(cast.member(f"chief{n}", "Chef", f"Numéro{n}", role="administrator") for n in range(9))]
    start = threading.Barrier(len(everybody))

    def demote(me):
        close_old_connections()
        start.wait()
        change_members(Membership.objects.filter(role="administrator", firm=cast.firm), GiveRole("staff"), by=me)
        close_old_connections()

    threads = [threading.Thread(target=demote, args=[one]) for one in everybody]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert Membership.objects.filter(firm=cast.firm, role="administrator").count() == 1


def test_the_last_administrator_stays_one(cast):
    """Also where who asks may do everything by a custom role and is no administrator."""
    give(cast.nora, *Right)

    assert refusals(change_members(members(cast.admin), GiveRole("staff"), by=cast.nora)) == {"Alix": Refusal.LAST_ADMINISTRATOR}

    cast.member("second", "Sacha", "Second", role="administrator")
    assert change_members(members(cast.admin), GiveRole("staff"), by=cast.nora).events
