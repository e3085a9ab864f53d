"""Where a request stands, how it reaches people, when it is recalled: as tables and as properties."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.links.decisions import OF_A_REQUEST, Act, Assurance
from comptoir.requests.decisions import (
    Addressee,
    Due,
    Recall,
    State,
    Way,
    due_state,
    is_overdue,
    may_be_reminded_from,
    opens_by_link,
    recall_of,
    state_of,
    way_of,
)

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
DUE = date(2026, 11, 30)
LINK, CODE, ACCOUNT, MFA = Assurance.LINK, Assurance.LINK_AND_CODE, Assurance.ACCOUNT, Assurance.ACCOUNT_AND_MFA
WITH_ACCOUNT, WITHOUT, UNREACHABLE = Addressee(True, True), Addressee(False, True), Addressee(False, False)
policies = st.fixed_dictionaries({act: st.sampled_from([LINK, CODE, ACCOUNT, MFA]) for act in Act})
addressees = st.builds(Addressee, has_access=st.booleans(), has_address=st.booleans())


def asking(assurance):
    return dict.fromkeys(Act, LINK) | dict.fromkeys(OF_A_REQUEST, assurance)


def test_a_state_follows_from_what_was_written_down():
    assert (state_of(), state_of(completed_at=NOON), state_of(cancelled_at=NOON)) == (State.OPEN, State.COMPLETED, State.CANCELLED)


@pytest.mark.parametrize(
    ("addressee", "demanded", "way"),
    [
        (WITH_ACCOUNT, LINK, Way.PORTAL),
        (WITH_ACCOUNT, CODE, Way.PORTAL),
        (WITH_ACCOUNT, ACCOUNT, Way.SIGN_IN),
        (WITH_ACCOUNT, MFA, Way.SECOND_FACTOR),
        (WITHOUT, LINK, Way.LINK),
        (WITHOUT, CODE, Way.CODE),
        (WITHOUT, ACCOUNT, Way.ACCOUNT_MISSING),
        (WITHOUT, MFA, Way.ACCOUNT_MISSING),
        (UNREACHABLE, LINK, Way.NO_ADDRESS),
        (UNREACHABLE, MFA, Way.NO_ADDRESS),
    ],
)
def test_each_person_of_an_enabled_client_has_a_way(addressee, demanded, way):
    assert way_of(addressee, has_portal=True, policy=asking(demanded)) == way


@pytest.mark.parametrize(
    ("addressee", "demanded", "way"),
    [(WITH_ACCOUNT, MFA, Way.PORTAL), (WITHOUT, LINK, Way.LINK), (WITHOUT, MFA, Way.CODE), (UNREACHABLE, LINK, Way.NO_ADDRESS)],
)
def test_before_a_client_is_enabled_nobody_is_asked_for_an_account(addressee, demanded, way):
    assert way_of(addressee, has_portal=False, policy=asking(demanded)) == way


def test_the_strictest_act_of_a_request_counts():
    assert way_of(WITHOUT, has_portal=True, policy=asking(LINK) | {Act.UPLOAD: MFA}) == Way.ACCOUNT_MISSING
    assert way_of(WITHOUT, has_portal=True, policy=asking(LINK) | {Act.SIGN: MFA}) == Way.LINK


@given(addressees, policies, st.booleans())
def test_an_address_or_an_account_is_always_a_way(addressee, policy, has_portal):
    way = way_of(addressee, has_portal=has_portal, policy=policy)

    assert (way == Way.NO_ADDRESS) == (not addressee.has_access and not addressee.has_address)
    assert (way in {Way.PORTAL, Way.SIGN_IN, Way.SECOND_FACTOR}) == addressee.has_access
    assert has_portal or way not in {Way.SIGN_IN, Way.SECOND_FACTOR, Way.ACCOUNT_MISSING}


@given(policies, st.booleans())
def test_a_link_shows_the_request_unless_an_account_is_demanded_for_seeing(policy, has_portal):
    assert opens_by_link(policy, has_portal=has_portal) == (not has_portal or policy[Act.SEE] <= CODE)


@pytest.mark.parametrize(
    ("days", "recalled", "due"),
    [
        (-2, Recall.NONE, Recall.NONE),
        (-1, Recall.NONE, Recall.BEFORE),
        (0, Recall.NONE, Recall.BEFORE),
        (0, Recall.BEFORE, Recall.NONE),
        (1, Recall.BEFORE, Recall.AFTER),
        (1, Recall.NONE, Recall.AFTER),
        (40, Recall.AFTER, Recall.NONE),
    ],
)
def test_a_due_day_is_recalled_the_day_before_and_the_day_after(days, recalled, due):
    assert recall_of(DUE, DUE + timedelta(days=days), recalled=recalled) == due


@given(st.lists(st.integers(-5, 30)))
def test_each_reminder_leaves_once_whenever_the_worker_looks(days):
    recalled, sent = Recall.NONE, []
    for day in sorted(days):
        step = recall_of(DUE, DUE + timedelta(days=day), recalled=recalled)
        if step:
            recalled = step
            sent.append(step)

    assert sent == sorted(set(sent))


def test_a_request_without_a_day_is_never_due():
    assert (recall_of(None, DUE, recalled=Recall.NONE), is_overdue(None, DUE), is_overdue(DUE, DUE)) == (Recall.NONE, False, False)
    assert is_overdue(DUE, DUE + timedelta(days=1))


def test_a_reminder_follows_another_after_a_day():
    assert (may_be_reminded_from(None), may_be_reminded_from(NOON)) == (None, NOON + timedelta(days=1))


@pytest.mark.parametrize(
    ("due_on", "state"),
    [(None, Due.NONE), (DUE - timedelta(days=1), Due.LATE), (DUE, Due.TODAY), (DUE + timedelta(days=1), Due.LATER)],
)
def test_a_request_is_late_from_the_day_after(due_on, state):
    assert due_state(due_on, DUE) is state
