"""N7 and J6: digests in the weeks in which the clocks change, and on a machine whose clock jumps.

A worker in a process of its own lives through these days in seconds, its clock put forward ten minutes at a time by `faketime` (Debian's package).
"""

import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from .harness import ROOT, installation, run

FAKETIME = shutil.which("faketime")
pytestmark = [pytest.mark.reliability, pytest.mark.skipif(FAKETIME is None, reason="the command `faketime` is not installed")]

PARIS = ZoneInfo("Europe/Paris")
MARIE, PAUL = "marie@example.com", "paul@example.com"
RHYTHMS = {MARIE: "daily", PAUL: "hourly"}
STEP = timedelta(minutes=10)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("change_on", [date(2026, 3, 29), date(2026, 10, 25)], ids=["spring", "autumn"])
def test_in_a_week_in_which_the_clocks_change_every_digest_leaves_once_at_its_hour(change_on, capsys):
    first, last = midnight(change_on - timedelta(days=3)), midnight(change_on + timedelta(days=4)) + 9 * HOUR
    asked = questions_of_the_week(first, last - 12 * HOUR, change_on)

    found = live_through([*((moment, False) for moment in every(STEP, first, last)), *((moment, True) for moment in asked)])

    daily, hourly = mails_to(MARIE, found), mails_to(PAUL, found)
    with capsys.disabled():
        print(f"\n{change_on}: {len(asked)} questions, {len(daily)} daily and {len(hourly)} hourly digests, {found['waiting']} waiting")
    assert [at for at, _numbers in daily] == sorted({next_eight(moment) for moment in asked})
    assert [at for at, _numbers in hourly] == sorted({full_hour(moment) + HOUR for moment in asked})
    assert_each_told_once(daily, asked, lambda moment: next_eight(moment))
    assert_each_told_once(hourly, asked, lambda moment: full_hour(moment) + HOUR)
    assert found["waiting"] == 0


def test_a_clock_that_jumps_a_day_ahead_and_an_hour_back_repeats_and_loses_nothing(capsys):
    first = midnight(date(2026, 6, 3)) + 7 * HOUR
    jumps = [
        *every(STEP, first, first + 2 * HOUR),
        # Back to 7:20, after the digests of eight: the same hours once more.
        *every(STEP, first + HOUR / 3, first + 3 * HOUR),
        *every(STEP, first + 27 * HOUR, first + 30 * HOUR),
        *every(STEP, first + 29 * HOUR, first + 60 * HOUR),
    ]
    steps = [(moment, number % 3 == 1 and moment < jumps[-1] - 26 * HOUR) for number, moment in enumerate(jumps)]
    count = sum(is_asked for _moment, is_asked in steps)

    found = live_through(steps, in_order=True)

    with capsys.disabled():
        print(f"\njumping: {count} questions, {len(mails_to(MARIE, found))} daily and {len(mails_to(PAUL, found))} hourly digests, {found['waiting']} waiting")
    for person in (MARIE, PAUL):
        told = Counter(number for _at, numbers in mails_to(person, found) for number in numbers)
        assert told == dict.fromkeys(range(count), 1)
    assert (found["waiting"], count > 20) == (0, True)


def midnight(day):
    return datetime.combine(day, datetime.min.time(), PARIS).astimezone(UTC)


def every(step, first, last):
    return [first + number * step for number in range((last - first) // step + 1)]


def questions_of_the_week(first, last, change_on):
    """A question every 97 minutes, and two around the change; none from one morning to the next, when no digest may leave."""
    silence = midnight(change_on + timedelta(days=2)) + 7 * HOUR
    change_at = datetime(change_on.year, change_on.month, change_on.day, 1, tzinfo=UTC)
    moments = {first + number * timedelta(minutes=97, seconds=11) for number in range(200)} | {change_at - HOUR / 2, change_at + HOUR / 2}
    return sorted(moment for moment in moments if moment < last and not silence < moment < silence + 26 * HOUR)


def live_through(steps, *, in_order=False):
    """Let a worker live through [(moment, whether somebody asks), …], sorted unless its clock jumps; what it printed."""
    steps = steps if in_order else sorted(steps)
    plan = {"rhythms": RHYTHMS, "steps": [[moment.isoformat(), is_asked] for moment, is_asked in steps]}
    ahead = f"{round(steps[0][0].timestamp() - time.time()):+d}"
    with installation(FAKETIME_NO_CACHE="1", FAKETIME_DONT_FAKE_MONOTONIC="1") as environment:
        run(environment, "comptoir", "migrate", "--verbosity=0")
        command = [FAKETIME, "-f", ahead, sys.executable, "-m", "tests.reliability.clock"]
        done = subprocess.run(command, env=environment, cwd=ROOT, input=json.dumps(plan), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


def mails_to(person, found):
    """[(the step at which it left, the numbers of the questions it speaks of), …]"""
    return [(step_of(datetime.fromisoformat(at)), set(map(int, re.findall(r"Question (\d{3})", text)))) for to, at, text in found["mails"] if to == person]


def step_of(moment):
    return moment - (moment - datetime.min.replace(tzinfo=UTC)) % STEP


def full_hour(moment):
    return moment - (moment - datetime.min.replace(tzinfo=UTC)) % HOUR


def next_eight(moment):
    wall = moment.astimezone(PARIS)
    day = wall.date() + timedelta(days=wall.hour >= 8)
    return midnight(day).astimezone(PARIS).replace(hour=8).astimezone(UTC)


def assert_each_told_once(mails, asked, leaves_at):
    """No mail is empty; each speaks of what was asked since the one before, and of nothing else."""
    expected = {}
    for number, moment in enumerate(asked):
        expected.setdefault(leaves_at(moment), set()).add(number)
    assert dict(mails) == expected
