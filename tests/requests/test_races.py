"""Two at the same moment: one counts, the other hears of it."""

import uuid

import pytest
from django.db import close_old_connections

from comptoir.events.models import Event
from comptoir.requests.actions import AlreadyDone, cancel_request, complete_request
from comptoir.requests.models import Request
from tests.cast import Cast
from tests.transports.threads import threaded_db, together  # noqa: F401

from .asking import send


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_the_same_moment_are_one_request(threaded_db):  # noqa: F811
    cast, key = Cast(), uuid.uuid4()
    contact = cast.contact_of(cast.helene, cast.client)

    def click():
        close_old_connections()
        return send(cast, contact, key=key).pk

    assert len(set(together(click, click, click, click))) == 1
    assert Event.objects.filter(verb="request.sent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_and_a_cancellation_one_counts(threaded_db):  # noqa: F811
    cast = Cast()
    contact = cast.contact_of(cast.helene, cast.client)
    made = send(cast, contact)

    def attempt(act):
        close_old_connections()
        try:
            return act().state
        except AlreadyDone as done:
            return f"heard: {done.request.state}"

    results = together(
        lambda: attempt(lambda: complete_request(made, contact, "Première", None)),
        lambda: attempt(lambda: complete_request(made, contact, "Seconde", None)),
        lambda: attempt(lambda: cancel_request(made, by=cast.marie)),
    )

    now = Request.objects.get().state
    assert sorted(results) == sorted([now, f"heard: {now}", f"heard: {now}"])
    assert Event.objects.filter(verb__in=("request.completed", "request.cancelled")).count() == 1
