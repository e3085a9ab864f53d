"""What becomes of a mail is a function of what is known of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.models import Incoming
from comptoir.conversations.verdicts import Arrival, Verdict, Why, verdict_on

ARRIVALS = st.builds(Arrival, **dict.fromkeys(["is_signed", "to_firm", "is_automatic", "from_own_address", "may_write", "is_empty"], st.booleans()))
ANSWER = {"is_signed": True, "to_firm": True, "from_own_address": True, "may_write": True}

TABLE = [
    (ANSWER, Verdict.POSTED, Why.ANSWERED),
    (ANSWER | {"is_automatic": True}, Verdict.AUTOMATIC, Why.AUTOMATIC),
    (ANSWER | {"from_own_address": False}, Verdict.QUARANTINED, Why.OTHER_SENDER),
    (ANSWER | {"may_write": False}, Verdict.QUARANTINED, Why.NO_ACCESS),
    (ANSWER | {"is_empty": True}, Verdict.QUARANTINED, Why.EMPTY),
    ({"to_firm": True}, Verdict.QUARANTINED, Why.NOT_SIGNED),
    ({"to_firm": True, "is_automatic": True}, Verdict.AUTOMATIC, Why.AUTOMATIC),
    ({}, Verdict.REFUSED, Why.FORGED),
    ({"is_automatic": True}, Verdict.REFUSED, Why.FORGED),
]


@pytest.mark.parametrize(("known", "verdict", "why"), TABLE)
def test_each_case_has_its_verdict_and_its_reason(known, verdict, why):
    assert verdict_on(Arrival(**known)) == (verdict, why)


@given(ARRIVALS)
def test_only_a_person_who_signs_writes_from_home_and_may_is_posted(arrival):
    posted = verdict_on(arrival)[0] is Verdict.POSTED

    assert posted == (arrival.is_signed and arrival.from_own_address and arrival.may_write and not arrival.is_automatic and not arrival.is_empty)


@given(ARRIVALS)
def test_the_verdicts_are_those_of_the_table(arrival):
    assert verdict_on(arrival)[0].value in Incoming.Verdict.values
