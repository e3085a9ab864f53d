"""Mails that come back: what the notices of real servers say, whom they move, and that nobody can forge one (C7, promises H1-H3)."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings, strategies

from comptoir.conversations.actions import Draft, post_message
from comptoir.events.models import Event
from comptoir.events.recording import record_event
from comptoir.notifications.models import Notification
from comptoir.preferences.history import change_of
from comptoir.profile.actions import ask_email_change, confirm_email_change
from comptoir.profile.models import EmailChange
from comptoir.security.actions import change_password
from comptoir.transports.actions import queue_mail
from comptoir.transports.addresses import bounce_of, clear_bounce, heard_at_once, known_as_bouncing, undeliverable
from comptoir.transports.bounces import read_bounce
from comptoir.transports.email import Refused, delivery_of_message_id, message_id
from comptoir.transports.hearing import Heard, hear_bounce
from comptoir.transports.models import AddressState, Delivery
from comptoir.transports.smtp_words import Verdict
from tests.notifications.producers import question
from tests.walks.test_walls import changes, rows

from .bouncing import MAILS, returned, sent_to

FINAL = {
    "postfix": "550 5.1.1 <helene@example.com>: Recipient address rejected: User unknown in virtual mailbox table",
    "exim": "Unrouteable address",
    "exim_of_before": "host mail.example.com [192.0.2.25]: 550 no such mailbox here",
    "qmail": "Remote host said: 550 5.1.1 unknown or illegal alias: helene@example.com Giving up on 192.0.2.25.",
    "exchange": "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient helene@example.com not found by SMTP address lookup",
    "gmail": "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos"
    " or 550 5.1.1 unnecessary spaces.",
    "alias": "550 5.1.1 mailbox unavailable",
}
NO_BOUNCES = ["absence", "receipt", "forwarded"]


@pytest.fixture
def answer(cast, drain):
    """Marie's answer to Hélène, whose mail left; everything before it is done with."""
    conversation = question(cast).conversation
    drain()
    Delivery.objects.all().delete()
    message = post_message(conversation, Draft("Le 24, comme chaque mois.", cast.marie))
    drain()
    Delivery.objects.exclude(user=cast.helene).delete()
    message.delivery = Delivery.objects.get()
    message.delivery.state, message.delivery.sent_at = Delivery.State.SENT, timezone.now()
    message.delivery.save()
    return message


def told_of_failures(user):
    return Notification.objects.filter(user=user, topic="conversation.send_error").count()


def drain_all(drain):
    while drain():
        pass


@pytest.mark.parametrize("kind", FINAL)
def test_every_kind_of_server_is_understood(cast, answer, kind):
    assert hear_bounce(returned(kind, answer.delivery)) == Heard.NOBODY_THERE

    answer.delivery.refresh_from_db()
    state = AddressState.objects.get()
    assert (answer.delivery.state, answer.delivery.error) == ("failed", FINAL[kind])
    assert (state.address, state.reason, state.delivery, state.cleared_at) == (cast.helene.email, FINAL[kind], answer.delivery, None)


@pytest.mark.parametrize("kind", NO_BOUNCES)
def test_absences_receipts_and_forwarded_notices_are_no_bounces(cast, answer, kind):
    before = rows()

    assert hear_bounce(returned(kind, answer.delivery)) == Heard.NOT_A_BOUNCE
    assert changes(before, rows()) == {}


def test_a_notice_of_delay_changes_nothing(cast, answer):
    before = rows()

    assert hear_bounce(returned("late", answer.delivery)) == Heard.LATE
    assert changes(before, rows()) == {}


@pytest.mark.parametrize("kind", ["given_up", "blocked"])
def test_a_mail_given_up_or_refused_for_what_it_is_fails_and_leaves_the_address_alone(cast, answer, kind):
    assert hear_bounce(returned(kind, answer.delivery)) == Heard.GIVEN_UP

    answer.delivery.refresh_from_db()
    assert answer.delivery.state == "failed"
    assert not AddressState.objects.exists()


def test_the_author_is_told_and_reads_it_in_the_conversation(cast, answer, drain, client):
    hear_bounce(returned("postfix", answer.delivery))
    drain_all(drain)
    client.force_login(cast.marie)

    page = client.get(f"/conversations/{answer.conversation_id}/").content.decode()

    assert told_of_failures(cast.marie) == 1
    assert "Non remis à Hélène Roux." in page
    assert "Renvoyer" in page


