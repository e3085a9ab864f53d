"""A delivery is sent by one worker, and by another when that one dies."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comptoir.transports.actions import CLAIM, NotFailed, claim, queue_mail, send_again, send_due
from comptoir.transports.email import SmtpOutlet
from comptoir.transports.models import Delivery
from tests.cast import Cast

from .servers import mail_server
from .threads import threaded_db, together  # noqa: F401


def owe(cast, count):
    return [queue_mail(cast.marie, "password_reset", url=f"http://localhost/{number}").pk for number in range(count)]


def test_two_claimers_share_the_work(cast):
    owed = owe(cast, 5)
    until = timezone.now() + CLAIM

    first, second, third = [[one.pk for one in claim(3, until, "email")] for _ in range(3)]

    assert (first, second, third) == (owed[:3], owed[3:], [])


def test_a_claim_lapses_so_that_another_worker_goes_on(cast):
    owed = owe(cast, 1)
    claim(3, timezone.now() + CLAIM, "email")

    assert claim(3, timezone.now() + CLAIM, "email") == []
    with time_machine.travel(timezone.now() + CLAIM + timedelta(seconds=1)):
        assert [one.pk for one in claim(3, timezone.now() + CLAIM, "email")] == owed


def test_what_is_not_due_waits(cast):
    owe(cast, 1)
    Delivery.objects.update(due_at=timezone.now() + timedelta(minutes=5))

    assert claim(3, timezone.now() + CLAIM, "email") == []


def test_only_a_failed_delivery_can_be_sent_again(cast):
    owe(cast, 1)

    with pytest.raises(NotFailed):
        send_again(Delivery.objects.get(), by=cast.marie)


def test_a_delivery_that_cannot_be_rendered_does_not_stop_the_others(cast):
    Delivery.objects.create(user=cast.marie, content="of a feature that is gone")
    good = owe(cast, 2)

    with mail_server() as (address, handler):
        outlet = SmtpOutlet(address)
        while send_due(outlet):
            pass
        outlet.close()

    assert len(handler.mails) == 2
    assert set(Delivery.objects.filter(pk__in=good).values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_every_mail_once(threaded_db):  # noqa: F811
    cast = Cast()
    owe(cast, 30)

    with mail_server() as (address, handler):

        def work():
            outlet, sent = SmtpOutlet(address), 0
            while number := send_due(outlet, limit=4):
                sent += number
            outlet.close()
            return sent

        done = together(work, work, work)

    assert sum(done) == 30
    assert len({mail["Message-ID"] for mail in handler.mails}) == len(handler.mails) == 30
    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
