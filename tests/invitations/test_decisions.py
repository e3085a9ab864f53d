"""Where an invitation stands and what its link shows, as tables and for random values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.invitations.actions.ending import to_remind, to_tell
from comptoir.invitations.decisions import (
    Facts,
    Page,
    Reason,
    State,
    Visitor,
    expiry_of,
    page_for,
    refusal_of,
    refusal_to_send_again,
    reminder_due,
    state_of,
)
from comptoir.invitations.models import Invitation

from .inviting import invited

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
MOMENTS = st.integers(-200, 200).map(lambda hours: NOON + timedelta(hours=hours))
MAYBE = st.none() | MOMENTS


@pytest.mark.parametrize(
    ("moments", "state"),
    [
        ({}, "pending"),
        ({"expires_at": NOON}, "expired"),
        ({"expires_at": NOON + timedelta(microseconds=1)}, "pending"),
        ({"undeliverable_at": NOON}, "undeliverable"),
        ({"undeliverable_at": NOON, "expires_at": NOON}, "undeliverable"),
        ({"revoked_at": NOON, "undeliverable_at": NOON, "expires_at": NOON}, "revoked"),
        ({"accepted_at": NOON, "expires_at": NOON - timedelta(days=9)}, "accepted"),
    ],
)
def test_the_state_of_an_invitation(moments, state):
    assert state_of(NOON, **{"expires_at": NOON + timedelta(days=1)} | moments) == state


def test_days_are_of_twenty_four_hours():
    assert expiry_of(NOON, 3) == NOON + timedelta(hours=72)


@pytest.mark.parametrize(
    ("days", "hours", "is_due"), [(3, 47, False), (3, 48, True), (3, 71, True), (3, 72, False), (2, 24, True), (2, 23, False), (1, 12, False), (30, 696, True)]
)
def test_the_reminder_is_due_in_the_last_day_of_what_is_valid_long_enough(days, hours, is_due):
    assert reminder_due(NOON + timedelta(hours=hours), sent_at=NOON, expires_at=expiry_of(NOON, days)) is is_due


AGAINST = [
    ("serves", Reason.UNKNOWN_CLIENT),
    ("is_of_client", Reason.NOT_OF_CLIENT),
    ("is_repeated", Reason.REPEATED),
    ("firm_is_on", Reason.FIRM_PORTAL_OFF),
    ("client_is_on", Reason.CLIENT_PORTAL_OFF),
    ("has_address", Reason.NO_ADDRESS),
    ("is_oneself", Reason.ONESELF),
    ("is_member", Reason.MEMBER),
    ("has_access", Reason.HAS_ACCESS),
    ("is_invited", Reason.PENDING),
    ("is_bouncing", Reason.BOUNCING),
]


def test_nothing_speaks_against_inviting_a_usual_contact():
    assert refusal_of(Facts()) is None


@given(st.sets(st.sampled_from([name for name, _reason in AGAINST])))
def test_the_first_reason_is_told_and_the_others_are_not(names):
    facts = replace(Facts(), **{name: not getattr(Facts(), name) for name in names})

    assert refusal_of(facts) == next((reason for name, reason in AGAINST if name in names), None)


@pytest.mark.parametrize(
    ("state", "seconds", "reason"),
    [
        (State.PENDING, 59, Reason.TOO_SOON),
        (State.PENDING, 60, None),
        (State.EXPIRED, 0, None),
        (State.UNDELIVERABLE, 1, None),
        (State.ACCEPTED, 9999, Reason.ACCEPTED),
        (State.REVOKED, 9999, Reason.REVOKED),
    ],
)
def test_what_may_be_sent_again(state, seconds, reason):
    assert refusal_to_send_again(NOON + timedelta(seconds=seconds), state=state, sent_at=NOON) == reason


NOBODY, SELF, OTHER, COLLEAGUE = Visitor(), Visitor(True, True), Visitor(True, False), Visitor(True, True, True)


@pytest.mark.parametrize(
    ("state", "visitor", "facts", "page"),
    [
        ("pending", NOBODY, {}, Page.JOIN),
        ("pending", NOBODY, {"has_account": True}, Page.SIGN_IN),
        ("pending", SELF, {"has_account": True}, Page.ACCEPT),
        ("pending", OTHER, {"has_account": True}, Page.OTHER_ADDRESS),
        ("pending", OTHER, {}, Page.OTHER_ADDRESS),
        ("pending", COLLEAGUE, {"has_account": True}, Page.COLLEAGUE),
        ("pending", NOBODY, {"is_latest_link": False}, Page.REPLACED),
        ("expired", NOBODY, {"is_latest_link": False}, Page.REPLACED),
        ("expired", OTHER, {}, Page.EXPIRED),
        ("undeliverable", SELF, {}, Page.UNDELIVERABLE),
        ("pending", SELF, {"is_acceptable": False}, Page.GONE),
        ("expired", SELF, {"is_acceptable": False}, Page.GONE),
        ("accepted", NOBODY, {"is_acceptable": False, "is_latest_link": False}, Page.ACCEPTED),
        ("revoked", SELF, {"is_latest_link": False}, Page.REVOKED),
    ],
)
def test_the_page_of_a_link(state, visitor, facts, page):
    known = {"is_acceptable": True, "is_latest_link": True, "has_account": False} | facts

    assert page_for(State(state), visitor, **known) == page


@given(st.sampled_from(State), st.builds(Visitor), st.booleans(), st.booleans(), st.booleans())
def test_only_what_is_pending_acceptable_and_the_latest_can_be_accepted(state, visitor, is_acceptable, is_latest, has_account):
    page = page_for(state, visitor, is_acceptable=is_acceptable, is_latest_link=is_latest, has_account=has_account)

    assert (page in {Page.JOIN, Page.ACCEPT, Page.SIGN_IN}) <= (state is State.PENDING and is_acceptable and is_latest)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(now=MOMENTS, sent_at=MOMENTS, days=st.integers(1, 4), accepted=MAYBE, revoked=MAYBE, undeliverable=MAYBE, reminded=MAYBE, told=MAYBE)
def test_the_database_answers_as_the_functions_do(cast, now, sent_at, days, accepted, revoked, undeliverable, reminded, told):
    row = Invitation.objects.first() or invited(cast)
    moments = {"expires_at": expiry_of(sent_at, days), "accepted_at": accepted, "revoked_at": None if accepted else revoked, "undeliverable_at": undeliverable}
    Invitation.objects.filter(pk=row.pk).update(**moments, sent_at=sent_at, reminded_at=reminded, ended_told_at=told)

    state = state_of(now, **moments)

    assert {one for one in State if Invitation.objects.in_state(one, now).exists()} == {state}
    assert Invitation.objects.get(pk=row.pk).state(now) is state
    is_due = state is State.PENDING and not reminded and not told and reminder_due(now, sent_at=sent_at, expires_at=moments["expires_at"])
    assert to_remind(now).exists() is is_due
    assert to_tell(now).exists() is (state is State.EXPIRED and not told)
