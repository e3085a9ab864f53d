"""When news may leave: rhythms, quiet time and the two days on which the clocks change (N2, N7)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.notifications.timing import Frequency, Moment, Quiet, Reason, Rhythm, after_quiet, is_quiet, when, when_pushed

PARIS, MONTREAL, BRUSSELS = (ZoneInfo(name) for name in ("Europe/Paris", "America/Montreal", "Europe/Brussels"))
OURS = [PARIS, MONTREAL, BRUSSELS]
# Half an hour of summer time, quarters of an hour, clocks that change at midnight, none that change, the farthest.
ODD = [
    ZoneInfo(name)
    for name in ("Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "America/Havana", "America/St_Johns", "Asia/Tokyo", "Pacific/Kiritimati")
]
NEVER_QUIET = Quiet()
NIGHTS = Quiet(time(20), time(8))
LUNCH = Quiet(time(12), time(14))
WEEK_ENDS = Quiet(days=frozenset({5, 6}))
OFFICE = Quiet(time(19, 30), time(8, 15), frozenset({5, 6}), "FR")
NEARLY_ALWAYS = Quiet(time(3), time(2), frozenset({0, 1, 2, 3, 4, 5}), "CA-QC")
MINUTES_OF_A_DAY = 24 * 60
YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def at(zone, *fields, fold=0):
    return datetime(*fields, tzinfo=zone, fold=fold)


def shown(moment, zone):
    """What the clock on the wall shows, and how far it is from UTC: «2026-10-25 02:00 +0200»."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %z")


def daily(hour=8, zone=PARIS, quiet=NEVER_QUIET):
    return Rhythm(Frequency.DAILY, zone, hour, quiet=quiet)


def hourly(zone=PARIS, quiet=NEVER_QUIET):
    return Rhythm(Frequency.HOURLY, zone, quiet=quiet)


def weekly(weekday, hour=8, zone=PARIS, quiet=NEVER_QUIET):
    return Rhythm(Frequency.WEEKLY, zone, hour, weekday, quiet)


def immediately(zone=PARIS, quiet=NEVER_QUIET):
    return Rhythm(Frequency.IMMEDIATELY, zone, quiet=quiet)


def never(zone=PARIS, quiet=NEVER_QUIET):
    return Rhythm(Frequency.NEVER, zone, quiet=quiet)


def in_turn(rhythm, first, last):
    """The moments from `first` until before `last` at which something is sent to whom something happens all the time."""
    moments, moment = [], first
    while (moment := when(moment, rhythm).due_at) < last:
        moments.append(moment)
    return moments


def is_quiet_by_the_wall(moment, quiet, zone):
    """Quiet time told another way: as minutes of the day, round the clock."""
    wall = moment.astimezone(zone)
    if wall.weekday() in quiet.days:
        return True
    if quiet.starts is None:
        return False
    minute, starts, ends = (clock.hour * 60 + clock.minute for clock in (wall, quiet.starts, quiet.ends))
    return (minute - starts) % MINUTES_OF_A_DAY < (ends - starts) % MINUTES_OF_A_DAY


# --- one thing at a time


def test_immediately_leaves_at_once_or_after_the_hold_and_says_which():
    noon = at(PARIS, 2026, 6, 3, 12)

    assert when(noon, immediately()) == Moment(noon.astimezone(UTC), False, Reason.IMMEDIATELY)
    assert when(noon, immediately(), hold=timedelta(minutes=5)) == Moment(datetime(2026, 6, 3, 10, 5, tzinfo=UTC), False, Reason.HELD)


def test_never_gives_no_moment_but_a_push_still_has_one():
    noon = at(PARIS, 2026, 6, 3, 12)

    assert when(noon, never()) is None
    assert when_pushed(noon, never()) == Moment(noon.astimezone(UTC), False, Reason.IMMEDIATELY)


