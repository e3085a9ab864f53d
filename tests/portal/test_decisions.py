"""Pure rules of the portal's home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.decisions import Standing, as_client_of
from comptoir.portal.decisions import Greeting, greeting_at

ids = st.frozensets(st.integers(1, 12))


@pytest.mark.parametrize(
    ("hour", "greeting"),
    [(0, Greeting.EVENING), (4, Greeting.EVENING), (5, Greeting.DAY), (12, Greeting.DAY), (17, Greeting.DAY), (18, Greeting.EVENING), (23, Greeting.EVENING)],
)
def test_the_greeting_follows_the_clock(hour, greeting):
    assert greeting_at(hour) is greeting


@given(full=ids, limited=ids, chosen=ids, firms=ids)
def test_a_choice_never_widens_what_a_person_is(full, limited, chosen, firms):
    standing = Standing(user_id=7, firm_ids=firms, administered_firm_ids=firms, licence_ids=firms, full_client_ids=full, limited_client_ids=limited)

    narrowed = as_client_of(standing, chosen)

    assert narrowed == Standing(user_id=7, full_client_ids=full & chosen, limited_client_ids=limited & chosen)
    assert not narrowed.is_member
