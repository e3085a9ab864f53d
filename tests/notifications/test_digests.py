"""When mails leave: held, grouped, postponed and never lost; ONE mail, checked again as it leaves (N2, N7)."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.utils import timezone

from comptoir.conversations.actions import Draft, ask, post_message
from comptoir.firms.models import LicenceAccess
from comptoir.notifications.actions import mark_read
from comptoir.notifications.listener import notify
from comptoir.preferences.actions import change_settings
from comptoir.security.actions import change_password
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from comptoir.transports.together import send_together

from .choosing import again, choose, want
from .producers import question

MONDAY = datetime(2026, 11, 16, 9, 12, tzinfo=UTC)  # 10:12 in Paris


def at(moment):
    return time_machine.travel(moment, tick=False)


def drain_all(drain):
    while drain():
        pass


def send_all():
    outlet = MailboxOutlet()
    while send_due(outlet) + send_together(outlet):
        pass


def mails_to(person):
    rows = MailboxMessage.objects.filter(recipient=person.email).order_by("id")
    return [message_from_bytes(bytes(row.source), policy=policy.default) for row in rows]


def text_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\u202f", " ").replace("\xa0", " ")


def ask_three(cast, drain):
    """Three questions of two dossiers, all of them to Paul."""
    cast.dossier_of_omega = cast.make_client("Atelier Oméga", cast.lille, managers=[cast.paul])[1]
    for dossier, subject in ((cast.dossier, "TVA"), (cast.dossier_of_omega, "Bilan"), (cast.dossier, "Loyer")):
        ask(dossier, side="accountant", subject=subject, draft=Draft("?", cast.admin), recipient_ids=[cast.paul.pk])
    drain_all(drain)


def test_a_mail_waits_a_few_minutes_and_is_dropped_when_read(cast, drain, settings):
    settings.MAIL_HOLD_SECONDS = 180
    with at(MONDAY):
        conversation = question(cast).conversation
        drain_all(drain)
        send_all()
        assert mails_to(cast.paul) == []
        mark_read(cast.marie, about=conversation)
    with at(MONDAY + timedelta(minutes=3)):
        send_all()

    assert [len(mails_to(one)) for one in (cast.paul, cast.marie)] == [1, 0]


def test_a_daily_digest_is_one_mail_at_its_hour_grouped_by_dossier(cast, drain):
    want(cast.paul, frequency__conversations="daily", digest__hour="18")
    with at(MONDAY):
        ask_three(cast, drain)
    with at(datetime(2026, 11, 16, 16, 59, tzinfo=UTC)):
        send_all()
        assert mails_to(cast.paul) == []
    with at(datetime(2026, 11, 16, 17, 0, tzinfo=UTC)):
        send_all()
        send_all()

    (mail,) = mails_to(cast.paul)
    assert mail["Subject"].replace("\u202f", " ") == "Résumé : 3 nouveautés"
    text = text_of(mail)
    assert text.index("Atelier Oméga") < text.index("Bilan") < text.index("Boulangerie Roux") < text.index("TVA") < text.index("Loyer")
    assert "/settings/notifications/#notify." in text
    assert "<title>Résumé" in mail.get_body(("html",)).get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert set(Delivery.objects.filter(user=cast.paul).values_list("state", flat=True)) == {"sent"}


def test_a_digest_leaves_out_what_was_read_or_lost_and_is_never_empty(cast, drain):
    want(cast.paul, frequency__conversations="daily", digest__hour="18")
    with at(MONDAY):
        first, second = question(cast).conversation, question(cast).conversation
        drain_all(drain)
        mark_read(cast.paul, about=first)
    evening = datetime(2026, 11, 16, 17, 0, tzinfo=UTC)
    with at(evening):
        send_all()
    assert [mail["Subject"].replace("\u202f", " ") for mail in mails_to(cast.paul)] == ["Résumé : 1 nouveauté"]

    with at(evening + timedelta(hours=1)):
        post_message(second, Draft("Encore ?", cast.helene))
        drain_all(drain)
        cast.dossier.manager_links.filter(user=cast.paul).delete()
        LicenceAccess.objects.filter(membership__user=cast.paul).delete()
        second.recipients.filter(user=cast.paul).delete()
    with at(evening + timedelta(days=1)):
        send_all()
    assert len(mails_to(cast.paul)) == 1
    assert Delivery.objects.filter(user=cast.paul, outcome="no_longer_allowed").count() == 1


def test_never_sends_no_mail_and_loses_nothing_in_the_bell(cast, drain, client):
    want(cast.paul, frequency__conversations="never")
    question(cast)
    drain_all(drain)
    send_all()

    assert mails_to(cast.paul) == []
    client.force_login(cast.paul)
    assert "TVA de novembre" in client.get("/notifications/").content.decode()


def test_one_category_at_once_and_one_by_day_are_not_mixed_up(cast, drain):
    want(cast.paul, frequency__conversations="daily", digest__hour="18")
    with at(MONDAY):
        question(cast)
        change_password(cast.paul, "Un-nouveau-secret-77")
        drain_all(drain)
        send_all()

    assert len(mails_to(cast.paul)) == 1
    assert "sécurité" in text_of(mails_to(cast.paul)[0])


def test_quiet_hours_postpone_and_what_waited_leaves_as_one(cast, drain):
    want(cast.paul, quiet__hours="19:00-07:30")
    night = datetime(2026, 11, 16, 19, 30, tzinfo=UTC)  # 20:30 in Paris
    with at(night):
        ask_three(cast, drain)
        send_all()
        assert mails_to(cast.paul) == []
    with at(datetime(2026, 11, 17, 6, 30, tzinfo=UTC)):
        send_all()

    assert [mail["Subject"].replace("\u202f", " ") for mail in mails_to(cast.paul)] == ["Résumé : 3 nouveautés"]


def test_the_account_s_security_waits_for_no_morning(cast, drain):
    want(cast.paul, quiet__hours="19:00-07:30", frequency__conversations="weekly")
    with at(datetime(2026, 11, 16, 22, 0, tzinfo=UTC)):
        change_password(cast.paul, "Un-nouveau-secret-77")
        drain_all(drain)
        send_all()

    assert len(mails_to(cast.paul)) == 1


def test_quiet_time_that_began_while_the_server_was_down_still_counts(cast, drain):
    want(cast.paul, quiet__hours="19:00-07:30")
    with at(datetime(2026, 11, 16, 17, 59, tzinfo=UTC)):
        question(cast)
        drain_all(drain)
    with at(datetime(2026, 11, 16, 20, 0, tzinfo=UTC)):
        send_all()
        assert mails_to(cast.paul) == []
    with at(datetime(2026, 11, 17, 6, 30, tzinfo=UTC)):
        send_all()
    assert len(mails_to(cast.paul)) == 1


@pytest.mark.parametrize(("day", "calendar", "leaves"), [
    (datetime(2026, 11, 11, 9, 0, tzinfo=UTC), "FR", datetime(2026, 11, 11, 23, 0, tzinfo=UTC)),
    (datetime(2026, 12, 26, 9, 0, tzinfo=UTC), "FR", datetime(2026, 12, 26, 9, 0, tzinfo=UTC)),
    (datetime(2026, 12, 26, 9, 0, tzinfo=UTC), "FR-57", datetime(2026, 12, 26, 23, 0, tzinfo=UTC)),
    (datetime(2026, 7, 21, 9, 0, tzinfo=UTC), "BE", datetime(2026, 7, 21, 22, 0, tzinfo=UTC)),
])  # fmt: skip
def test_public_holidays_are_quiet_where_they_are(cast, drain, day, calendar, leaves):
    want(cast.paul, quiet__holidays=calendar)
    with at(day):
        question(cast)
        drain_all(drain)

    assert Delivery.objects.get(user=cast.paul).due_at == leaves


def test_what_waits_leaves_at_the_moment_that_now_holds(cast, drain):
    want(cast.paul, frequency__conversations="weekly", digest__weekday="friday", digest__hour="9")
    with at(MONDAY):
        question(cast)
        drain_all(drain)
        friday = Delivery.objects.get(user=cast.paul).due_at
        want(cast.paul, digest__weekday="wednesday")
        drain_all(drain)
        wednesday = Delivery.objects.get(user=cast.paul).due_at
        change_settings(again(cast.paul), {"dates.time_zone": "America/Montreal"}, by=cast.paul)
        drain_all(drain)
        there = Delivery.objects.get(user=cast.paul).due_at
        want(cast.paul, frequency__conversations="immediately")
        drain_all(drain)
        send_all()

    assert [friday, wednesday, there] == [datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((20, 8), (18, 8), (18, 14))]
    assert len(mails_to(cast.paul)) == 1


def test_a_switch_turned_off_before_the_digest_leaves_still_counts(cast, drain):
    want(cast.paul, frequency__conversations="daily")
    question(cast)
    drain_all(drain)
    choose(cast.paul, "conversation.message", "email", enabled=False)
    with at(timezone.now() + timedelta(days=2)):
        send_all()

    assert mails_to(cast.paul) == []
    assert Delivery.objects.get(user=cast.paul).outcome == "no_longer_wanted"


def test_the_mails_of_a_digest_are_stopped_without_signing_in(cast, drain, client):
    want(cast.paul, frequency__conversations="daily")
    question(cast)
    drain_all(drain)
    with at(timezone.now() + timedelta(days=2)):
        send_all()
    address = mails_to(cast.paul)[0]["List-Unsubscribe"].strip("<>").split("/", 3)[3]

    assert "Nouveaux messages" in client.get(f"/{address}").content.decode()
    client.post(f"/{address}")
    question(cast)
    drain_all(drain)

    assert Delivery.objects.filter(user=cast.paul).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_digest_costs_the_same_whatever_it_carries(cast, drain, django_assert_max_num_queries, count):
    want(cast.paul, frequency__conversations="daily")
    for _number in range(count):
        ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("?", cast.admin), recipient_ids=[cast.paul.pk])
    drain_all(drain)
    with at(timezone.now() + timedelta(days=2)), django_assert_max_num_queries(23):
        send_together(MailboxOutlet())

    assert len(mails_to(cast.paul)) == 1


def test_hearing_twice_postpones_once(cast, drain):
    want(cast.paul, frequency__conversations="daily")
    message = question(cast)
    drain_all(drain)
    notify([message.event])

    assert Delivery.objects.filter(user=cast.paul).count() == 1


def test_a_digest_tells_the_time_of_the_persons_own_clock(cast, drain):
    change_settings(again(cast.paul), {"dates.time_zone": "America/Montreal"}, by=cast.paul)
    want(cast.paul, frequency__conversations="daily", digest__hour="18")
    with at(MONDAY):
        question(cast)
        drain_all(drain)
    with at(MONDAY + timedelta(days=1)):
        send_all()

    assert "lun. 16 nov. à 4 h 12" in text_of(mails_to(cast.paul)[0])