def test_every_answer_is_in_utc():
    rhythms = [immediately(), immediately(quiet=NIGHTS), hourly(), daily(), weekly(2), daily(quiet=OFFICE)]

    assert {when(at(PARIS, 2026, 6, 3, 22), rhythm).due_at.tzinfo for rhythm in rhythms} == {UTC}
    assert when_pushed(at(PARIS, 2026, 6, 3, 22), immediately(quiet=NIGHTS)).due_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("rhythm", "occurred", "leaves"),
    [
        (hourly(), (2026, 6, 3, 9, 1), "2026-06-03 10:00 +0200"),
        (hourly(), (2026, 6, 3, 9, 0), "2026-06-03 10:00 +0200"),
        (hourly(), (2026, 6, 3, 23, 59, 59, 999999), "2026-06-04 00:00 +0200"),
        (daily(), (2026, 6, 3, 7, 59, 59), "2026-06-03 08:00 +0200"),
        (daily(), (2026, 6, 3, 8, 0), "2026-06-04 08:00 +0200"),
        (daily(0), (2026, 12, 31, 23, 59), "2027-01-01 00:00 +0100"),
        (daily(23), (2026, 6, 3, 23, 30), "2026-06-04 23:00 +0200"),
        (weekly(0), (2026, 6, 3, 12), "2026-06-08 08:00 +0200"),
        (weekly(2), (2026, 6, 3, 7), "2026-06-03 08:00 +0200"),
        (weekly(2), (2026, 6, 3, 8), "2026-06-10 08:00 +0200"),
        (weekly(6, 18), (2026, 12, 28, 9), "2027-01-03 18:00 +0100"),
    ],
    ids=str,
)
def test_a_digest_leaves_at_the_next_moment_of_its_rhythm(rhythm, occurred, leaves):
    moment = when(at(PARIS, *occurred), rhythm)

    assert (shown(moment.due_at, PARIS), moment.is_grouped, moment.reason) == (leaves, True, Reason.FREQUENCY)


@pytest.mark.parametrize(
    ("rhythm", "occurred", "leaves"),
    [
        (immediately(quiet=NIGHTS), (2026, 6, 3, 22), "2026-06-04 08:00 +0200"),
        (immediately(quiet=NIGHTS), (2026, 6, 4, 7, 59, 59), "2026-06-04 08:00 +0200"),
        (immediately(quiet=LUNCH), (2026, 6, 3, 12), "2026-06-03 14:00 +0200"),
        (immediately(quiet=WEEK_ENDS), (2026, 6, 6, 15), "2026-06-08 00:00 +0200"),
        (immediately(quiet=OFFICE), (2026, 6, 5, 20), "2026-06-08 08:15 +0200"),
        # 14 July 2026 is a Tuesday; 13 May, the eve of Ascension Day, a Wednesday.
        (immediately(quiet=OFFICE), (2026, 7, 14, 11), "2026-07-15 08:15 +0200"),
        (immediately(quiet=OFFICE), (2026, 5, 13, 19, 30), "2026-05-15 08:15 +0200"),
        (hourly(quiet=LUNCH), (2026, 6, 3, 11, 30), "2026-06-03 14:00 +0200"),
        (hourly(quiet=OFFICE), (2026, 6, 5, 19, 10), "2026-06-08 08:15 +0200"),
        (daily(7, quiet=NIGHTS), (2026, 6, 3, 12), "2026-06-04 08:00 +0200"),
        (daily(7, quiet=OFFICE), (2026, 6, 5, 12), "2026-06-08 08:15 +0200"),
        (daily(22, quiet=NIGHTS), (2026, 6, 3, 12), "2026-06-04 08:00 +0200"),
        (weekly(5, 12, quiet=NIGHTS), (2026, 6, 3, 12), None),
        (weekly(5, 21, quiet=NIGHTS), (2026, 6, 3, 12), "2026-06-07 08:00 +0200"),
    ],
    ids=str,
)
def test_quiet_time_moves_it_to_its_end_with_everything_else(rhythm, occurred, leaves):
    moment = when(at(PARIS, *occurred), rhythm)

    if leaves is None:
        assert moment.reason == Reason.FREQUENCY
    else:
        assert (shown(moment.due_at, PARIS), moment.is_grouped, moment.reason) == (leaves, True, Reason.QUIET)


