"""What people write for a number, an address or a day, and what is read."""

import contextlib
from datetime import date, datetime

import phonenumbers
import pytest
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren as known_siren
from stdnum.fr import siret as known_siret

from comptoir.kernel.identifiers import LAST_DAYS, Unread, read_closing, read_day, read_email, read_phone, read_siren, read_siret

digits = st.text("0123456789", min_size=9, max_size=9)


def code_of(read, cell):
    with pytest.raises(Unread) as unread:
        read(cell)
    return unread.value.code


@pytest.mark.parametrize("written", ["732829320", "732 829 320", "732.829.320", "732\u00a0829\u202f320", 732829320.0, 732829320])
def test_a_siren_is_read_however_it_is_spaced(written):
    assert read_siren(written) == "732829320"


def test_a_siren_that_a_number_cell_robbed_of_its_zeros_gets_them_back():
    assert read_siren(5520135.0) == "005520135"


@pytest.mark.parametrize(
    ("written", "code"),
    [("732829321", "siren_check"), ("73282932", "siren_length"), ("7328293200", "siren_length"), ("73282932X", "siren_digits"), ("7,32829E+08", "rounded"),
     ("000000000", "siren_check"), ("٧٣٢٨٢٩٣٢٠", "siren_digits"), (True, "siren_digits"), (1.5, "siren_length"), (float("inf"), "siren_digits")],
)  # fmt: skip
def test_what_is_no_siren_says_why(written, code):
    assert code_of(read_siren, written) == code


@given(digits)
def test_sirens_are_judged_as_the_reference_library_does(number):
    try:
        ours = read_siren(number)
    except Unread:
        ours = None
    assert ours == (number if known_siren.is_valid(number) and number != "000000000" else None)


@given(st.sampled_from(["356000000", "732829320", "802143057"]), st.text("0123456789", min_size=5, max_size=5))
def test_sirets_are_judged_as_the_reference_library_does_la_poste_included(siren, establishment):
    number = siren + establishment
    try:
        ours = read_siret(number)
    except Unread:
        ours = None
    assert ours == (number if known_siret.is_valid(number) else None)


def test_a_siret_rounded_by_excel_is_named_as_such():
    assert code_of(read_siret, "8,26501E+13") == "rounded"


@given(st.emails())
def test_an_address_that_is_read_is_one_that_django_accepts(address):
    try:
        read = read_email(address)
    except Unread:
        return
    validate_email(read)
    assert read == address.lower()


@pytest.mark.parametrize(
    "written", ["Helene.Roux@Boulangerie-Roux.example", " helene.roux@boulangerie-roux.example ", "mailto:helene.roux@boulangerie-roux.example"]
)
def test_an_address_is_kept_in_lower_case(written):
    assert read_email(written) == "helene.roux@boulangerie-roux.example"


@pytest.mark.parametrize(
    "written",
    ["", "helene", "helene@", "@roux.example", "a@b", "a b@roux.example", "a@roux.example, b@roux.example", "a@-roux.example", "é@roux.example", 12.0],
)
def test_what_is_no_address_is_not_read(written):
    assert code_of(read_email, written) == "email"


@pytest.mark.parametrize(
    "written",
    ["0320112233", "03 20 11 22 33", "03.20.11.22.33", "03-20-11-22-33", "03/20/11/22/33", "+33 3 20 11 22 33", "+33320112233",
    "0033 3 20 11 22 33", "+33 (0)3 20 11 22 33",
     "(03) 20 11 22 33", 320112233.0, "320112233"],
)  # fmt: skip
def test_a_french_number_has_one_form_however_it_is_written(written):
    assert read_phone(written) == "+33 3 20 11 22 33"


def test_a_foreign_number_keeps_its_country():
    assert [read_phone("+32 69 45 67 89"), read_phone("069 45 67 89", "BE")] == ["+32 69 45 67 89", "+32 69 45 67 89"]


@pytest.mark.parametrize("written", ["", "03 20 11", "appeler le soir", "03 20 11 22 33 / 06 12 34 56 78", "00000", 12.5, "+"])
def test_what_is_no_number_is_not_read(written):
    assert code_of(read_phone, written) == "phone"


@given(st.sampled_from("12345679"), st.text("0123456789", min_size=8, max_size=8))
def test_the_short_way_says_what_the_library_says(area, rest):
    library = phonenumbers.parse(f"0{area}{rest}", "FR")
    assert read_phone(f"0{area}{rest}") == f"+33 {area} {rest[:2]} {rest[2:4]} {rest[4:6]} {rest[6:]}"
    assert not phonenumbers.is_valid_number(library) or read_phone(f"0{area}{rest}") == phonenumbers.format_number(
        library, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


@given(st.from_regex(r"0[1-79]\d{8}", fullmatch=True).filter(str.isascii))
def test_a_number_read_twice_is_the_same(number):
    assert read_phone(read_phone(number)) == read_phone(number)


@pytest.mark.parametrize(
    "written",
    ["03/11/1998", "3/11/98", "03-11-1998", "03.11.1998", "1998-11-03", "1998-11-03 00:00:00", "3 novembre 1998", "3 Nov. 1998", date(1998, 11, 3),
    datetime(1998, 11, 3, 8), 36102.0],
)  # fmt: skip
def test_a_day_is_read_in_every_french_form(written):
    assert read_day(written) == date(1998, 11, 3)


@pytest.mark.parametrize(
    "written", ["31/02/2010", "12/31/2010", "bientôt", "2010", 2010.0, "01/01/0001", "1/1/20100", date(3000, 1, 1), True, -1, float("inf")]
)
def test_what_is_no_day_is_not_read(written):
    assert code_of(read_day, written) == "day"


@given(st.dates(date(1800, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_each_way_of_writing_it(day):
    assert [read_day(day.strftime("%d/%m/") + f"{day.year:04d}"), read_day(day.isoformat()), read_day(day)] == [day] * 3


@pytest.mark.parametrize(
    ("written", "read"),
    [("31/12", (31, 12)), ("30-06", (30, 6)), ("31 décembre", (31, 12)), ("décembre", (31, 12)), ("Février", (28, 2)), ("29/02", (29, 2)),
    ("30/09/2024", (30, 9)),
     (date(2024, 3, 31), (31, 3)), ("1er juillet", (1, 7)), (45657.0, (31, 12))],
)  # fmt: skip
def test_a_closing_is_a_day_of_the_year(written, read):
    assert read_closing(written) == read


@pytest.mark.parametrize("written", ["31/06", "12/31", "fin d’année", "31", "0/12", "30/02"])
def test_what_is_no_closing_is_not_read(written):
    assert code_of(read_closing, written) == "closing"


@given(st.integers(1, 12).flatmap(lambda month: st.tuples(st.integers(1, LAST_DAYS[month - 1]), st.just(month))))
def test_every_closing_survives_being_written(closing):
    assert read_closing(f"{closing[0]:02d}/{closing[1]:02d}") == closing


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times()))
@pytest.mark.parametrize("read", [read_siren, read_siret, read_email, read_phone, read_day, read_closing])
def test_whatever_stands_in_a_cell_is_read_or_refused(read, cell):
    with contextlib.suppress(Unread):
        assert read(cell) is not None
