"""R1 for what leaves the building: `kill -9` of the worker amid mails, digests and pushes, until nothing waits.

Every delivery ends as sent, once. Only the message in hand may come twice, at most one of each kind for each kill: the one that the server had taken
when the worker died before writing so down. It then has the same Message-ID, or the same tag, so that its reader can tell.
"""

import asyncio
import json
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from email import message_from_bytes, policy

import psycopg
import pytest

from tests.transports.push_receiver import Handler, running_push_service

from .harness import ROOT, MailServer, Program, installation, postgres_server, run, until

pytestmark = pytest.mark.reliability
SEED, KILLS = 1789, 10
PEOPLE, MESSAGES = 72, 10
MAILED_SINGLY, WITH_DEVICE = range(0, PEOPLE, 6), range(0, PEOPLE, 2)
PUSHED_SINGLY = range(0, PEOPLE, 4)
# The servers take their time, so that the kills find work to fall into.
SECONDS_FOR_A_MAIL, SECONDS_FOR_A_PUSH = 0.02, 0.01


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killed_amid_mails_digests_and_pushes_each_leaves_once_and_no_digest_is_parted_or_empty(database, capsys, monkeypatch):
    monkeypatch.setattr(Handler, "do_POST", slowly(Handler.do_POST))
    with Mailboxes() as mails, running_push_service() as pushes:
        surroundings = {"SMTP_URL": mails.url, "OUTGOING_ALLOWED": pushes.place}
        with installation(server_for(database), **surroundings) as environment:
            stage(environment, pushes)
            worker = Program(environment, "worker")
            try:
                amid_work = sum(kill_and_restart(worker, environment, mails, pushes, chance) for chance in chances())
                worker.start()
                until(lambda: not waiting(environment), within=60)
            finally:
                worker.stop()
            deliveries = rows(environment, "SELECT id, user_id, channel, is_grouped, state FROM transports_delivery ORDER BY id")
    figures = reckon_mails(deliveries, mails.taken()) | reckon_pushes(pushes)
    with capsys.disabled():
        print(f"\n{database}: {amid_work} of {KILLS} kills amid work; " + ", ".join(f"{name} {value}" for name, value in figures.items()))
    assert amid_work == KILLS, f"too little work to tell anything:\n{worker.said()[-3000:]}"
    none = ("not sent", "mails missing", "mails nobody is owed", "digests parted or empty", "pushes missing", "pushes parted or empty")
    assert figures == figures | dict.fromkeys(none, 0)
    assert max(figures["mails doubled"], figures["pushes doubled"]) <= KILLS, "more than one for each kill"


def server_for(database):
    if database == "sqlite":
        return None
    return postgres_server() or pytest.skip("DATABASE_URL names no PostgreSQL that answers")


class Mailboxes(MailServer):
    """A mail server that keeps what it took, and takes its time."""

    def __init__(self):
        super().__init__()
        self.sources = []

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(SECONDS_FOR_A_MAIL)
        self.sources.append(envelope.content)
        return "250 Taken"

    def taken(self):
        """[(id of the delivery that the Message-ID names, Message-ID, subject), …]"""
        heads = [message_from_bytes(source, policy=policy.default) for source in self.sources]
        return [(int(head["Message-ID"].strip("<").partition(".")[0]), str(head["Message-ID"]), str(head["Subject"])) for head in heads]


def slowly(answer):
    def answer_slowly(handler):
        time.sleep(SECONDS_FOR_A_PUSH)
        answer(handler)

    return answer_slowly


def stage(environment, pushes):
    run(environment, "comptoir", "migrate", "--verbosity=0")
    plan = {
        "people": PEOPLE,
        "messages": MESSAGES,
        "mailed_singly": list(MAILED_SINGLY),
        "pushed_singly": list(PUSHED_SINGLY),
        "devices": {number: pushes.browser(str(number)).subscription for number in WITH_DEVICE},
    }
    command = [sys.executable, "-m", "tests.reliability.waiting_news"]
    done = subprocess.run(command, env=environment, cwd=ROOT, input=json.dumps(plan), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-4000:]


def chances():
    chance = random.Random(SEED)
    return [chance.uniform(0, 0.45) for _ in range(KILLS)]


def kill_and_restart(worker, environment, mails, pushes, after):
    """Let it work for so many seconds from the first thing that leaves, and kill it; whether there was work left then.

    What it held is free again after sixty seconds: nobody waits for them here, for the worker that would have held on is dead.
    """
    before = len(mails.sources) + len(pushes.taken)
    worker.start()
    until(lambda: len(mails.sources) + len(pushes.taken) > before or not waiting(environment), within=30, every=0.01)
    time.sleep(after)
    assert worker.is_running(), f"it had ended by itself:\n{worker.said()[-3000:]}"
    worker.kill()
    rows(environment, "UPDATE transports_delivery SET claimed_until = NULL WHERE state = 'pending'")
    return waiting(environment) > 0


def waiting(environment):
    """How many deliveries are pending."""
    return rows(environment, "SELECT count(*) FROM transports_delivery WHERE state = 'pending'")[0][0]


def rows(environment, statement):
    """What a statement brings, from outside of any Comptoir."""
    url = environment["DATABASE_URL"]
    connect = (lambda: sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) if url.startswith("sqlite") else (lambda: psycopg.connect(url))
    with closing(connect()) as connection:
        found = connection.execute(statement)
        brought = found.fetchall() if found.description else []
        connection.commit()
        return brought


def reckon_mails(deliveries, mails):
    """What was owed by mail against what the server took, as numbers. `mails` are as `Mailboxes.taken` gives them."""
    expected, taken = expected_mails(deliveries), Counter((pk, message_id) for pk, message_id, _subject in mails)
    digests = {pk: count for pk, count in expected.items() if count > 1}
    return {
        "deliveries": len(deliveries),
        "not sent": sum(state != "sent" for *_rest, state in deliveries),
        "mails": len(taken),
        "mails missing": len(expected.keys() - {pk for pk, _message_id in taken}),
        "mails nobody is owed": len(taken) - len({pk for pk, _message_id in taken} & expected.keys()),
        "mails doubled": len(mails) - len(taken),
        "digests": len(digests),
        "digests parted or empty": sum(str(digests[pk]) not in subject.split() for pk, _message_id, subject in mails if pk in digests),
    }


def expected_mails(deliveries):
    """{id of the first delivery of a mail: how many it carries}."""
    mails, first = Counter(), {}
    for pk, user_id, channel, is_grouped, _state in deliveries:
        if channel == "email":
            mails[first.setdefault(user_id, pk) if is_grouped else pk] += 1
    return mails


def reckon_pushes(pushes):
    """What each browser was shown against what its person was owed, as numbers."""
    shown = {number: Counter((push["tag"], push["title"]) for push in pushes.shown(str(number))) for number in WITH_DEVICE}
    owed = {number: MESSAGES if number in PUSHED_SINGLY else 1 for number in WITH_DEVICE}
    together = [title for number in WITH_DEVICE if number not in PUSHED_SINGLY for _tag, title in shown[number]]
    return {
        "pushes": sum(map(len, shown.values())),
        "pushes missing": sum(owed[number] - len(shown[number]) for number in WITH_DEVICE),
        "pushes doubled": sum((count.total() - len(count)) for count in shown.values()),
        "pushes parted or empty": sum(str(MESSAGES) not in title.split() for title in together),
    }
