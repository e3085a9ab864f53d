"""Two at the same moment: one counts, the other hears of it."""

import uuid

import pytest
from django.db import close_old_connections

from comptoir.events.models import Event
from comptoir.validations.actions import AlreadySettled, accept_validation, refuse_validation, withdraw_validation
from comptoir.validations.models import Validation
from tests.cast import Cast
from tests.transports.threads import threaded_db, together  # noqa: F401

from .asking import request


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_the_same_moment_are_one_request(threaded_db):  # noqa: F811
    cast, key = Cast(), uuid.uuid4()

    def click():
        close_old_connections()
        return request(cast, key=key).pk

    assert len(set(together(click, click, click, click))) == 1
    assert Event.objects.filter(verb="validation.requested").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_an_acceptance_a_refusal_and_a_withdrawal_one_counts(threaded_db):  # noqa: F811
    cast = Cast()
    made = request(cast)

    def attempt(act, **named):
        close_old_connections()
        try:
            return act(made, **named).state
        except AlreadySettled as settled:
            return f"heard: {settled.validation.state}"

    results = together(
        lambda: attempt(accept_validation, by=cast.marie),
        lambda: attempt(refuse_validation, by=cast.marie, reason="Non."),
        lambda: attempt(withdraw_validation, by=cast.paul),
    )

    now = Validation.objects.get().state
    assert sorted(results) == sorted([now, f"heard: {now}", f"heard: {now}"])
    assert Event.objects.exclude(verb="validation.requested").filter(verb__startswith="validation.").count() == 1
