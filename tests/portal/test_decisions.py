"""Pure rules of the portal's home."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.decisions import Standing, as_client_of
from comptoir.portal.decisions import Greeting, greeting_at
from comptoir.requests.decisions import Due, due_state

DAY = date(2026, 11, 30)
ids = st.frozensets(st.integers(1, 12))


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(0, Greeting.EVENING), (4, Greeting.EVENING), (5, Greeting.DAY), (12, Greeting.DAY), (17, Greeting.DAY), (18, Greeting.EVENING), (23, Greeting.EVENING)],
)
def test_the_greeting_follows_the_clock(hour, greeting):
    assert greeting_at(hour) is greeting


@pytest.mark.parametrize(
    ("due_on", "state"),
    [(None, Due.NONE), (DAY - timedelta(days=1), Due.LATE), (DAY, Due.TODAY), (DAY + timedelta(days=1), Due.LATER)],
)
def test_a_request_is_late_from_the_day_after(due_on, state):
    assert due_state(due_on, DAY) is state


@given(full=ids, limited=ids, chosen=ids, firms=ids)
def test_a_choice_never_widens_what_a_person_is(full, limited, chosen, firms):
    standing = Standing(user_id=7, firm_ids=firms, administered_firm_ids=firms, licence_ids=firms, full_client_ids=full, limited_client_ids=limited)

    narrowed = as_client_of(standing, chosen)

    assert narrowed == Standing(user_id=7, full_client_ids=full & chosen, limited_client_ids=limited & chosen)
    assert not narrowed.is_member
