"""R1: `kill -9` of the web process and of the worker at random moments under load.

Whatever was answered is kept, and told once. Only a mail may come twice, at most one for each kill: the one that the server
had taken when the worker died before writing so down.
"""

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter

import pytest

from tests.cast import PASSWORD

from .harness import HEALTHY_WITHIN_SECONDS, MailServer, Program, Visitor, answers, installation, postgres_server, run, until

pytestmark = pytest.mark.reliability
KILLS = 10
SEED = 1789
PAUSE_BETWEEN_POSTS = 0.15


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_killed_at_random_moments_nothing_is_lost_and_nobody_is_told_twice(database, capsys):
    with MailServer() as mails, installation(server_for(database), SMTP_URL=mails.url) as environment:
        run(environment, "comptoir", "migrate", "--verbosity=0")
        participants = {int(pk): set(emails) for pk, emails in json.loads(run(environment, "tests.reliability.rows", "stage")).items()}
        port = int(environment["PORT"])
        web, worker = Program(environment, "serve", "--port", str(port)), Program(environment, "worker")
        try:
            posters, recoveries = kill_under_load(web, worker, port, participants)
            drained_in = until(lambda: nothing_waits(environment), within=120, every=1)
            found = json.loads(run(environment, "tests.reliability.rows", "found"))
        finally:
            web.stop()
            worker.stop()
    figures = reckon(posters, participants, found, mails.message_ids)
    with capsys.disabled():
        print(f"\n{database}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
        print(f"  healthy again after {max(recoveries):.1f} s at most, queue empty {drained_in:.0f} s after the load; {dict(answers_of(posters))}")
    assert max(recoveries) <= HEALTHY_WITHIN_SECONDS
    assert figures["acknowledged"] > 10 * KILLS, f"too little load to tell anything:\n{web.said()[-3000:]}"
    assert figures == figures | {"lost": 0, "doubled": 0, "bells missing": 0, "bells too many": 0, "bells doubled": 0, "mails missing": 0, "mails failed": 0}
    assert figures["mails doubled"] <= KILLS, "more than one for each kill of the worker"


def server_for(database):
    if database == "sqlite":
        return None
    return postgres_server() or pytest.skip("DATABASE_URL names no PostgreSQL that answers")


def kill_under_load(web, worker, port, participants):
    """Ten kills of each program in random order while three people write; return the writers and the seconds until the web answered again."""
    chance = random.Random(SEED)
    web.start()
    until(lambda: answers(port) or not web.is_running(), within=60)
    assert web.is_running(), f"it did not start:\n{web.said()[-3000:]}"
    worker.start()
    posters = [Poster(port, email, sorted(participants), chance.random()) for email in sorted(participants[min(participants)])]
    for poster in posters:
        poster.start()
    victims = [web, worker] * KILLS
    chance.shuffle(victims)
    recoveries = [kill_and_restart(victim, port, chance.uniform(0.3, 4)) for victim in victims]
    time.sleep(1)
    for poster in posters:
        poster.finish()
    return posters, recoveries


def kill_and_restart(victim, port, after):
    time.sleep(after)
    assert victim.is_running(), f"it had ended by itself:\n{victim.said()[-3000:]}"
    victim.kill()
    victim.start()
    return until(lambda: answers(port), within=4 * HEALTHY_WITHIN_SECONDS)


class Poster(threading.Thread):
    """Somebody who writes message after message, and sends each again under the same key until it is answered."""

    def __init__(self, port, email, conversations, seed):
        super().__init__(name=email, daemon=True)
        self.visitor = Visitor(port)
        self.email = email
        self.conversations = conversations
        self.chance = random.Random(seed)
        self.acknowledged = {}
        self.answers = Counter()
        self.stopping = threading.Event()

    def run(self):
        self.keep_trying(lambda: self.visitor.sign_in(self.email, PASSWORD))
        while not self.stopping.is_set():
            key, conversation = str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), self.chance.choice(self.conversations)
            if self.keep_trying(lambda key=key, conversation=conversation: self.post(conversation, key)):
                self.acknowledged[key] = conversation
            self.stopping.wait(PAUSE_BETWEEN_POSTS)

    def finish(self):
        self.stopping.set()
        self.join(30)
        assert not self.is_alive(), f"{self.email} still waits for an answer"

    def post(self, conversation, key):
        """True once the message is taken: the answer leads back to the conversation."""
        status, headers, _body = self.visitor.post(f"/conversations/{conversation}/messages/", body=f"Message {key}", key=key)
        self.answers[status] += 1
        return status in {302, 303} and headers["Location"].startswith(f"/conversations/{conversation}/")

    def keep_trying(self, attempt):
        """Whether `attempt` came through; asked again as long as the server is away or refuses, until the test stops."""
        while not self.stopping.is_set():
            try:
                if attempt():
                    return True
            except (OSError, http.client.HTTPException):
                self.answers["connection lost"] += 1
            self.stopping.wait(0.1)
        return False


def nothing_waits(environment):
    """No event and no delivery is pending."""
    return not any(json.loads(run(environment, "tests.reliability.rows", "waiting")).values())


def reckon(posters, participants, found, message_ids):
    """What was promised against what is there, as numbers."""
    acknowledged = {key for poster in posters for key in poster.acknowledged}
    keys = Counter(key for key, *_rest in found["messages"])
    expected = {(event, email) for _key, event, author, pk in found["messages"] for email in participants[pk] - {author}}
    events = {event for _key, event, *_rest in found["messages"]}
    bells = Counter((event, email) for event, email in found["notifications"] if event in events)
    owed = {(event, email) for _pk, event, email, _state in found["deliveries"] if event in events}
    taken = Counter(int(message_id.strip("<").partition(".")[0]) for message_id in message_ids)
    return {
        "kills": 2 * KILLS,
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged - set(keys)),
        "doubled": sum(count - 1 for count in keys.values()),
        "bells": len(bells),
        "bells missing": len(expected - set(bells)),
        "bells too many": len(set(bells) - expected),
        "bells doubled": sum(count - 1 for count in bells.values()),
        "mails": len(taken),
        "mails missing": len(expected - owed) + sum(pk not in taken for pk, *_rest in found["deliveries"]),
        "mails failed": sum(state != "sent" for *_rest, state in found["deliveries"]),
        "mails doubled": sum(count - 1 for count in taken.values()),
    }


def answers_of(posters):
    return sum((poster.answers for poster in posters), Counter())