@pytest.mark.parametrize(
    ("rhythm", "occurred", "leaves"),
    [
        (daily(quiet=WEEK_ENDS), (2026, 6, 5, 9), "2026-06-08 08:00 +0200"),
        (daily(quiet=WEEK_ENDS), (2026, 6, 6, 9), "2026-06-08 08:00 +0200"),
        (daily(17, quiet=OFFICE), (2026, 6, 5, 18), "2026-06-08 17:00 +0200"),
        (weekly(6, 9, quiet=WEEK_ENDS), (2026, 6, 3, 9), "2026-06-08 09:00 +0200"),
        (daily(8, quiet=Quiet(calendar="FR")), (2026, 7, 13, 9), "2026-07-15 08:00 +0200"),
    ],
    ids=str,
)
def test_a_digest_put_off_by_quiet_days_keeps_its_hour(rhythm, occurred, leaves):
    moment = when(at(PARIS, *occurred), rhythm)

    assert (shown(moment.due_at, PARIS), moment.is_grouped, moment.reason) == (leaves, True, Reason.QUIET)


def test_a_hold_that_ends_in_quiet_time_waits_for_its_end():
    moment = when(at(PARIS, 2026, 6, 3, 19, 57), immediately(quiet=NIGHTS), hold=timedelta(minutes=5))

    assert (shown(moment.due_at, PARIS), moment.is_grouped, moment.reason) == ("2026-06-04 08:00 +0200", True, Reason.QUIET)


def test_a_hold_that_outlasts_quiet_time_is_only_a_hold():
    moment = when(at(PARIS, 2026, 6, 3, 7, 57), immediately(quiet=NIGHTS), hold=timedelta(minutes=5))

    assert (shown(moment.due_at, PARIS), moment.is_grouped, moment.reason) == ("2026-06-03 08:02 +0200", False, Reason.HELD)


def test_a_push_ignores_the_frequency_and_waits_for_the_end_of_quiet_time():
    moment = when_pushed(at(PARIS, 2026, 6, 5, 23), weekly(3, quiet=NIGHTS))

    assert (shown(moment.due_at, PARIS), moment.is_grouped, moment.reason) == ("2026-06-06 08:00 +0200", True, Reason.QUIET)


def test_the_same_instant_is_another_hour_for_people_in_other_zones():
    occurred_at = datetime(2026, 6, 24, 6, 30, tzinfo=UTC)

    leaves = {str(zone): shown(when(occurred_at, daily(zone=zone)).due_at, zone) for zone in (BRUSSELS, MONTREAL)}

    assert leaves == {"Europe/Brussels": "2026-06-25 08:00 +0200", "America/Montreal": "2026-06-24 08:00 -0400"}


@pytest.mark.parametrize(
    ("calendar", "zone", "leaves"),
    [("CA-QC", MONTREAL, "2026-06-25 00:00 -0400"), ("BE", BRUSSELS, "2026-06-24 12:00 +0200"), ("FR", PARIS, "2026-06-24 12:00 +0200")],
)
def test_saint_john_is_quiet_in_quebec_only(calendar, zone, leaves):
    moment = when(at(zone, 2026, 6, 24, 12), immediately(zone, Quiet(calendar=calendar)))

    assert shown(moment.due_at, zone) == leaves


def test_good_friday_is_quiet_in_alsace_and_not_in_the_rest_of_france():
    noon = at(PARIS, 2026, 4, 3, 12)

    assert shown(after_quiet(noon, Quiet(calendar="FR-57"), PARIS), PARIS) == "2026-04-04 00:00 +0200"
    assert after_quiet(noon, Quiet(calendar="FR"), PARIS) == noon


# --- the days on which the clocks change: Paris 29 March and 25 October, Montréal 8 March and 1 November 2026


