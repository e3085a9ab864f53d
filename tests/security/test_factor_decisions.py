"""What a code proves, as values."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.security.decisions import CODE_LETTERS, accepted_step, hotp, in_groups, is_of_app, new_codes, new_secret, typed

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
SECRETS = st.binary(min_size=20, max_size=20).map(lambda key: base64.b32encode(key).decode())
MOMENTS = st.integers(min_value=1_000_000_000, max_value=4_000_000_000)


@pytest.mark.parametrize(
    ("step", "code"),
    list(enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])),
)
def test_codes_are_those_of_rfc_4226_appendix_d(step, code):
    assert hotp(RFC_SECRET, step) == code


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_moments_are_those_of_rfc_6238_appendix_b(moment, code):
    assert accepted_step(RFC_SECRET, code, now=moment) == moment // 30


@given(SECRETS, MOMENTS, st.integers(-1, 1))
def test_a_code_one_step_early_or_late_is_right(secret, moment, shift):
    step = moment // 30 + shift

    found = accepted_step(secret, hotp(secret, step), now=moment)

    assert abs(found - moment // 30) <= 1
    assert hotp(secret, found) == hotp(secret, step)


@given(SECRETS, MOMENTS, st.integers(2, 200), st.booleans())
def test_a_code_of_another_time_is_not(secret, moment, distance, later):
    step = moment // 30 + (distance if later else -distance)
    near = {hotp(secret, moment // 30 + shift) for shift in (-1, 0, 1)}

    found = accepted_step(secret, hotp(secret, step), now=moment)

    assert (found is not None) == (hotp(secret, step) in near)


@given(SECRETS, MOMENTS, st.integers(-1, 1), st.integers(0, 5))
def test_nothing_up_to_the_last_accepted_step_is_accepted_again(secret, moment, shift, back):
    last = moment // 30 + shift

    found = accepted_step(secret, hotp(secret, last - back), now=moment, last=last)

    assert found is None or found > last


@given(SECRETS, MOMENTS, st.text(max_size=60))
def test_whatever_is_typed_is_only_right_or_wrong(secret, moment, text):
    found = accepted_step(secret, typed(text), now=moment)

    assert found is None or hotp(secret, found) == typed(text)


def test_keys_have_160_bits_and_never_repeat():
    keys = {new_secret() for _ in range(50)}

    assert len(keys) == 50
    assert {len(base64.b32decode(key)) * 8 for key in keys} == {160}


def test_recovery_codes_are_ten_readable_pieces_of_60_bits():
    codes = new_codes()

    assert len(set(codes)) == 10
    assert {len(typed(code)) for code in codes} == {12}
    assert set("".join(map(typed, codes))) <= set(CODE_LETTERS)
    assert len(CODE_LETTERS) == 32
    assert not any(is_of_app(typed(code)) for code in codes)


@given(st.text(alphabet=CODE_LETTERS, max_size=40))
def test_pieces_put_together_are_the_whole(text):
    assert "".join(in_groups(text)) == text


@pytest.mark.parametrize(("text", "code"), [("123 456", "123456"), ("k7qm-2xwb-9rta", "K7QM2XWB9RTA"), (" 12-34-56 ", "123456"), ("--", "")])
def test_spaces_dashes_and_case_do_not_matter(text, code):
    assert typed(text) == code
