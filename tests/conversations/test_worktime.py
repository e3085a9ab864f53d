from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.worktime import NeverWorks, WorkTime, openings

PARIS = ZoneInfo("Europe/Paris")
MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(18))
WEEK = frozenset(range(5))
OFFICE = WorkTime(WEEK, (MORNING, AFTERNOON), "FR", PARIS)
ALSACE = WorkTime(WEEK, (MORNING, AFTERNOON), "FR-57", PARIS)
NIGHTS = WorkTime(frozenset(range(7)), ((time(0), time(6)), (time(22), time(0))), "", PARIS)


def paris(month, day, hour, minute=0, year=2026, fold=0):
    # In UTC: a moment that the clock shows twice equals none of another zone (PEP 495).
    return datetime(year, month, day, hour, minute, tzinfo=PARIS, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (paris(11, 23, 9), 60, paris(11, 23, 10)),
        # The lunch break counts for nothing; what is due as it begins is due then.
        (paris(11, 23, 11), 60, paris(11, 23, 12)),
        (paris(11, 23, 11), 61, paris(11, 23, 14, 1)),
        (paris(11, 23, 12, 30), 30, paris(11, 23, 14, 30)),
        # Seven hours are a working day, eight end on the next.
        (paris(11, 23, 9), 7 * 60, paris(11, 23, 18)),
        (paris(11, 23, 9), 8 * 60, paris(11, 24, 10)),
        # At night and on the week-end the clock stands still.
        (paris(11, 23, 22), 60, paris(11, 24, 10)),
        (paris(11, 27, 17), 120, paris(11, 30, 10)),
        (paris(11, 28, 12), 60, paris(11, 30, 10)),
        # 1 May 2026 is a Friday, 8 May too; 14 May is Ascension, a Thursday.
        (paris(4, 30, 17), 120, paris(5, 4, 10)),
        (paris(5, 7, 17), 120, paris(5, 11, 10)),
        (paris(5, 13, 17), 120, paris(5, 15, 10)),
        # Nothing to work is due at once, or as soon as somebody works.
        (paris(11, 23, 10), 0, paris(11, 23, 10)),
        (paris(11, 28, 10), 0, paris(11, 30, 9)),
    ],
)
def test_when_so_many_minutes_have_been_worked(start, minutes, end):
    assert OFFICE.add_working(start, minutes) == end


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (paris(11, 23, 9), paris(11, 23, 18), 7),
        (paris(11, 23, 12), paris(11, 23, 14), 0),
        (paris(11, 27, 18), paris(11, 30, 9), 0),
        (paris(11, 20, 9), paris(11, 27, 9), 35),
        # The weeks of 1 May and of Ascension.
        (paris(4, 27, 0), paris(5, 4, 0), 28),
        (paris(5, 11, 0), paris(5, 18, 0), 28),
        # Both week-ends on which the clocks change leave a week of 35 hours.
        (paris(3, 27, 9), paris(4, 3, 9), 35),
        (paris(10, 23, 9), paris(10, 30, 9), 35),
        (paris(11, 24, 9), paris(11, 23, 9), 0),
    ],
)
def test_how_many_hours_were_worked(start, end, hours):
    assert OFFICE.worked_between(start, end) == hours * 60


def test_good_friday_and_saint_stephen_are_worked_in_france_and_not_in_alsace():
    friday = paris(4, 3, 9)

    assert OFFICE.add_working(friday, 60) == paris(4, 3, 10)
    assert ALSACE.add_working(friday, 60) == paris(4, 7, 10)
    # 25 and 26 December 2025 are a Thursday and a Friday.
    christmas = paris(12, 24, 18, year=2025)
    assert OFFICE.add_working(christmas, 60) == paris(12, 26, 10, year=2025)
    assert ALSACE.add_working(christmas, 60) == paris(12, 29, 10, year=2025)


