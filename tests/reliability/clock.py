"""A worker that lives through days in seconds: `python -m tests.reliability.clock` under the command `faketime`, on an installation of its own.

Reads {"rhythms": {address: frequency}, "steps": [[moment, whether Hélène asks something then], …]}: at each step this machine's clock is put to
that moment, forward or back, and the worker does all that it finds to do. Prints the mails that left: [[recipient, when, text], …].
"""

import json
import math
import os
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import django


def main():
    django.setup()
    plan = json.load(sys.stdin)
    clock = Clock()
    clock.put_to(datetime.fromisoformat(plan["steps"][0][0]) - timedelta(hours=1))
    asks = somebody_who_asks(plan["rhythms"])
    work = everything_of_a_worker()
    for moment, is_asked in plan["steps"]:
        clock.put_to(datetime.fromisoformat(moment))
        if is_asked:
            next(asks)
        work()
    print(json.dumps({"mails": mails(), "waiting": waiting()}))


class Clock:
    """The clock of this process, which runs on from wherever it is put."""

    def __init__(self):
        self.ahead = int(os.environ["FAKETIME"])

    def put_to(self, moment):
        self.ahead += math.ceil((moment - datetime.now(UTC)).total_seconds())
        os.environ["FAKETIME"] = f"{self.ahead:+d}"
        assert timedelta(0) <= datetime.now(UTC) - moment < timedelta(seconds=5), "faketime does not obey"


def somebody_who_asks(rhythms):
    """The cast, these people with these rhythms; each step of it is one more question of Hélène's, «Question 000», «Question 001», …"""
    from comptoir.accounts.models import User
    from comptoir.conversations.actions import Draft, ask
    from comptoir.conversations.models import Side
    from comptoir.notifications.choices import frequency_key
    from comptoir.notifications.registry import all_topics
    from comptoir.preferences.actions import change_settings
    from tests.cast import Cast

    cast = Cast()
    for address, frequency in rhythms.items():
        person = User.objects.get(email=address)
        change_settings(person, {frequency_key(topic.category): frequency for topic in all_topics() if not topic.critical}, by=person)

    def questions():
        number = 0
        while True:
            ask(cast.dossier, side=Side.ACCOUNTANT, subject=f"Question {number:03}", draft=Draft("Bonjour ?", cast.helene))
            yield number
            number += 1

    return questions()


def everything_of_a_worker():
    """A function that does what a worker finds to do, until it finds nothing."""
    from comptoir.events.outbox import drain
    from comptoir.server.worker import Worker

    steps = [drain, Worker().send]

    def work():
        for step in steps:
            while step():
                pass

    return work


def mails():
    """What the demo's mailbox holds: no mail server is named."""
    from comptoir.transports.models import MailboxMessage

    return [[one.recipient, one.received_at.isoformat(), text_of(one.source)] for one in MailboxMessage.objects.order_by("pk")]


def text_of(source):
    return message_from_bytes(bytes(source), policy=policy.default).get_body(["plain"]).get_content()


def waiting():
    from comptoir.transports.models import Delivery

    return Delivery.objects.filter(state=Delivery.State.PENDING).count()


if __name__ == "__main__":
    main()
