"""Account numbers, prices by day, the last method: values in, an answer out."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as library

from comptoir.billing.decisions import SEPA, BicFault, IbanFault, fault_of_bic, fault_of_iban, last_day_of, length_of_iban, needs_bic, price_at, still_needed
from comptoir.billing.mandate_texts import mandate_text
from comptoir.billing.sentences import iban_sentence

GOOD = ["FR7630006000011234567890189", "fr76 3000 6000 0112 3456 7890 189", "FR76-3000-6000-0112-3456-7890-189", "DE89370400440532013000", "NL91ABNA0417164300"]


@pytest.mark.parametrize("typed", GOOD)
def test_an_account_of_the_zone_is_taken_however_it_is_typed(typed):
    assert fault_of_iban(typed) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", IbanFault.EMPTY),
        ("   ", IbanFault.EMPTY),
        ("7630006000011234567890189", IbanFault.UNREADABLE),
        ("FR76 3000 6000 0112 3456 7890 18é", IbanFault.UNREADABLE),
        ("FR76٣٠٠٠6000011234567890189", IbanFault.UNREADABLE),
        ("ZZ7630006000011234567890189", IbanFault.UNKNOWN_COUNTRY),
        ("US7630006000011234567890189", IbanFault.UNKNOWN_COUNTRY),
        ("TN5910006035183598478831", IbanFault.OUTSIDE_SEPA),
        ("FR763000600001123456789018", IbanFault.WRONG_LENGTH),
        ("FR76300060000112345678901890", IbanFault.WRONG_LENGTH),
        ("FR7630006000011234567890198", IbanFault.WRONG_CHECKSUM),
        ("FRX630006000011234567890189", IbanFault.WRONG_SHAPE),
    ],
)
def test_each_fault_has_its_name_and_its_sentence(typed, fault):
    assert fault_of_iban(typed) is fault
    assert "%(" not in iban_sentence(fault, typed)


def test_the_sentences_are_all_different():
    assert len({iban_sentence(fault, "FR76") for fault in IbanFault}) == len(IbanFault)


def test_a_wrong_length_says_both_numbers():
    assert "27 caractères" in iban_sentence(IbanFault.WRONG_LENGTH, "FR76 3000")
    assert "compte 8." in iban_sentence(IbanFault.WRONG_LENGTH, "FR76 3000")


@given(country=st.sampled_from(sorted(SEPA)), digits=st.text("0123456789", min_size=40, max_size=40), place=st.integers(4, 40))
def test_what_is_taken_is_what_the_library_takes_and_one_wrong_digit_never_is(country, digits, place):
    number = f"{country}00{digits[: length_of_iban(country) - 4]}"
    number = f"{country}{library.calc_check_digits(number)}{number[4:]}"

    assert (fault_of_iban(number) is None) == library.is_valid(number, check_country=False)
    place = min(place, len(number) - 1)
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert fault_of_iban(wrong) is not None


def test_a_bank_s_code_is_eight_or_eleven_characters():
    assert [fault_of_bic(code) for code in ("BNPAFRPP", "bnpa fr pp xxx", "BNPAFRP", "1NPAFRPP")] == [None, None, BicFault.WRONG_LENGTH, BicFault.WRONG_SHAPE]


def test_outside_the_economic_area_the_bank_s_code_is_asked_for():
    assert [needs_bic(iban) for iban in ("FR76", "CH93", "GB82", "DE89")] == [False, True, True, False]


@given(st.lists(st.integers(-400, 400), unique=True, max_size=8), st.integers(-500, 500))
def test_the_price_of_a_day_is_the_latest_that_has_begun(starts, shift):
    today = date(2026, 11, 26) + timedelta(days=shift)
    prices = [SimpleNamespace(valid_from=date(2026, 11, 26) + timedelta(days=start)) for start in starts]

    found = price_at(prices, today)

    begun = sorted(price.valid_from for price in prices if price.valid_from <= today)
    assert (found and found.valid_from) == (begun[-1] if begun else None)


def test_a_card_is_good_until_the_end_of_its_month():
    assert [last_day_of(12, 2027), last_day_of(2, 2028)] == [date(2027, 12, 31), date(2028, 2, 29)]


def test_the_last_working_method_stays_while_people_are_billed():
    assert [still_needed([7], 7, 2), still_needed([7], 7, 0), still_needed([7, 8], 7, 2), still_needed([8], 7, 2)] == [True, False, False, False]


def test_a_mandate_is_read_in_the_signer_s_language():
    assert [mandate_text(code, "Comptoir SAS").split()[0] for code in ("fr", "en", "nl", "de")] == ["En", "By", "Door", "En"]
    assert all(mandate_text(code, "Comptoir SAS").count("Comptoir SAS") == 2 for code in ("fr", "en", "nl"))
