"""What a piece of work costs beside its floor: the least code that does the same reads, writes and bytes.

Both run in turns within one process, so that a busy machine slows them alike; the figure is the median of the rounds.
CPU is the user and system time of this process and of PostgreSQL's processes that serve our database.
"""

import time
from dataclasses import dataclass
from statistics import median

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext

ROUNDS = 7
ROUND_SECONDS = 0.3
quick = False


@dataclass(frozen=True)
class Cost:
    """Seconds for one piece of work."""

    cpu: float
    wall: float

    def __sub__(self, other):
        return Cost(self.cpu - other.cpu, self.wall - other.wall)

    def __truediv__(self, count):
        return Cost(self.cpu / count, self.wall / count)


@dataclass(frozen=True)
class Comparison:
    """Medians of ours and of the floor, and the median of the rounds' ratios."""

    ours: Cost
    floor: Cost
    ratio: Cost


def compare(ours, floor, *, after=lambda: None, calls=None):
    """Run both in turns, at least five times each. `after` tidies up after every round; nobody counts it.

    A round is `calls` calls; as many as make it long enough when that is left open.
    """
    count = calls or calls_per_round(ours, floor, after)
    rounds = []
    for number in range(5 if quick else ROUNDS):
        first, second = (ours, floor) if number % 2 else (floor, ours)
        costs = {}
        for work in (first, second):
            costs[work] = cost_of(work, count)
            after()
        rounds.append((costs[ours], costs[floor]))
    return Comparison(
        ours=middle([ours for ours, _floor in rounds]),
        floor=middle([floor for _ours, floor in rounds]),
        ratio=middle([Cost(safely(a.cpu, b.cpu), safely(a.wall, b.wall)) for a, b in rounds]),
    )


def cost_of(work, count=1):
    """The mean cost of `count` calls."""
    backends = database_processes()
    before = now(backends)
    for _ in range(count):
        work()
    return (now(backends) - before) / count


def middle(costs):
    return Cost(median(cost.cpu for cost in costs), median(cost.wall for cost in costs))


def queries_of(work):
    """How many queries one call makes, after one that warms what is kept."""
    work()
    return queries_of_once(work)


def queries_of_once(work):
    """How many queries this very call makes; BEGIN, COMMIT and savepoints are not counted."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for query in captured)


def row(id, work, comparison, limit, note="", **more):
    """One line of the table: milliseconds of CPU and of wall time, and the ratio of the CPU."""
    return {
        "id": id,
        "work": work,
        "unit": "ms",
        "ours": comparison.ours.cpu * 1000,
        "floor": comparison.floor.cpu * 1000,
        "ratio": comparison.ratio.cpu,
        "wall_ours": comparison.ours.wall * 1000,
        "wall_floor": comparison.floor.wall * 1000,
        "wall_ratio": comparison.ratio.wall,
        "limit": limit,
        "note": note,
    } | more


def calls_per_round(ours, floor, after):
    """Enough calls for the clock of the database's processes, which ticks every ten milliseconds. Warms both up."""
    longest = 0
    for work in (floor, ours, floor, ours):
        longest = max(longest, cost_of(work).wall)
        after()
    few = 1 if quick or longest > ROUND_SECONDS else 3
    return min(200, max(few, int((0.1 if quick else ROUND_SECONDS) / longest)))


def now(backends):
    spent = sum(sum(backend.cpu_times()[:2]) for backend in backends)
    return Cost(time.process_time() + spent, time.perf_counter())


def database_processes():
    """PostgreSQL's processes for our database, when they run on this machine; none for SQLite, which works in ours."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        pids = [pid for (pid,) in cursor.fetchall()]
    return [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid) and "postgres" in psutil.Process(pid).name()]


def safely(a, b):
    return a / b if b else float("inf")
