"""The mails of an invitation: what they say, in whose name, in which language, and when they do not leave (K8)."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from comptoir.clients.actions import disable_portal
from comptoir.clients.models import Client, Contact
from comptoir.invitations.actions import accept, resend, revoke
from comptoir.invitations.actions.ending import look_after
from comptoir.invitations.models import Invitation
from comptoir.notifications.models import Notification
from comptoir.transports.actions import fail
from comptoir.transports.hearing import hear_bounce
from comptoir.transports.models import AddressState, Delivery
from tests.transports.bouncing import returned

from .inviting import LUNA, invited, link_of, send_mails
from .test_accepting import user_with
from .test_inviting import days_later

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_the_mail_is_in_the_name_of_who_clicked_and_says_who_what_until_when_and_where(cast, settings):
    with time_machine.travel(MONDAY, tick=False):
        invitation = invited(cast)
        (mail,) = send_mails()

    assert mail["From"].addresses[0].display_name == "Marie Dubois (Cabinet Lormeau)"
    assert str(mail["Reply-To"]) == "Marie Dubois <marie@example.com>"
    assert str(mail["To"]).endswith("<luna@roux.example>") or str(mail["To"]) == LUNA
    assert mail["Subject"] == "Marie Dubois vous invite sur le portail de Cabinet Lormeau"
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    link = f"{settings.BASE_URL}/l/{link_of(invitation).token}/"
    for body in (" ".join(part.split()) for part in (text, html)):
        assert "Boulangerie Roux" in body
        assert "Luna Roux" in body
        assert link in body
        # Half past nine in Paris.
        assert "jeu. 26 nov. à 9 h 30" in body
    assert re.findall(r"<img|http[^\"' >]*", html).count(link) == len(re.findall(r"<img|https?://[^\"' >]*", html)) == 1


def test_it_speaks_the_language_of_the_contact_or_of_their_account(cast):
    invitation = invited(cast)
    Contact.objects.filter(pk=invitation.contact_id).update(language="en")

    (mail,) = send_mails()

    assert mail["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda cast, one: revoke([one], by=cast.marie), "revoked"),
        (lambda cast, one: accept([one], user=user_with()), "accepted"),
        (lambda cast, one: days_later(one, 3), "expired"),
        (lambda cast, one: disable_portal(Client.objects.filter(pk=cast.client.pk), by=cast.admin), "no_longer_allowed"),
        (lambda cast, one: one.delete(), "withdrawn"),
    ],
)
def test_what_became_useless_before_it_left_stays_here(cast, change, outcome):
    invitation = invited(cast)
    change(cast, invitation)

    assert send_mails() == []

    delivery = Delivery.objects.get(content="invitation")
    assert delivery.state == Delivery.State.DROPPED
    assert delivery.outcome == ("withdrawn" if outcome in {"revoked", "accepted"} else outcome)


def test_of_two_rounds_only_the_last_leaves(cast):
    invitation = days_later(invited(cast), 1)
    resend([invitation], by=cast.paul)

    (mail,) = send_mails()

    assert mail["From"].addresses[0].display_name == "Paul Petit (Cabinet Lormeau)"
    assert sorted(Delivery.objects.values_list("outcome", flat=True)) == ["", "sent_anew"]


def test_mails_of_many_are_written_with_the_queries_of_one(cast, django_assert_max_num_queries):
    from comptoir.invitations.contents import render_invitations

    for name in "abc":
        invited(cast, email=f"{name}@roux.example")
    deliveries = list(Delivery.objects.select_related("contact", "firm"))

    with django_assert_max_num_queries(2):
        assert len(render_invitations(deliveries)) == 3
    with django_assert_max_num_queries(2):
        assert len(render_invitations(deliveries[:1])) == 1


def test_the_person_is_reminded_once_a_day_before_the_end(cast):
    invitation = invited(cast)
    send_mails()

    assert look_after(invitation.expires_at - timezone.timedelta(hours=24, seconds=1)) == 0
    days_later(invitation, 2)
    moment = invitation.expires_at - timezone.timedelta(hours=24)
    assert (look_after(moment), look_after(moment)) == (1, 0)
    (mail,) = send_mails()

    assert mail["Subject"].strip() == "Rappel : votre invitation au portail de Cabinet Lormeau prend bientôt fin"
    assert link_of(invitation).url in mail.get_body(["plain"]).get_content()
    assert look_after(moment + timezone.timedelta(hours=23)) == 0


def test_the_end_is_told_once_to_who_sent_it(cast, drain):
    invitation = invited(cast)
    invitation.refresh_from_db()

    assert look_after(invitation.expires_at - timezone.timedelta(microseconds=1)) == 1  # the reminder
    assert (look_after(invitation.expires_at), look_after(invitation.expires_at)) == (1, 0)
    drain()

    told = Notification.objects.filter(event__verb="invitation.expired")
    assert [one.user for one in told] == [cast.marie]


def test_a_worker_that_was_away_for_days_reminds_nobody_of_what_is_over(cast):
    invitation = invited(cast)

    assert look_after(invitation.expires_at + timezone.timedelta(days=5)) == 1

    assert not Delivery.objects.filter(content="invitation_reminder").exists()


def test_a_new_round_may_be_reminded_and_told_of_anew(cast):
    invitation = invited(cast)
    look_after(invitation.expires_at)
    resend([days_later(invitation, 5)], by=cast.marie)
    invitation.refresh_from_db()

    assert look_after(invitation.expires_at - timezone.timedelta(hours=1)) == 1
    assert look_after(invitation.expires_at) == 1


def fail_delivery(delivery, why="550 5.1.1 boîte inconnue"):
    fail(delivery, why)


def test_a_mail_that_comes_back_makes_the_invitation_undeliverable_and_tells_who_sent_it(cast, drain):
    invitation = invited(cast)
    send_mails()
    hear_bounce(returned("postfix", Delivery.objects.get(), about=LUNA))
    while drain():
        pass

    invitation.refresh_from_db()
    assert invitation.state() == "undeliverable"
    assert "550" in invitation.undeliverable_why
    assert AddressState.objects.bouncing().filter(address=LUNA).exists()
    told = Notification.objects.get(event__verb="invitation.undeliverable")
    assert told.user == cast.marie
    assert look_after(invitation.expires_at) == 0


def test_after_the_address_was_corrected_it_is_sent_again_and_a_late_bounce_says_nothing(cast, drain):
    invitation = invited(cast)
    send_mails()
    first = Delivery.objects.get()
    fail_delivery(first)
    AddressState.objects.create(address=LUNA, reason="550")
    while drain():
        pass
    assert [reason for _one, reason in resend([invitation], by=cast.marie).refused] == ["bouncing"]
    Contact.objects.filter(pk=invitation.contact_id).update(email="luna.roux@roux.example")

    (again,) = resend([invitation], by=cast.marie).sent
    fail_delivery(first)
    while drain():
        pass

    again.refresh_from_db()
    assert (again.state(), again.email) == ("pending", "luna.roux@roux.example")
    assert {mail["To"].addresses[0].addr_spec for mail in send_mails()} == {"luna.roux@roux.example", "marie@example.com"}


def test_a_reminder_that_comes_back_changes_nothing(cast, drain):
    invitation = invited(cast)
    look_after(invitation.expires_at - timezone.timedelta(hours=2))
    fail_delivery(Delivery.objects.get(content="invitation_reminder"))
    while drain():
        pass

    assert Invitation.objects.get().state() == "pending"


def test_an_answered_invitation_does_not_become_undeliverable(cast, drain):
    invitation = invited(cast)
    accept([invitation], user=user_with())
    fail_delivery(Delivery.objects.get())
    while drain():
        pass

    assert Invitation.objects.get().state() == "accepted"


def test_who_no_longer_serves_the_client_is_not_told(cast, drain):
    invitation = invited(cast, by=cast.nora)
    cast.nora.memberships.get().licence_accesses.all().delete()
    accept([invitation], user=user_with())
    while drain():
        pass

    assert not Notification.objects.filter(user=cast.nora).exists()
