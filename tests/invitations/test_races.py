"""Two at the same moment: one counts, the other hears of it."""

import pytest
from django.db import close_old_connections

from comptoir.accounts.models import User
from comptoir.clients.models import ClientAccess
from comptoir.events.models import Event
from comptoir.invitations.actions import AccountExists, Asked, NotAcceptable, accept, invite, join, resend, revoke
from comptoir.invitations.actions.ending import look_after
from comptoir.invitations.actions.rounds import links_of
from comptoir.invitations.models import Invitation
from comptoir.transports.models import Delivery
from tests.cast import Cast
from tests.transports.threads import threaded_db, together  # noqa: F401

from .inviting import LUNA, PASSWORD, contact_of, invited
from .test_inviting import days_later

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(act, *refusals):
    close_old_connections()
    try:
        return act()
    except refusals as refused:
        return type(refused).__name__


def test_four_clicks_at_the_same_moment_are_one_invitation_and_one_mail(threaded_db):  # noqa: F811
    cast = Cast()
    contact = contact_of(cast)

    def click():
        close_old_connections()
        outcome = invite([Asked(cast.client, contact)], by=cast.marie)
        return [*(one.pk for one in outcome.sent), *(reason for _one, reason in outcome.refused)]

    results = together(click, click, click, click)

    sent = Invitation.objects.get()
    assert sorted(map(str, sum(results, []))) == [str(sent.pk), "pending", "pending", "pending"]
    assert Delivery.objects.filter(content="invitation").count() == 1
    assert links_of([sent]).alive().count() == 1


def test_four_presses_of_send_again_are_one_round(threaded_db):  # noqa: F811
    cast = Cast()
    invitation = days_later(invited(cast), 1)

    def press():
        close_old_connections()
        return len(resend([invitation], by=cast.marie).sent)

    assert sorted(together(press, press, press, press)) == [0, 0, 0, 1]
    assert Invitation.objects.get().times_sent == 2
    assert links_of([invitation]).alive().count() == 1


def test_two_tabs_accept_once(threaded_db):  # noqa: F811
    cast = Cast()
    invitation = invited(cast)
    user = User.objects.create_user(LUNA)

    results = together(*[lambda: attempt(lambda: len(accept([invitation], user=user)), NotAcceptable)] * 3)

    assert sorted(map(str, results)) == ["1", "NotAcceptable", "NotAcceptable"]
    assert Event.objects.filter(verb="invitation.accepted").count() == 1
    assert ClientAccess.objects.filter(user=user).count() == 1


def test_two_forms_sent_at_the_same_moment_make_one_account(threaded_db):  # noqa: F811
    cast = Cast()
    invitation = invited(cast)
    person = {"email": LUNA, "first_name": "Luna", "last_name": "Roux", "password": PASSWORD, "language": "fr"}

    results = together(*[lambda: attempt(lambda: join([invitation], **person).email, AccountExists, NotAcceptable)] * 3)

    assert sorted(results)[-1] == LUNA
    assert set(sorted(results)[:2]) <= {"AccountExists", "NotAcceptable"}
    assert User.objects.filter(email=LUNA).count() == ClientAccess.objects.filter(user__email=LUNA).count() == 1


def test_of_an_acceptance_and_a_revocation_one_counts(threaded_db):  # noqa: F811
    cast = Cast()
    invitation = invited(cast)
    user = User.objects.create_user(LUNA)

    accepted, revoked = together(
        lambda: attempt(lambda: len(accept([invitation], user=user)), NotAcceptable), lambda: attempt(lambda: revoke([invitation], by=cast.marie))
    )

    assert (accepted, revoked) in {(1, 0), ("NotAcceptable", 1)}
    assert ClientAccess.objects.filter(user=user).exists() is (accepted == 1)


def test_two_workers_tell_of_one_end_once(threaded_db):  # noqa: F811
    cast = Cast()
    invitation = invited(cast)
    moment = invitation.expires_at

    results = together(*[lambda: attempt(lambda: look_after(moment))] * 3)

    assert sum(results) == 1
    assert Event.objects.filter(verb="invitation.expired").count() == 1