def test_a_night_counts_the_hours_that_passed_when_the_clocks_change():
    march, october = (paris(3, 28, 22), paris(3, 29, 6)), (paris(10, 24, 22), paris(10, 25, 6))

    assert NIGHTS.worked_between(*march) == 7 * 60
    assert NIGHTS.worked_between(*october) == 9 * 60
    assert NIGHTS.add_working(march[0], 7 * 60) == march[1]
    assert NIGHTS.add_working(october[0], 4 * 60) == paris(10, 25, 2)
    assert NIGHTS.add_working(october[0], 5 * 60) == paris(10, 25, 2, fold=1)


def test_an_hour_that_the_clock_skips_is_not_worked():
    skipped = WorkTime(frozenset({6}), ((time(2), time(3)), (time(9), time(10))), "", PARIS)

    assert openings(paris(3, 29, 12).date(), skipped) == ((paris(3, 29, 9), paris(3, 29, 10)),)
    assert skipped.worked_between(paris(3, 29, 0), paris(3, 30, 0)) == 60


def test_an_hour_worked_in_both_spans_counts_once():
    twice = WorkTime(WEEK, ((time(9), time(15)), (time(14), time(18))), "", PARIS)

    assert twice.worked_between(paris(11, 23, 0), paris(11, 24, 0)) == 9 * 60


def test_a_moment_is_worked_or_not():
    moments = [paris(11, 23, 9), paris(11, 23, 11, 59), paris(11, 23, 12), paris(11, 23, 13), paris(11, 28, 10), paris(5, 1, 10)]

    assert [OFFICE.is_working(moment) for moment in moments] == [True, True, False, False, False, False]


@pytest.mark.parametrize(("days", "spans"), [(frozenset(), (MORNING,)), (WEEK, ()), (WEEK, ((time(9), time(9)),)), (WEEK, ((time(18), time(9)),))])
def test_a_firm_that_never_works_is_refused(days, spans):
    with pytest.raises(NeverWorks):
        WorkTime(days, spans, "", PARIS)


def span(starts, lasts):
    ends = starts + lasts
    return time(starts // 60, starts % 60), time(ends // 60 % 24, ends % 60)


spans = st.lists(st.builds(span, st.integers(0, 22 * 60), st.integers(60, 120)), min_size=1, max_size=2).map(tuple)
zones = st.sampled_from(["Europe/Paris", "America/Toronto", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Apia"]).map(ZoneInfo)
worktimes = st.builds(
    WorkTime, days=st.frozensets(st.integers(0, 6), min_size=1), spans=spans, calendar=st.sampled_from(["", "FR", "FR-57", "CA-QC"]), zone=zones
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC))
minutes = st.integers(0, 3000)


@given(worktimes, moments, minutes)
def test_adding_and_measuring_are_each_others_inverse(worktime, start, some):
    assert worktime.worked_between(start, worktime.add_working(start, some)) == some


@given(worktimes, moments, minutes, minutes)
def test_adding_twice_is_adding_the_sum(worktime, start, some, more):
    assert worktime.add_working(worktime.add_working(start, some), more) == worktime.add_working(start, some + more) or more == 0


@given(worktimes, moments, moments, minutes, minutes)
def test_later_starts_and_more_work_never_end_earlier(worktime, one, other, some, more):
    early, late = sorted((one, other))

    assert worktime.add_working(early, some) <= worktime.add_working(late, some)
    assert worktime.add_working(early, some) <= worktime.add_working(early, some + more)


@given(worktimes, moments, st.lists(st.integers(0, 60 * 24 * 40), min_size=2, max_size=2).map(sorted))
def test_what_is_worked_in_two_parts_is_worked_in_the_whole(worktime, start, parts):
    middle, end = (start + timedelta(minutes=part) for part in parts)

    assert worktime.worked_between(start, middle) + worktime.worked_between(middle, end) == worktime.worked_between(start, end)


@given(worktimes, moments, minutes.filter(bool))
def test_what_falls_due_falls_due_in_working_time_or_at_its_end(worktime, start, some):
    end = worktime.add_working(start, some)

    assert worktime.is_working(end - timedelta(minutes=1))
