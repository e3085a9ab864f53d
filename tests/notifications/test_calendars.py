"""Public holidays of the calendars that a firm can choose: days that everybody there knows."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from comptoir.notifications.calendars import CALENDARS, is_holiday

REAL = [code for code in CALENDARS if code]
# Meeus, «Astronomical Algorithms», and any almanac.
EASTER = {2024: date(2024, 3, 31), 2025: date(2025, 4, 20), 2026: date(2026, 4, 5), 2027: date(2027, 3, 28), 2028: date(2028, 4, 16), 2038: date(2038, 4, 25)}
GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY = -2, 1, 39, 50


def observed_in(day):
    return {code for code in REAL if is_holiday(code, day)}


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2026, 1, 1), set(REAL)),
        (date(2026, 5, 1), {"FR", "FR-57", "BE", "LU"}),
        (date(2026, 5, 8), {"FR", "FR-57"}),
        (date(2026, 5, 9), {"LU"}),
        (date(2026, 5, 18), {"CA-QC"}),
        (date(2026, 6, 23), {"LU"}),
        (date(2026, 6, 24), {"CA-QC"}),
        (date(2026, 7, 1), {"CA-QC"}),
        (date(2026, 7, 14), {"FR", "FR-57"}),
        (date(2026, 7, 21), {"BE"}),
        (date(2026, 8, 15), {"FR", "FR-57", "BE", "LU"}),
        (date(2026, 9, 7), {"CA-QC"}),
        (date(2026, 10, 12), {"CA-QC"}),
        (date(2026, 11, 1), {"FR", "FR-57", "BE", "LU"}),
        (date(2026, 11, 11), {"FR", "FR-57", "BE"}),
        (date(2026, 12, 25), set(REAL)),
        (date(2026, 12, 26), {"FR-57", "LU"}),
        (date(2026, 3, 3), set()),
    ],
    # Sets have no order of their own, and every worker must call a test by the same name.
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_a_known_day_is_a_holiday_where_it_is_one_and_nowhere_else(day, codes):
    assert observed_in(day) == codes


@pytest.mark.parametrize("year", EASTER)
def test_the_days_that_move_with_easter_are_found_in_every_year(year):
    def after_easter(days):
        return observed_in(EASTER[year] + timedelta(days=days))

    assert after_easter(GOOD_FRIDAY) == {"FR-57", "CA-QC"}
    assert after_easter(EASTER_MONDAY) == {"FR", "FR-57", "BE", "LU"}
    assert after_easter(ASCENSION) == {"FR", "FR-57", "BE", "LU"}
    # Québec's Patriots' Day is a Monday of May and may be the same.
    assert after_easter(WHIT_MONDAY) - {"CA-QC"} == {"FR", "FR-57", "BE", "LU"}


@pytest.mark.parametrize("year", range(2024, 2036))
def test_alsace_and_moselle_have_two_days_more_than_the_rest_of_france(year):
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]

    more = [day for day in days if day.year == year and is_holiday("FR-57", day) != is_holiday("FR", day)]

    assert len(more) == 2
    assert [(day.month, day.day) for day in more][1] == (12, 26)


def test_in_quebec_a_feast_on_a_sunday_gives_the_monday():
    assert date(2029, 6, 24).weekday() == 6

    assert is_holiday("CA-QC", date(2029, 6, 25))
    assert not is_holiday("CA-QC", date(2026, 6, 25))


def test_without_a_calendar_no_day_is_a_holiday():
    assert not any(is_holiday("", date(2026, 1, 1) + timedelta(days=number)) for number in range(365))


def test_a_calendar_that_is_not_offered_is_refused():
    with pytest.raises(KeyError):
        is_holiday("CH", date(2026, 8, 1))


def test_the_library_is_loaded_only_for_whoever_has_a_calendar():
    program = """
import sys
from datetime import date
from comptoir.notifications.calendars import is_holiday
is_holiday("", date(2026, 1, 1))
before = "holidays" in sys.modules
is_holiday("FR", date(2026, 1, 1))
print(before, "holidays" in sys.modules)
"""

    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split() == ["False", "True"]
