"""A request from its sending to its answer: rows, links, mails, events."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from comptoir.clients.models import ClientContact
from comptoir.documents.actions import FileRefused
from comptoir.documents.models import StoredFile
from comptoir.events.models import Event
from comptoir.links.models import Link
from comptoir.notifications.models import Notification
from comptoir.requests.actions import (
    AlreadyDone,
    AnswerMissing,
    NotReachable,
    ReminderTooSoon,
    UnknownContact,
    cancel_request,
    complete_request,
    remind,
    remind_due,
    resend_link,
    revoke_link,
    send_request,
)
from comptoir.requests.decisions import State
from comptoir.requests.models import Request
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from tests.conversations.pages import pdf

from .asking import colette, link_to, now, send


def verbs(request):
    return list(Event.objects.about(request).order_by("pk").values_list("verb", flat=True))


def text_of(address):
    """What a mail to this address says in both its parts, and its subject."""
    mail = message_from_bytes(bytes(MailboxMessage.objects.get(recipient=address).source), policy=policy.default)
    return mail["Subject"].replace("\u202f", " ").strip(), mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()


def send_mails():
    while send_due(MailboxOutlet()):
        pass


def test_a_request_is_sent_with_a_link_for_each_who_has_an_address(cast):
    helene, without, unwritten = cast.contact_of(cast.helene, cast.client), colette(cast), cast.contact_of(cast.jules, cast.client)
    made = send(cast, helene, without, unwritten)

    assert (made.firm, made.client, made.licence, made.sent_by, made.state) == (cast.firm, cast.client, cast.lille, cast.marie, State.OPEN)
    assert set(Link.objects.about(made).values_list("contact", flat=True)) == {helene.pk, without.pk, unwritten.pk}
    assert set(made.recipients.values_list("contact", flat=True)) == {helene.pk, without.pk, unwritten.pk}
    # The others hear of it by their topics.
    assert list(Delivery.objects.filter(content="request").values_list("contact", flat=True)) == [without.pk]
    assert Event.objects.get(verb="request.sent").data["recipients"] == [cast.helene.pk, cast.jules.pk]


def test_a_link_lasts_as_long_as_the_firm_says(cast):
    without = colette(cast)
    with time_machine.travel("2027-03-01T09:00:00Z", tick=False):
        link = link_to(send(cast, without), without)

        assert link.expires_at == timezone.now() + timedelta(days=30)


def test_a_closed_access_is_written_to_as_somebody_without_account(cast):
    cast.let_jules_administer()
    cast.helene.client_accesses.update(closed_at=timezone.now())

    made = send(cast)

    assert Event.objects.get(verb="request.sent").data["recipients"] == []
    assert Delivery.objects.get(content="request").contact == made.recipients.get().contact


def test_nobody_strangers_and_people_without_any_way_are_refused(cast):
    stranger = cast.contact(cast.other_client, "Gaston", "Delattre", email="g@example.net")

    for people in ([], [stranger], [cast.contact_of(cast.helene, cast.client), stranger], [colette(cast, email="")]):
        with pytest.raises(UnknownContact):
            send_request(cast.dossier, people, subject="X", body="Y", asks_file=True, due_on=None, by=cast.marie)

    assert (Request.objects.count(), Link.objects.count(), Event.objects.filter(verb="request.sent").count()) == (0, 0, 0)


def test_a_double_click_is_one_request(cast):
    key = "7e8f7c1e-6c93-4e6e-a0b4-0f6f3a0f7d11"

    assert send(cast, colette(cast), key=key) == send(cast, colette(cast), key=key)
    assert (Request.objects.count(), Link.objects.count(), Delivery.objects.filter(content="request").count()) == (1, 1, 1)


def test_the_mail_names_who_asks_and_leads_to_the_link_without_the_question(cast, drain):
    without = colette(cast)
    made = send(cast, without, due_on=timezone.localdate() + timedelta(days=9))
    drain()
    send_mails()
    subject, text, html = text_of("colette@example.net")

    assert subject == "Marie Dubois vous adresse une demande : Relevé de novembre"
    assert link_to(made, without).url in text
    assert "Un fichier est attendu." in text
    assert "Il nous manque" not in text + html
    assert "Cabinet Lormeau suit Boulangerie Roux" in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_mail_speaks_the_contact_s_language(cast, language):
    without = colette(cast)
    without.language = language
    without.save()
    send(cast, without)
    send_mails()

    assert f'lang="{language}"' in text_of("colette@example.net")[2]


def test_a_mail_that_would_lead_nowhere_does_not_leave(cast):
    without, withdrawn, gone = colette(cast), colette(cast, email="b@example.net"), colette(cast, email="c@example.net")
    cancel_request(send(cast, without), by=cast.marie)
    revoke_link(send(cast, withdrawn), withdrawn, by=cast.marie)
    send(cast, gone)
    ClientContact.objects.filter(contact=gone).delete()
    send_mails()

    assert not MailboxMessage.objects.exists()
    assert list(Delivery.objects.filter(content="request").order_by("pk").values_list("outcome", flat=True)) == [
        "no_longer_true",
        "withdrawn",
        "no_longer_allowed",
    ]


def test_an_answer_with_a_file_completes_it_once(cast):
    contact = cast.contact_of(cast.helene, cast.client)
    made = send(cast)

    done = complete_request(made, contact, "  Le voici. ", pdf("relevé.pdf"), by=cast.helene)

    assert (done.state, done.answer, done.completed_by, done.file.name, done.file.uploaded_by) == (
        State.COMPLETED,
        "Le voici.",
        contact,
        "relevé.pdf",
        cast.helene,
    )
    assert verbs(made) == ["request.sent", "request.completed"]
    assert Event.objects.get(verb="request.completed").data["author"] == "Hélène Roux"


def test_whoever_comes_second_is_told_and_their_file_is_not_kept(cast):
    made, contact = send(cast), cast.contact_of(cast.helene, cast.client)
    complete_request(made, contact, "Première", None)

    with pytest.raises(AlreadyDone) as told:
        complete_request(made, contact, "Seconde", pdf())

    assert (told.value.request.answer, now(made).answer, StoredFile.objects.count()) == ("Première", "Première", 0)
    assert default_storage.exists(str(cast.firm.pk)) is False


def test_nothing_given_and_a_file_that_is_not_taken_complete_nothing(cast):
    made, contact = send(cast), cast.contact_of(cast.helene, cast.client)

    with pytest.raises(AnswerMissing):
        complete_request(made, contact, "  ", None)
    with pytest.raises(FileRefused):
        complete_request(made, contact, "Voici", pdf("programme.exe", b"MZ\x90\x00"))

    assert now(made).is_open
    assert verbs(made) == ["request.sent"]


def test_a_cancelled_request_is_read_its_links_are_dead_and_doing_it_twice_does_it_once(cast, drain):
    made = send(cast)
    drain()
    assert Notification.objects.filter(user=cast.helene, read_at=None).count() == 1

    cancel_request(made, by=cast.paul)
    again = cancel_request(made, by=cast.marie)

    assert (again.cancelled_by, again.state) == (cast.paul, State.CANCELLED)
    assert not Notification.objects.filter(user=cast.helene, read_at=None).exists()
    assert not Link.objects.alive().exists()
    assert verbs(made) == ["request.sent", "link.revoked", "request.cancelled"]


def test_what_is_done_is_neither_cancelled_nor_answered_nor_recalled_again(cast):
    contact = cast.contact_of(cast.helene, cast.client)
    answered, cancelled = send(cast), send(cast)
    complete_request(answered, contact, "Oui", None)
    cancel_request(cancelled, by=cast.marie)

    for deed in (
        lambda: cancel_request(answered, by=cast.marie),
        lambda: remind(answered, by=cast.marie),
        lambda: remind(cancelled, by=cast.marie),
        lambda: resend_link(cancelled, contact, by=cast.marie),
        lambda: complete_request(cancelled, contact, "Oui", None),
    ):
        with pytest.raises(AlreadyDone):
            deed()


def test_a_reminder_goes_to_everybody_at_most_once_a_day_and_keeps_the_links(cast):
    without = colette(cast)
    made = send(cast, without, cast.contact_of(cast.helene, cast.client))
    before = set(Link.objects.about(made).values_list("pk", flat=True))

    remind(made, by=cast.marie)
    with pytest.raises(ReminderTooSoon) as early:
        remind(made, by=cast.paul)

    assert early.value.moment == now(made).reminded_at + timedelta(days=1)
    assert (now(made).reminders, set(Link.objects.about(made).values_list("pk", flat=True))) == (1, before)
    assert Delivery.objects.filter(content="request", contact=without).count() == 2


def test_a_reminder_makes_a_new_link_where_the_old_one_no_longer_opens(cast):
    without = colette(cast)
    made = send(cast, without)
    first = link_to(made, without)
    Link.objects.update(expires_at=timezone.now() - timedelta(days=1))

    remind(made, by=cast.marie)

    assert link_to(made, without) != first
    assert link_to(made, without).is_open(timezone.now())


def test_a_new_link_kills_the_old_one(cast):
    without = colette(cast)
    made = send(cast, without)
    first = link_to(made, without)

    resend_link(made, without, by=cast.marie)

    assert not Link.objects.alive().filter(pk=first.pk).exists()
    assert link_to(made, without).is_open(timezone.now())
    assert verbs(made) == ["request.sent", "request.link_sent"]
    with pytest.raises(NotReachable):
        resend_link(made, colette(cast, email=""), by=cast.marie)


@pytest.fixture
def day():
    """day(offset, hour): that moment around the due day, 30 November 2027 in Paris."""
    return lambda offset, hour=9: timezone.make_aware(timezone.datetime(2027, 11, 30, hour)) + timedelta(days=offset)


def test_a_due_day_is_recalled_the_day_before_and_the_day_after_once_each_from_eight(cast, day):
    with time_machine.travel(day(-20), tick=False):
        without = colette(cast)
        made = send(cast, without, cast.contact_of(cast.helene, cast.client), due_on=day(0).date())
    told = []
    for moment in (day(-2), day(-1, 7), day(-1, 9), day(-1, 10), day(0), day(1, 7), day(1, 8), day(2)):
        with time_machine.travel(moment, tick=False):
            told.append(remind_due(timezone.now()))

    assert told == [0, 0, 1, 0, 0, 0, 1, 0]
    assert [event.data["step"] for event in Event.objects.filter(verb="request.due").order_by("pk")] == [1, 2]
    assert Delivery.objects.filter(content="request", contact=without).count() == 3
    assert now(made).is_open


def test_what_was_asked_for_tomorrow_is_not_recalled_at_once(cast, day):
    with time_machine.travel(day(-1), tick=False):
        send(cast, due_on=day(0).date())
        assert remind_due(timezone.now()) == 0
    with time_machine.travel(day(1), tick=False):
        assert remind_due(timezone.now()) == 1


def test_what_is_done_is_not_recalled(cast, day):
    with time_machine.travel(day(-20), tick=False):
        complete_request(send(cast, due_on=day(0).date()), cast.contact_of(cast.helene, cast.client), "Fait", None)
        cancel_request(send(cast, due_on=day(0).date()), by=cast.marie)
    with time_machine.travel(day(1), tick=False):
        assert remind_due(timezone.now()) == 0