def test_it_stands_in_the_history_of_whose_address_it_is(cast, answer):
    hear_bounce(returned("postfix", answer.delivery))
    clear_bounce(cast.helene, by=cast.helene)

    events = Event.objects.about(cast.helene).filter(verb__startswith="address.").order_by("pk")

    assert [(one.verb, one.actor, one.door, one.address) for one in events] == [("address.bounced", None, "", ""), ("address.cleared", cast.helene, "", "")]
    assert [change_of(one).title.replace("\u202f", " ") for one in events] == [
        f"L’adresse helene@example.com ne reçoit plus nos e-mails : {FINAL['postfix']}",
        "L’adresse helene@example.com est de nouveau essayée",
    ]


@pytest.mark.parametrize(
    "forge",
    [
        lambda source, one: source.replace(message_id(one.pk).encode(), b"<%d.0123456789abcdef@comptoir.example>" % one.pk),
        lambda source, one: source.replace(message_id(one.pk).encode(), message_id(one.pk + 4711).encode()),
        lambda source, one: source.replace(message_id(one.pk).encode(), b"<%s.%s@x>" % (b"9" * 300, b"a" * 16)),
        lambda source, one: source.replace(message_id(one.pk).encode(), b"<whatever@example.com>"),
        lambda source, one: source.replace(b"helene@example.com", b"jules@example.com"),
        lambda source, one: source.replace(b"helene@example.com", b"helene@example.com.evil.example"),
    ],
    ids=["digest", "id", "huge", "foreign", "recipient", "domain"],
)
def test_a_forged_bounce_does_nothing_and_nothing_of_it_is_written_down(cast, answer, forge, caplog):
    before = rows()
    caplog.set_level(logging.DEBUG)

    assert hear_bounce(forge(returned("postfix", answer.delivery), answer.delivery)) == Heard.UNKNOWN
    assert changes(before, rows()) == {}
    assert "example" not in caplog.text


def test_the_proof_of_one_mail_is_no_proof_of_another(cast):
    one, other = sent_to(cast.helene), sent_to(cast.jules)

    assert [delivery_of_message_id(message_id(pk)) for pk in (one.pk, other.pk)] == [one.pk, other.pk]
    assert delivery_of_message_id(message_id(one.pk).replace(f"<{one.pk}.", f"<{other.pk}.")) is None
    assert delivery_of_message_id(message_id(one.pk).replace(f"<{one.pk}.", f"<0{one.pk}.")) is None
    assert hear_bounce(returned("postfix", one, about=cast.jules.email)) == Heard.UNKNOWN


def test_the_same_notice_a_thousand_times_writes_once_and_then_costs_one_query_each(cast, answer):
    source = returned("postfix", answer.delivery)
    hear_bounce(source)
    before = rows()

    with CaptureQueriesContext(connection) as queries:
        assert {hear_bounce(source) for _ in range(1000)} == {Heard.REPEATED}

    assert changes(before, rows()) == {}
    assert len([one for one in queries if one["sql"].startswith("SELECT")]) == 1000


def test_a_late_copy_of_a_notice_does_not_undo_a_second_chance(cast, answer):
    hear_bounce(returned("postfix", answer.delivery))
    clear_bounce(cast.helene, by=cast.helene)
    Delivery.objects.update(state="sent")

    assert hear_bounce(returned("postfix", answer.delivery)) == Heard.REPEATED
    assert undeliverable([cast.helene.pk]) == set()
    assert hear_bounce(returned("postfix", answer.delivery, notice=2)) == Heard.NOBODY_THERE
    assert undeliverable([cast.helene.pk]) == {cast.helene.pk}
    assert Event.objects.filter(verb="address.bounced").count() == 2


def test_two_mails_that_come_back_fail_both_and_mark_once(cast, answer):
    other = sent_to(cast.helene)

    assert [hear_bounce(returned("postfix", one, notice=one.pk)) for one in (answer.delivery, other)] == [Heard.NOBODY_THERE] * 2
    assert Event.objects.filter(verb="address.bounced").count() == 1
    assert Event.objects.filter(verb="delivery.failed").count() == 2


