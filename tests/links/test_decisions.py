"""How sure we must be, how sure we are, what became of a link, and who is no person."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.links.decisions import (
    GRANT_SECONDS,
    OF_A_REQUEST,
    Act,
    Assurance,
    State,
    demanded_of,
    is_recent,
    masked,
    may,
    preset_of,
    state_of,
)
from comptoir.links.models import code_of, token_of
from comptoir.links.scanners import looks_like_a_scanner

ways = st.sampled_from([Assurance.LINK, Assurance.LINK_AND_CODE, Assurance.ACCOUNT, Assurance.ACCOUNT_AND_MFA])
policies = st.fixed_dictionaries({act: ways for act in Act})
proofs, acts = st.sampled_from(Assurance), st.sampled_from(Act)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@given(policies, acts, proofs, proofs, st.booleans())
def test_who_shows_more_is_never_allowed_less(policy, act, one, other, has_portal):
    less, more = sorted([one, other])

    assert may(more, policy, act, has_portal=has_portal) or not may(less, policy, act, has_portal=has_portal)


@given(policies, acts, ways, proofs, st.booleans())
def test_a_firm_that_asks_for_more_never_allows_more(policy, act, way, proof, has_portal):
    stricter = policy | {act: max(way, policy[act])}

    assert may(proof, policy, act, has_portal=has_portal) or not may(proof, stricter, act, has_portal=has_portal)


@given(policies, acts, st.booleans())
def test_who_shows_nothing_is_allowed_nothing(policy, act, has_portal):
    assert not may(Assurance.NONE, policy, act, has_portal=has_portal)


@given(policies, acts, proofs, acts, ways)
def test_what_is_asked_for_one_act_is_nothing_to_another(policy, act, proof, other, way):
    changed = policy | {other: way}

    assert act == other or may(proof, policy, act, has_portal=True) == may(proof, changed, act, has_portal=True)


@given(policies, acts)
def test_nobody_without_portal_is_asked_for_an_account(policy, act):
    assert demanded_of(policy, act, has_portal=False) <= Assurance.LINK_AND_CODE


@given(policies)
def test_a_preset_is_what_is_asked_for_a_request_and_nothing_else(policy):
    others = dict.fromkeys((act for act in Act if act not in OF_A_REQUEST), Assurance.LINK_AND_CODE)

    assert preset_of(policy) == preset_of(policy | others)
    assert preset_of(policy | dict.fromkeys(OF_A_REQUEST, Assurance.LINK)) == "link"
    assert preset_of(policy | dict.fromkeys(OF_A_REQUEST, Assurance.ACCOUNT_AND_MFA)) == "mfa"
    assert preset_of(policy | {Act.SEE: Assurance.LINK, Act.ANSWER: Assurance.ACCOUNT}) == ""


@pytest.mark.parametrize(
    ("moments", "has_newer", "state"),
    [
        ({}, False, State.OPEN),
        ({"expires_at": NOW}, False, State.EXPIRED),
        ({"revoked_at": NOW}, False, State.REVOKED),
        ({"revoked_at": NOW}, True, State.REPLACED),
        ({"revoked_at": NOW, "renewed_at": NOW, "expires_at": NOW}, False, State.REPLACED),
        ({"consumed_at": NOW, "expires_at": NOW}, False, State.USED),
        ({"consumed_at": NOW, "revoked_at": NOW}, True, State.USED),
    ],
)
def test_what_became_of_a_link(moments, has_newer, state):
    link = SimpleNamespace(**({"consumed_at": None, "revoked_at": None, "renewed_at": None, "expires_at": NOW + timedelta(days=1)} | moments))

    assert state_of(link, NOW, has_newer=has_newer) is state


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    "agent", [FIREFOX, IPHONE, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"]
)
def test_people_s_browsers_are_people(agent):
    assert not looks_like_a_scanner("GET", agent, 60)


@pytest.mark.parametrize(
    ("method", "agent", "seconds", "purpose"),
    [
        ("HEAD", FIREFOX, 60, ""),
        ("GET", "", 60, ""),
        ("GET", FIREFOX, 1, ""),
        ("GET", FIREFOX, 60, "prefetch;prerender"),
        ("GET", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks", 60, ""),
        ("GET", "Mozilla/4.0 (compatible; ms-office; MSOffice 16)", 60, ""),
        ("GET", "Mozilla/5.0 (Proofpoint URL Defense)", 60, ""),
        ("GET", "Mozilla/5.0 Mimecast-Scanner", 60, ""),
        ("GET", "Mozilla/5.0 (compatible; Barracuda Sentinel (EE))", 60, ""),
        ("GET", "Mozilla/5.0 (compatible; GoogleImageProxy)", 60, ""),
        ("GET", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", 60, ""),
        ("GET", "WhatsApp/2.24.6 A", 60, ""),
        ("GET", "curl/8.14.1", 60, ""),
        ("GET", "python-requests/2.32", 60, ""),
        ("GET", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36", 60, ""),
    ],
)
def test_filters_and_programs_are_none(method, agent, seconds, purpose):
    assert looks_like_a_scanner(method, agent, seconds, purpose=purpose)


@pytest.mark.parametrize(
    ("email", "shown"),
    [("helene@boulangerie.example", "h…@b….example"), ("a@b.co.uk", "a…@b….uk"), ("root@localhost", "r…@l…")],
)
def test_an_address_is_shown_to_its_owner_alone(email, shown):
    assert masked(email) == shown


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_tokens_and_codes_need_the_key_and_the_nonce(nonce, key, other):
    assert token_of(nonce, key) == token_of(nonce, key)
    assert (token_of(nonce, key) == token_of(nonce, other)) == (key == other)
    assert (token_of(nonce, key) == token_of(other, key)) == (nonce == other)
    assert len(code_of(nonce, key)) == 6
    assert code_of(nonce, key).isdecimal()


@given(st.integers(0, 2**40), st.integers(-(2**20), 2**20))
def test_what_was_shown_holds_for_two_hours_and_never_from_the_future(since, later):
    assert is_recent(since, since + later) == (0 <= later < GRANT_SECONDS)