@pytest.mark.parametrize(
    ("rhythm", "occurred", "leaves"),
    [
        # 2:00 to 3:00 does not exist.
        (daily(2), (2026, 3, 28, 12), "2026-03-29 03:00 +0200"),
        (daily(3), (2026, 3, 28, 12), "2026-03-29 03:00 +0200"),
        (hourly(), (2026, 3, 29, 1, 30), "2026-03-29 03:00 +0200"),
        (immediately(quiet=Quiet(time(22), time(2, 30))), (2026, 3, 28, 23), "2026-03-29 03:00 +0200"),
        (immediately(quiet=Quiet(time(2), time(3))), (2026, 3, 29, 1, 59), "2026-03-29 01:59 +0100"),
        # 2:00 to 3:00 comes twice: the first counts.
        (daily(2), (2026, 10, 24, 12), "2026-10-25 02:00 +0200"),
        (daily(2), (2026, 10, 25, 2), "2026-10-26 02:00 +0100"),
        (daily(3), (2026, 10, 24, 12), "2026-10-25 03:00 +0100"),
        (hourly(), (2026, 10, 25, 1, 30), "2026-10-25 02:00 +0200"),
        (hourly(), (2026, 10, 25, 2, 30), "2026-10-25 02:00 +0100"),
        (immediately(quiet=Quiet(time(22), time(2, 30))), (2026, 10, 24, 23), "2026-10-25 02:30 +0200"),
        (immediately(quiet=Quiet(time(22), time(8))), (2026, 10, 24, 23), "2026-10-25 08:00 +0100"),
    ],
    ids=str,
)
def test_in_paris_what_falls_into_the_change_leaves_right(rhythm, occurred, leaves):
    assert shown(when(at(PARIS, *occurred), rhythm).due_at, PARIS) == leaves


def test_when_the_hour_comes_again_the_clock_on_the_wall_decides_what_is_quiet():
    until_half_past = Quiet(time(22), time(2, 30))
    again = at(PARIS, 2026, 10, 25, 2, 10, fold=1)

    assert shown(after_quiet(again, until_half_past, PARIS), PARIS) == "2026-10-25 02:30 +0100"
    assert shown(after_quiet(at(PARIS, 2026, 10, 25, 2, 45), Quiet(time(2, 30), time(8)), PARIS), PARIS) == "2026-10-25 02:00 +0100"


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (PARIS, date(2026, 3, 29), 23),
        (PARIS, date(2026, 3, 30), 24),
        (PARIS, date(2026, 10, 25), 25),
        (BRUSSELS, date(2026, 3, 29), 23),
        (BRUSSELS, date(2026, 10, 25), 25),
        (MONTREAL, date(2026, 3, 8), 23),
        (MONTREAL, date(2026, 11, 1), 25),
    ],
    ids=str,
)
def test_a_day_has_as_many_hourly_digests_as_hours_and_one_daily(zone, day, hours):
    before = datetime.combine(day, time.min, zone) - timedelta(seconds=1)
    after = datetime.combine(day + timedelta(days=1), time.min, zone)

    assert len(in_turn(hourly(zone), before.astimezone(UTC), after.astimezone(UTC))) == hours
    for hour in range(24):
        assert len(in_turn(daily(hour, zone), before.astimezone(UTC), after.astimezone(UTC))) == 1, hour


# --- a whole year, in the three countries and in odd places