def test_a_digest_that_comes_back_fails_everything_it_carried_and_nothing_else(cast):
    moment = timezone.now()
    first, second = [sent_to(cast.helene, is_grouped=True, sent_at=moment) for _ in range(2)]
    others = [
        sent_to(cast.helene, is_grouped=True, sent_at=moment - timedelta(days=1)),
        sent_to(cast.helene, sent_at=moment),
        sent_to(cast.jules, is_grouped=True, sent_at=moment),
    ]

    hear_bounce(returned("postfix", first))

    assert set(Delivery.objects.filter(state="failed")) == {first, second}
    assert set(Delivery.objects.filter(state="sent")) == set(others)


def test_what_waits_for_the_address_fails_at_once_and_its_authors_are_told(cast, answer, drain):
    for author in (cast.marie, cast.paul):
        post_message(answer.conversation, Draft("Autre chose.", author))
    drain_all(drain)
    Delivery.objects.filter(user=cast.helene, state="pending").update(due_at=timezone.now() + timedelta(days=3))

    hear_bounce(returned("postfix", answer.delivery))
    drain_all(drain)

    waiting = Delivery.objects.filter(user=cast.helene).exclude(pk=answer.delivery.pk)
    assert set(waiting.values_list("state", "outcome")) == {("failed", "address_bounced")}
    assert {one.error.replace("\u202f", " ") for one in waiting} == {f"L’adresse ne reçoit plus nos e-mails : {FINAL['postfix']}"}
    assert (told_of_failures(cast.marie), told_of_failures(cast.paul)) == (2, 1)


def test_the_security_of_the_account_is_tried_all_the_same(cast, answer, drain):
    change_password(cast.helene, "Un-nouveau-secret-77")
    drain_all(drain)
    reset = queue_mail(cast.helene, "password_reset", url="http://localhost/1")
    elsewhere = queue_mail(cast.helene, "email_change_notice", address="ailleurs@example.com")
    post_message(answer.conversation, Draft("Autre chose.", cast.marie))
    drain_all(drain)
    critical = Delivery.objects.get(user=cast.helene, event__verb="password.changed")
    hear_bounce(returned("postfix", answer.delivery))
    pending = list(Delivery.objects.filter(user=cast.helene, state="pending").select_related("user", "event"))

    withheld = set(known_as_bouncing(pending))
    drain_all(drain)

    assert withheld == {one.pk for one in pending} - {critical.pk, reset.pk, elsewhere.pk}
    assert len(withheld) == 1
    assert set(Delivery.objects.filter(user=cast.helene, state="pending").values_list("pk", flat=True)) == {critical.pk, reset.pk, elsewhere.pk}


def test_a_bounce_of_the_notice_of_a_bounce_and_so_on_ends(cast, answer, drain):
    """Every mail that the product sends from here on comes back, whoever it is for."""
    hear_bounce(returned("postfix", answer.delivery))
    heard, rounds = [], 0
    while True:
        drain_all(drain)
        leaving = list(Delivery.objects.filter(state="pending", channel="email").select_related("user", "event"))
        leaving = [one for one in leaving if one.pk not in known_as_bouncing(leaving)]
        if not leaving:
            break
        rounds += 1
        assert rounds < 5
        for one in leaving:
            Delivery.objects.filter(pk=one.pk).update(state="sent")
            heard.append(hear_bounce(returned("postfix", one, about=one.user.email, notice=one.pk)))

    assert heard == [Heard.NOBODY_THERE] * rounds
    assert rounds == 1
    assert undeliverable([cast.helene.pk, cast.marie.pk]) == {cast.helene.pk, cast.marie.pk}
    assert told_of_failures(cast.marie) == 1


def test_a_changed_address_begins_without_a_mark(cast, answer):
    hear_bounce(returned("postfix", answer.delivery))
    ask_email_change(cast.helene, "helene.roux@example.com", by=cast.helene)
    change = EmailChange.objects.get()
    confirm_email_change(change.confirm_token)
    cast.helene.refresh_from_db()

    assert (bounce_of(cast.helene), undeliverable([cast.helene.pk])) == (None, set())
    Delivery.objects.update(state="sent")
    assert hear_bounce(returned("postfix", answer.delivery, notice=2)) == Heard.UNKNOWN


