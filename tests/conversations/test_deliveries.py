"""How far a message is on its way to each person, and «Renvoyer» for one of them, by the same way or another (C7)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.conversations.actions import Draft, add_note, ask, post_message
from comptoir.conversations.actions.resend import resend_delivery
from comptoir.conversations.deliveries import reached_by
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.transports.actions import NotFailed, send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from comptoir.transports.sms.outlets import MailboxOutlet as SmsMailbox
from comptoir.transports.texting import hear_status, text_due

from .pages import words

MOBILE = "+33612345678"


@pytest.fixture
def message(cast, drain):
    """Marie's answer to Hélène and Jules, its mails due; what came before is done with."""
    conversation = ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Quand ?", cast.helene), recipient_ids=[cast.marie.pk]).conversation
    conversation.recipients.create(user=cast.jules)
    drain()
    Delivery.objects.all().delete()
    Notification.objects.all().delete()
    answer = post_message(conversation, Draft("Le 24.", cast.marie))
    while drain():
        pass
    Delivery.objects.exclude(channel="email").delete()
    return answer


def page_of(message):
    return f"/conversations/{message.conversation_id}/messages/{message.pk}/deliveries/"


def fail(user, error="550 5.1.1 boîte inconnue"):
    delivery = Delivery.objects.get(user=user, channel="email")
    Delivery.objects.filter(pk=delivery.pk).update(state="failed", error=error, attempts=1)
    delivery.refresh_from_db()
    return delivery


def lines(message):
    return {one.user.first_name: [(way.channel, way.sentence.replace("\u202f", " ")) for way in one.ways] for one in reached_by(message)}


def resend(browser, message, delivery, **data):
    return browser.post(f"{page_of(message)}{delivery.pk}/resending/", data, follow=True)


# --- What is said ---


def test_each_person_has_their_line(cast, message, client):
    Delivery.objects.filter(user=cast.helene).update(state="sent", sent_at=timezone.now().replace(hour=9, minute=12))
    fail(cast.jules)
    Notification.objects.filter(user=cast.helene).update(read_at=timezone.now())
    client.force_login(cast.paul)

    page = words(client.get(page_of(message)))

    assert "Hélène Roux" in page
    assert "E-mail · Remis à 10 h 12" in page
    assert "Cloche · Lu à " in page
    assert "Jules Roux" in page
    assert "E-mail · Non remis : 550 5.1.1 boîte inconnue" in page
    assert "Cloche · Pas encore lu" in page
    assert page.count("Renvoyer par SMS") == 0  # Jules has no number


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "En cours d’envoi"),
        ({"attempts": 2, "error": "451 plus tard."}, "En cours d’envoi : 451 plus tard. Essai suivant à "),
        ({"state": "dropped", "outcome": "read_meanwhile"}, "Inutile : c’était lu entre-temps"),
        ({"state": "dropped", "outcome": "sent_otherwise"}, "Envoyé autrement"),
        ({"state": "dropped", "outcome": "something new"}, "Devenu inutile"),
        ({"state": "failed", "error": "550 non"}, "Non remis : 550 non"),
    ],
)
def test_every_state_has_its_words(cast, message, changes, said):
    Delivery.objects.update(**changes)

    assert lines(message)["Hélène"][0][1].startswith(said)


def test_what_waits_for_a_digest_says_when(cast, message):
    Delivery.objects.update(due_at=timezone.now() + timedelta(days=8), is_grouped=True, data={"timing": "frequency"})

    assert lines(message)["Hélène"][0][1].startswith("Partira ")
    assert lines(message)["Hélène"][0][1].endswith("avec le résumé")


def test_a_telephone_says_when_it_has_it(cast, message):
    row = Delivery.objects.create(event=message.event, user=cast.helene, channel="sms", content="conversation.sms", state="sent", sent_at=timezone.now())
    assert lines(message)["Hélène"][1][1].startswith("Envoyé à ")

    Delivery.objects.filter(pk=row.pk).update(arrived_at=timezone.now() - timedelta(days=3))
    assert lines(message)["Hélène"][1][1].startswith("Remis le ")


def test_a_message_that_nobody_is_owed_says_so(cast, message, client):
    Delivery.objects.all().delete()
    Notification.objects.all().delete()
    client.force_login(cast.marie)

    assert "Ce message n’a été envoyé à personne" in words(client.get(page_of(message)))


def test_below_the_message_only_the_lines_are_fetched(cast, message, client):
    client.force_login(cast.marie)

    fragment = client.get(page_of(message), headers={"HX-Request": "true"})

    assert "<html" not in words(fragment)
    assert "E-mail · En cours d’envoi" in words(fragment)
    thread = words(client.get(f"/conversations/{message.conversation_id}/"))
    assert '<details class="way" data-fetch>' in thread
    assert f'<a href="{page_of(message)}">' in thread


@pytest.mark.parametrize("who", ["helene", "jules", "luc", "vera", "omar"])
def test_members_only(cast, message, client, who):
    delivery = fail(cast.helene)
    client.force_login(getattr(cast, who))

    assert [client.get(page_of(message)).status_code, resend(client, message, delivery).status_code] == [404, 404]
    assert "Non remis" not in words(client.get(f"/conversations/{message.conversation_id}/"))
    delivery.refresh_from_db()
    assert delivery.state == "failed"


def test_a_note_is_sent_to_nobody(cast, message, client, drain):
    note = add_note(message.conversation, Draft("À voir", cast.paul))
    client.force_login(cast.marie)

    assert client.get(page_of(note)).status_code == 404