@pytest.mark.parametrize("zone", OURS + ODD, ids=str)
@pytest.mark.parametrize("hour", [0, 2, 8, 23])
def test_in_a_year_daily_gives_one_moment_per_local_day_at_the_hour_or_after_the_gap(zone, hour):
    first = at(zone, 2025, 12, 31, 23, 59).astimezone(UTC)

    walls = [moment.astimezone(zone) for moment in in_turn(daily(hour, zone), first, at(zone, 2027, 1, 1).astimezone(UTC))]

    assert [wall.date() for wall in walls] == [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    jumped = [wall for wall in walls if (wall.hour, wall.minute) != (hour, 0)]
    assert all(
        wall.astimezone(UTC).astimezone(zone).utcoffset() != (wall.astimezone(UTC) - timedelta(seconds=1)).astimezone(zone).utcoffset() for wall in jumped
    )
    assert len(jumped) <= 1


@pytest.mark.parametrize("zone", OURS + [ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/St_Johns")], ids=str)
def test_in_a_year_hourly_leaves_once_in_every_real_hour_when_the_wall_shows_a_full_one(zone):
    moments = in_turn(hourly(zone), at(zone, 2025, 12, 31, 23, 59).astimezone(UTC), at(zone, 2027, 1, 1).astimezone(UTC))

    assert len(moments) == 365 * 24
    assert {later - sooner for sooner, later in zip(moments, moments[1:], strict=False)} == {timedelta(hours=1)}
    assert {moment.astimezone(zone).minute for moment in moments} == {0}


@pytest.mark.parametrize("zone", OURS + ODD, ids=str)
def test_in_a_year_weekly_gives_one_moment_per_week_on_its_day(zone):
    moments = in_turn(weekly(6, 2, zone), at(zone, 2026, 1, 1).astimezone(UTC), at(zone, 2027, 1, 1).astimezone(UTC))

    assert [moment.astimezone(zone).date() for moment in moments] == [date(2026, 1, 4) + timedelta(weeks=number) for number in range(52)]


QUIETS = [NEVER_QUIET, NIGHTS, LUNCH, WEEK_ENDS, OFFICE, NEARLY_ALWAYS, Quiet(time(2, 15), time(2, 45)), Quiet(time(22), time(2, 30), calendar="BE")]
RHYTHMS = [(Frequency.IMMEDIATELY, 8, 0), (Frequency.HOURLY, 8, 0), (Frequency.DAILY, 2, 0), (Frequency.DAILY, 8, 0), (Frequency.WEEKLY, 2, 6)]


@pytest.mark.parametrize("zone", OURS, ids=str)
@pytest.mark.parametrize("quiet", QUIETS, ids=str)
def test_every_hour_of_a_year_has_a_next_moment_in_the_future_outside_quiet_time(zone, quiet):
    rhythms = [Rhythm(frequency, zone, hour, weekday, quiet) for frequency, hour, weekday in RHYTHMS]
    hours = [YEAR + timedelta(hours=number) for number in range(365 * 24)]

    wrong = [(hour, rhythm) for hour, rhythm in product(hours, rhythms) if not leaves_rightly(hour, rhythm)]

    assert wrong == []


def leaves_rightly(occurred_at, rhythm):
    due_at = when(occurred_at, rhythm).due_at
    in_future = due_at >= occurred_at if rhythm.frequency == Frequency.IMMEDIATELY else due_at > occurred_at
    return in_future and not is_quiet(due_at, rhythm.quiet, rhythm.zone) and not is_quiet_by_the_wall(due_at, rhythm.quiet, rhythm.zone)


# --- any instant, any quiet time

zones = st.sampled_from(OURS + ODD)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2036, 12, 31), timezones=st.just(UTC))
# Around the changes, where everything goes wrong that can.
near_changes = st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(
        [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)]
    ),
    st.integers(-2 * 86400, 86400),
)
moments = instants | near_changes
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
calendars = st.sampled_from(["", "", "FR", "FR-57", "BE", "LU", "CA-QC"])
some_days = st.frozensets(st.integers(0, 6), max_size=6)
spans = st.just((None, None)) | st.tuples(clocks, clocks).filter(lambda span: span[0] != span[1])
quiets = st.builds(lambda span, days, calendar: Quiet(*span, days, calendar), spans, some_days, calendars)
frequencies = st.sampled_from([one for one in Frequency if one != Frequency.NEVER])
rhythms = st.builds(Rhythm, frequencies, zones, st.integers(0, 23), st.integers(0, 6), quiets)
holds = st.integers(0, 3600).map(lambda seconds: timedelta(seconds=seconds))


@given(moments, rhythms, holds)
def test_quiet_time_postpones_and_never_drops(occurred_at, rhythm, hold):
    moment = when(occurred_at, rhythm, hold=hold)

    assert moment.due_at >= occurred_at + (hold if rhythm.frequency == Frequency.IMMEDIATELY else timedelta(0))
    assert not is_quiet(moment.due_at, rhythm.quiet, rhythm.zone)
    assert not is_quiet_by_the_wall(moment.due_at, rhythm.quiet, rhythm.zone)


