"""Tomorrow morning is at eight there, also when the clocks change in the night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.snoozing import MORNING, Until, is_acceptable, moment_of

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("now", "until", "moment"),
    [
        ("2026-11-26 09:30", Until.TOMORROW, "2026-11-27 08:00"),
        ("2026-11-26 09:30", Until.MONDAY, "2026-11-30 08:00"),
        ("2026-11-26 09:30", Until.WEEK, "2026-12-03 08:00"),
        ("2026-11-30 07:00", Until.MONDAY, "2026-12-07 08:00"),
        ("2026-11-29 23:59", Until.MONDAY, "2026-11-30 08:00"),
        ("2026-12-31 00:05", Until.TOMORROW, "2027-01-01 08:00"),
    ],
)
def test_each_choice_is_a_morning_of_the_persons_calendar(now, until, moment):
    now = datetime.fromisoformat(now).replace(tzinfo=PARIS)

    assert moment_of(until, now).strftime("%Y-%m-%d %H:%M") == moment


@pytest.mark.parametrize(("evening", "hours"), [("2026-03-28 20:00", 11), ("2026-10-24 20:00", 13), ("2026-11-26 20:00", 12)])
def test_the_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer(evening, hours):
    now = datetime.fromisoformat(evening).replace(tzinfo=PARIS)

    slept = moment_of(Until.TOMORROW, now).astimezone(UTC) - now.astimezone(UTC)

    assert slept == timedelta(hours=hours)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.sampled_from(sorted(Until)), st.sampled_from(["Europe/Paris", "America/Martinique", "UTC"]))
def test_every_choice_is_ahead_within_a_week_at_eight(naive, until, zone):
    now = naive.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))

    moment = moment_of(until, now)

    assert moment.time() == MORNING
    assert 1 <= (moment.date() - now.date()).days <= 7
    assert is_acceptable(moment.astimezone(UTC), now.astimezone(UTC))


def test_the_past_now_and_beyond_a_year_are_refused():
    now = datetime(2026, 11, 26, 9, tzinfo=UTC)

    tried = [now - timedelta(seconds=1), now, now + timedelta(seconds=1), now + timedelta(days=366), now + timedelta(days=367)]

    assert [is_acceptable(moment, now) for moment in tried] == [False, False, True, True, False]