def test_a_delivery_of_another_message_is_not_found_here(cast, message, client, drain):
    other = post_message(message.conversation, Draft("Et le 25.", cast.marie))
    delivery = fail(cast.helene)
    client.force_login(cast.marie)

    assert resend(client, other, delivery).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_lines_cost_the_same_for_one_and_for_many(cast, message, number):
    for one in range(number):
        user = cast.client_user(f"c{one}", "Client", str(one), cast.client, level="full")
        Delivery.objects.create(event=message.event, user=user, channel="email", content="notification", state="failed")

    with CaptureQueriesContext(connection) as queries:
        people = reached_by(message)
        assert all(way.sentence and way.other is not None for person in people for way in person.ways)

    assert len(queries) <= 9


# --- «Renvoyer» ---


def test_one_person_is_sent_it_again_and_the_others_are_not(cast, message, client):
    failed, other = fail(cast.helene), fail(cast.jules)
    client.force_login(cast.paul)

    page = words(resend(client, message, failed))

    failed.refresh_from_db()
    other.refresh_from_db()
    assert (failed.state, failed.repeats, other.state) == ("pending", 1, "failed")
    assert "Message renvoyé à Hélène Roux." in page
    assert Event.objects.get(verb="delivery.repeated").actor == cast.paul


def test_a_second_click_is_told_that_it_is_on_its_way(cast, message, client):
    failed = fail(cast.helene)
    client.force_login(cast.paul)
    resend(client, message, failed)

    assert "Ce message est déjà reparti vers cette personne." in words(resend(client, message, failed))


def test_by_sms_where_the_mail_failed(cast, message, client, drain):
    cast.helene.phone = MOBILE
    cast.helene.save()
    failed = fail(cast.helene)
    client.force_login(cast.paul)
    assert "Renvoyer par SMS" in words(client.get(page_of(message)))

    resend(client, message, failed, channel="sms")
    text_due(SmsMailbox())

    failed.refresh_from_db()
    assert (failed.state, failed.outcome) == ("dropped", "sent_otherwise")
    sms = MailboxMessage.objects.get(channel="sms")
    assert (sms.recipient, bytes(sms.source).decode()) == (MOBILE, "Cabinet Lormeau : Le 24.")
    page = words(client.get(page_of(message)))
    assert "SMS · Envoyé à " in page
    assert "Envoyé autrement" in page
    assert "Non remis" not in words(client.get(f"/conversations/{message.conversation_id}/"))


def test_by_mail_where_the_sms_failed(cast, message, client, drain):
    cast.helene.phone = "+33320000001"
    cast.helene.save()
    Delivery.objects.filter(user=cast.helene).update(state="dropped", outcome="no_longer_wanted")
    Delivery.objects.create(event=message.event, user=cast.helene, channel="sms", content="conversation.sms", firm=cast.firm)
    text_due(SmsMailbox())
    failed = Delivery.objects.get(channel="sms")
    client.force_login(cast.paul)
    page = words(client.get(page_of(message)))
    assert "SMS · Non remis : Le numéro de Hélène Roux est celui d’un téléphone fixe" in page
    assert "Renvoyer par e-mail" in page

    resend(client, message, failed, channel="email")
    send_due(MailboxOutlet())

    assert set(Delivery.objects.filter(user=cast.helene).values_list("channel", "state")) == {("email", "sent"), ("sms", "dropped")}
    assert b"Le 24." in bytes(MailboxMessage.objects.get(recipient=cast.helene.email).source)  # the message itself, not the news of it


def test_a_colleague_who_was_only_told_is_offered_no_other_way(cast, message, client):
    cast.paul.phone = MOBILE
    cast.paul.save()
    Delivery.objects.create(event=message.event, user=cast.paul, channel="email", content="notification", state="failed", error="550")
    client.force_login(cast.marie)

    page = words(client.get(page_of(message)))

    assert "Paul Petit" in page
    assert "Renvoyer par SMS" not in page


def test_a_way_that_was_tried_already_is_not_offered_nor_taken(cast, message, client):
    cast.helene.phone = MOBILE
    cast.helene.save()
    failed = fail(cast.helene)
    Delivery.objects.create(event=message.event, user=cast.helene, channel="sms", content="conversation.sms", state="sent", sent_at=timezone.now())
    client.force_login(cast.paul)

    assert "Renvoyer par SMS" not in words(client.get(page_of(message)))
    assert "déjà reparti" in words(resend(client, message, failed, channel="sms"))
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_a_channel_that_is_none_is_its_own(cast, message, client):
    failed = fail(cast.helene)
    client.force_login(cast.paul)

    resend(client, message, failed, channel="pigeon")

    failed.refresh_from_db()
    assert failed.state == "pending"


def test_what_failed_by_sms_shows_in_the_thread_and_is_sent_again_with_all(cast, message, client, drain):
    Delivery.objects.filter(user=cast.helene).update(state="sent", sent_at=timezone.now())
    row = Delivery.objects.create(
        event=message.event, user=cast.helene, channel="sms", content="conversation.sms", state="sent", sent_at=timezone.now(), provider_id="77"
    )
    hear_status(provider_id="77", arrived=False, reason="Numéro inconnu")
    client.force_login(cast.paul)
    assert "Non remis à Hélène Roux." in words(client.get(f"/conversations/{message.conversation_id}/"))

    client.post(f"/conversations/{message.conversation_id}/messages/{message.pk}/resending/")

    row.refresh_from_db()
    assert (row.state, row.provider_id) == ("pending", "")
    with pytest.raises(NotFailed):
        resend_delivery(row, by=cast.paul)