def test_a_mail_to_another_address_marks_that_address_alone(cast):
    confirm = sent_to(cast.helene, content="email_change_confirm", address="faute@example.com")

    assert hear_bounce(returned("postfix", confirm, about="faute@example.com")) == Heard.NOBODY_THERE
    assert AddressState.objects.get().address == "faute@example.com"
    assert undeliverable([cast.helene.pk]) == set()


def test_clearing_twice_or_for_nothing_records_nothing(cast, answer):
    assert clear_bounce(cast.helene, by=cast.helene) is False
    hear_bounce(returned("postfix", answer.delivery))

    assert [clear_bounce(cast.helene, by=cast.helene) for _ in range(2)] == [True, False]
    assert Event.objects.filter(verb="address.cleared").count() == 1


@pytest.mark.parametrize(
    ("said", "is_marked"),
    [
        ("550 5.1.1 no such user", True),
        ("550 no such user", True),
        ("553 5.1.3 bad address syntax", True),
        ("550 5.2.1 mailbox disabled", True),
        ("554 delivery error: dd This user doesn't have an account", True),
        ("550 5.4.1 Recipient address rejected: Access denied", True),
        ("554 5.7.1 message refused as spam", False),
        ("550 5.7.1 blocked using zen.example", False),
        ("550 message looks like spam", False),
        ("552 5.2.2 mailbox full", False),
        ("550 5.1.8 sender address rejected", False),
        ("554 transaction failed", False),
        ("421 4.7.0 try later", False),
    ],
)
def test_what_a_server_says_at_once_marks_the_address_only_when_it_speaks_of_it(cast, said, is_marked):
    delivery = sent_to(cast.helene)

    assert heard_at_once(delivery, Refused(said)) is is_marked
    assert (undeliverable([cast.helene.pk]) == {cast.helene.pk}) is is_marked


@pytest.mark.parametrize("number", [1, 3])
def test_asking_who_cannot_be_reached_costs_one_query_however_many_are_asked(cast, number, django_assert_num_queries):
    hear_bounce(returned("postfix", sent_to(cast.helene)))
    reached = [sent_to(one) for one in (cast.marie, cast.paul, cast.jules)[:number]]
    unreached = [sent_to(cast.helene, event=record_event("message.posted", cast.helene, actor=None)) for _ in range(number)]

    with django_assert_num_queries(1):
        assert undeliverable([cast.helene.pk, *(one.user_id for one in reached)]) == {cast.helene.pk}
    with django_assert_num_queries(1):
        assert known_as_bouncing(reached) == {}
    with django_assert_num_queries(2):  # the second asks which of them are critical
        assert known_as_bouncing(reached + unreached) == {one.pk: FINAL["postfix"] for one in unreached}


def test_several_recipients_are_told_apart():
    source = (MAILS / "postfix.eml").read_bytes()
    block = source[source.index(b"Final-Recipient") : source.index(b"--4XyZ1a0000.1796025602/mx.comptoir.example\nContent-Description: Undelivered")]
    more = block.replace(b"helene", b"jules").replace(b"Action: failed", b"Action: relayed").replace(b"5.1.1", b"2.0.0")
    bounce = read_bounce(source.replace(block, block + more))

    assert [bounce.about(f"{name}@example.com").verdict for name in ("helene", "jules")] == [Verdict.NOBODY_THERE, Verdict.LATE]
    assert bounce.about("marie@example.com") is None


def test_parts_in_parts_without_end_are_left_aside():
    source = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (depth, depth) for depth in range(3000))

    assert read_bounce(b"From: mailer-daemon@example.com\n" + source) is None
    assert read_bounce(b"Content-Type: message/rfc822\n\n" * 3000) is None


@settings(max_examples=150)
@given(strategies.sampled_from(sorted(MAILS.glob("*.eml"))), strategies.integers(0, 3000), strategies.binary(max_size=40))
def test_whatever_is_handed_in_is_read_or_left_aside(path, place, noise):
    source = path.read_bytes()

    bounce = read_bounce(source[:place] + noise + source[place + len(noise) :])

    assert bounce is None or all(report.words.isprintable() and len(report.words) <= 300 for report in bounce.reports)
