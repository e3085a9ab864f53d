"""K8: an invitation is valid for three days of twenty-four hours, to the minute, also across both changes of the clocks.

The real worker and the real page, on a machine whose clock is put forward by `faketime` (Debian's package).
"""

import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from .harness import ROOT, installation, run

FAKETIME = shutil.which("faketime")
pytestmark = [pytest.mark.reliability, pytest.mark.skipif(FAKETIME is None, reason="the command `faketime` is not installed")]
PARIS = ZoneInfo("Europe/Paris")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    "sent_on", [datetime(2026, 3, 27, 14, tzinfo=PARIS), datetime(2026, 10, 23, 14, tzinfo=PARIS), datetime(2026, 6, 3, 14, tzinfo=PARIS)],
    ids=["spring", "autumn", "summer"],
)  # fmt: skip
def test_an_invitation_lasts_three_days_to_the_minute(sent_on):
    sent_at = sent_on.astimezone(UTC)
    last = sent_at + 3 * DAY

    seen = live_through(sent_at, [sent_at + MINUTE, last - DAY - MINUTE, last - DAY + MINUTE, last - MINUTE, last + MINUTE, last + DAY])

    # The mail; nothing more a day and a minute before the end; the reminder; still good; over, told once.
    assert seen == [
        ["pending", 200, 1, 0],
        ["pending", 200, 1, 0],
        ["pending", 200, 2, 0],
        ["pending", 200, 2, 0],
        ["expired", 410, 2, 1],
        ["expired", 410, 2, 1],
    ]


def live_through(sent_at, looks):
    """What the process saw at each look."""
    plan = {"sent_at": sent_at.isoformat(), "looks": [moment.isoformat() for moment in looks]}
    ahead = f"{round(sent_at.timestamp() - time.time()):+d}"
    with installation(FAKETIME_NO_CACHE="1", FAKETIME_DONT_FAKE_MONOTONIC="1") as environment:
        run(environment, "comptoir", "migrate", "--verbosity=0")
        command = [FAKETIME, "-f", ahead, sys.executable, "-m", "tests.reliability.invitation_clock"]
        done = subprocess.run(command, env=environment, cwd=ROOT, input=json.dumps(plan), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)