@given(moments, rhythms)
def test_quiet_time_never_lets_anything_leave_before_it_would_have(occurred_at, rhythm):
    without = Rhythm(rhythm.frequency, rhythm.zone, rhythm.hour, rhythm.weekday)

    assert when(occurred_at, rhythm).due_at >= when(occurred_at, without).due_at


@given(moments, moments, rhythms)
def test_what_occurs_later_never_leaves_before_what_occurred_sooner(one, other, rhythm):
    sooner, later = sorted([one, other])

    assert when(sooner, rhythm).due_at <= when(later, rhythm).due_at


@given(moments, rhythms)
def test_only_what_leaves_by_itself_at_its_own_time_is_not_grouped(occurred_at, rhythm):
    moment = when(occurred_at, rhythm)

    assert moment.is_grouped == (moment.reason not in {Reason.IMMEDIATELY, Reason.HELD})


@given(moments, st.integers(0, 86400), rhythms)
def test_two_grouped_ones_of_a_daily_rhythm_never_leave_twice_on_one_day(occurred_at, seconds, rhythm):
    rhythm = Rhythm(Frequency.DAILY, rhythm.zone, rhythm.hour, rhythm.weekday, Quiet(days=rhythm.quiet.days, calendar=rhythm.quiet.calendar))

    first, second = (when(moment, rhythm).due_at for moment in (occurred_at, occurred_at + timedelta(seconds=seconds)))

    assert first == second or first.astimezone(rhythm.zone).date() != second.astimezone(rhythm.zone).date()


@given(moments, quiets, zones)
def test_after_quiet_is_the_first_moment_that_is_not_quiet(moment, quiet, zone):
    answer = after_quiet(moment, quiet, zone)

    assert not is_quiet(answer, quiet, zone)
    if answer != moment:
        # Quiet times and clocks change on quarters of an hour: no quarter in between is missed.
        quarters = -((moment - answer) // timedelta(minutes=15))
        assert all(is_quiet(moment + number * timedelta(minutes=15), quiet, zone) for number in range(quarters))
        assert is_quiet(answer - timedelta(microseconds=1), quiet, zone)


@given(moments, quiets.map(lambda quiet: Quiet(quiet.starts, quiet.ends, quiet.days)), zones)
def test_quiet_is_what_the_clock_on_the_wall_says(moment, quiet, zone):
    assert is_quiet(moment, quiet, zone) == is_quiet_by_the_wall(moment, quiet, zone)


@given(moments, rhythms, zones)
def test_the_zone_in_which_an_instant_is_written_changes_nothing(occurred_at, rhythm, zone):
    assert when(occurred_at.astimezone(zone), rhythm) == when(occurred_at, rhythm)


# --- quiet times that cannot be


@given(moments, quiets, zones)
def test_whatever_is_not_refused_ends(moment, quiet, zone):
    assert after_quiet(moment, quiet, zone) - moment < timedelta(days=60)


@pytest.mark.parametrize("quiet", [Quiet(time(8), time(8)), Quiet(days=frozenset(range(7)))], ids=str)
def test_quiet_time_without_end_that_was_set_nevertheless_holds_nothing_back(quiet):
    occurred_at = datetime(2026, 6, 3, 12, tzinfo=UTC)

    assert when(occurred_at, immediately(quiet=quiet)).due_at == occurred_at
    assert shown(when(occurred_at, daily(quiet=quiet)).due_at, PARIS) == "2026-06-04 08:00 +0200"


@pytest.mark.parametrize("quiet", [Quiet(starts=time(20)), Quiet(ends=time(8))], ids=str)
def test_half_a_span_is_none(quiet):
    assert not is_quiet(at(PARIS, 2026, 6, 3, 22), quiet, PARIS)


def test_a_day_that_a_zone_left_out_has_no_digest():
    """Samoa went from 29 to 31 December 2011 over the date line."""
    apia = ZoneInfo("Pacific/Apia")

    moment = when(at(apia, 2011, 12, 29, 12), daily(8, apia))

    assert shown(moment.due_at, apia) == "2011-12-31 08:00 +1400"
