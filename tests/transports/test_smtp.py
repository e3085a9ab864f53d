"""Mail through a real server: its headers, what happens when the server refuses, waits, hangs up or is away (H1–H3, C7)."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

import pytest
import time_machine
from django.conf import settings as django_settings
from django.utils import timezone

from comptoir.conversations.actions import Draft, post_message
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.transports.actions import PAUSES, send_due
from comptoir.transports.email import SmtpOutlet
from comptoir.transports.models import Delivery
from tests.notifications.producers import question

from .servers import RefusingController, free_port, mail_server, smtp_settings


@pytest.fixture
def server():
    with mail_server() as (address, handler):
        handler.outlet = SmtpOutlet(address)
        yield handler
        handler.outlet.close()


def send_all(outlet, later=timedelta(0)):
    with time_machine.travel(timezone.now() + later, tick=True):
        while send_due(outlet):
            pass


@pytest.fixture
def answer(cast, drain):
    """Marie's answer to Hélène, its mail waiting; everything before it is done with."""
    conversation = question(cast).conversation
    drain()
    Delivery.objects.all().delete()
    message = post_message(conversation, Draft("Le 24, comme chaque mois : montant confidentiel 4711.", cast.marie))
    drain()
    Delivery.objects.exclude(user=cast.helene).delete()
    return message


class Sources(HTMLParser):
    """What an HTML mail would fetch by itself."""

    def __init__(self):
        super().__init__()
        self.found, self.language = [], None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.language = attributes.get("lang", self.language) if tag == "html" else self.language
        if tag in {"img", "link", "script", "iframe", "video", "audio", "object", "embed", "source"} or "background" in attributes or "srcset" in attributes:
            self.found.append(tag)
        if "url(" in (attributes.get("style") or ""):
            self.found.append(attributes["style"])


def test_a_notification_mail_has_every_header_that_it_should(cast, server, answer):
    send_all(server.outlet)

    (mail,) = server.mails
    (envelope,) = server.envelopes
    delivery = Delivery.objects.get()
    assert envelope.mail_from == django_settings.MAIL_FROM
    assert envelope.rcpt_tos == [cast.helene.email]
    assert mail["From"].addresses[0].addr_spec == django_settings.MAIL_FROM
    assert mail["From"].addresses[0].display_name == "Marie Dubois (Cabinet Lormeau)"
    assert [(one.display_name, one.addr_spec) for one in mail["To"].addresses] == [("Hélène Roux", cast.helene.email)]
    assert [(one.display_name, one.addr_spec) for one in mail["Reply-To"].addresses] == [("Marie Dubois", cast.marie.email)]
    assert mail["Subject"].replace("\u202f", " ") == "Marie Dubois a écrit : TVA de novembre"
    assert abs(parsedate_to_datetime(mail["Date"]) - delivery.created_at) < timedelta(seconds=1)
    assert re.fullmatch(rf"<{delivery.pk}\.[0-9a-f]{{16}}@{re.escape(django_settings.MAIL_FROM.rpartition('@')[2])}>", mail["Message-ID"])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(rf"<{re.escape(django_settings.BASE_URL)}/notifications/unsubscribe/[\w:.-]+/>", mail["List-Unsubscribe"].replace(" ", ""))
    assert (delivery.state, delivery.attempts, delivery.sent_at is not None) == ("sent", 1, True)


def test_a_mail_says_its_language(cast, server, answer):
    send_all(server.outlet)

    assert server.mails[0]["Content-Language"] == "fr"


def test_text_and_html_say_the_same_and_fetch_nothing(cast, server, answer):
    send_all(server.outlet)

    (mail,) = server.mails
    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    link = f"{django_settings.BASE_URL}/conversations/{answer.conversation_id}/"
    sources = Sources()
    sources.feed(html)
    assert (sources.found, sources.language) == ([], "fr")
    for part in (text, html):
        assert link in part
        assert "Cabinet Lormeau" in part
        assert "/why/" in part
        assert "/notifications/unsubscribe/" in part
        assert "vous êtes destinataire de cette conversation" in part
    sites = set(re.findall(r"https?://[^/\s\"<]+", text + html))
    assert sites == {django_settings.BASE_URL}


def test_no_words_of_the_message_leave_by_mail(cast, server, answer):
    send_all(server.outlet)

    assert b"4711" not in server.envelopes[0].content
    assert b"confidentiel" not in server.envelopes[0].content


def test_lines_are_short_enough_for_every_server(cast, server, answer):
    send_all(server.outlet)

    assert max(map(len, server.envelopes[0].content.split(b"\r\n"))) <= 998


def test_a_mail_sent_again_keeps_its_message_id(cast, server, answer):
    send_all(server.outlet)
    Delivery.objects.update(state="pending", due_at=timezone.now())
    send_all(server.outlet)

    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_refused_recipient_fails_is_told_to_the_author_and_can_be_sent_again(cast, server, answer, drain, client):
    server.refusals[cast.helene.email] = "550 5.1.1 no such user"
    send_all(server.outlet)

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == ("failed", "550 5.1.1 no such user")
    event = Event.objects.get(verb="delivery.failed")
    assert (event.data["author_id"], event.data["recipient"]) == (cast.marie.pk, "Hélène Roux")
    drain()
    assert Notification.objects.filter(user=cast.marie, topic="conversation.send_error").count() == 1
    client.force_login(cast.marie)
    page = client.get(f"/conversations/{answer.conversation_id}/").content.decode()
    assert "Non remis à Hélène Roux." in page
    assert "Renvoyer" in page

    server.refusals.clear()
    Delivery.objects.exclude(pk=delivery.pk).delete()
    resending = f"/conversations/{answer.conversation_id}/messages/{answer.pk}/resending/"
    assert client.post(resending, follow=True).redirect_chain[-1][0] == f"/conversations/{answer.conversation_id}/"
    send_all(server.outlet)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("sent", "")
    assert server.recipients == [cast.helene.email]
    assert "Renvoyer" not in client.get(f"/conversations/{answer.conversation_id}/").content.decode()


def test_the_client_sees_nothing_of_a_failure(cast, server, answer, client):
    server.refusals[cast.helene.email] = "550 no such user"
    send_all(server.outlet)
    client.force_login(cast.jules)
    answer.conversation.recipients.create(user=cast.jules)

    page = client.get(f"/conversations/{answer.conversation_id}/").content.decode()

    assert "Non remis" not in page
    assert client.post(f"/conversations/{answer.conversation_id}/messages/{answer.pk}/resending/").status_code == 404


def test_one_refused_recipient_does_not_hold_up_the_others(cast, server, drain):
    server.refusals[cast.marie.email] = "550 no such user"
    question(cast)
    drain()
    send_all(server.outlet)

    assert dict(Delivery.objects.values_list("user__first_name", "state")) == {"Marie": "failed", "Paul": "sent"}


@pytest.mark.parametrize("where", ["recipient", "content"])
def test_a_temporary_refusal_is_tried_again_later_and_sent_once(cast, server, answer, where):
    if where == "recipient":
        server.refusals[cast.helene.email] = "451 4.7.1 greylisted"
    else:
        server.after_data = "452 4.3.1 no room"
    send_all(server.outlet)

    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.attempts, waiting.error[:3]) == ("pending", 1, "451" if where == "recipient" else "452")
    assert waiting.due_at > timezone.now()
    assert send_due(server.outlet) == 0

    server.refusals.clear()
    server.after_data = ""
    send_all(server.outlet, later=timedelta(minutes=1))
    assert (Delivery.objects.get().state, server.recipients) == ("sent", [cast.helene.email])


def test_a_server_that_is_away_is_waited_for_with_growing_pauses_and_the_mail_leaves_once(cast, answer):
    port = free_port()
    outlet, moment, pauses = SmtpOutlet(smtp_settings(port)), timezone.now(), []
    for _ in range(6):
        with time_machine.travel(moment, tick=False):
            assert send_due(outlet) == 1
            waiting = Delivery.objects.get()
            assert waiting.state == "pending"
            pauses.append(waiting.due_at - timezone.now())
            moment = waiting.due_at

    assert pauses == PAUSES[:6] == sorted(pauses)
    with mail_server(port) as (_address, handler), time_machine.travel(moment, tick=True):
        while send_due(outlet):
            pass
        outlet.close()
    assert (handler.recipients, Delivery.objects.get().state) == ([cast.helene.email], "sent")


def test_after_any_outage_the_mail_leaves_within_five_minutes():
    assert max(PAUSES) <= timedelta(minutes=5)


def test_after_a_day_of_trying_it_fails_and_is_told(cast, answer, drain):
    Delivery.objects.update(attempts=len(PAUSES))

    send_due(SmtpOutlet(smtp_settings(free_port())))

    assert Delivery.objects.get().state == "failed"
    assert Event.objects.filter(verb="delivery.failed").count() == 1
    assert timedelta(hours=20) < sum(PAUSES, timedelta()) < timedelta(days=5)


def test_a_connection_closed_between_two_mails_is_opened_anew(cast, server, drain):
    server.hangs_up = True
    question(cast)
    drain()
    send_all(server.outlet)
    send_all(server.outlet, later=timedelta(minutes=1))

    assert server.recipients == sorted([cast.marie.email, cast.paul.email])
    assert len(server.sessions) == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_mails_share_one_connection(cast, server, drain):
    question(cast)
    drain()
    send_all(server.outlet)

    assert (len(server.envelopes), len(server.sessions)) == (2, 1)


def test_a_server_that_turns_everybody_away_is_an_outage_and_not_a_wrong_address(cast, answer):
    with mail_server(controller=RefusingController) as (address, _handler):
        send_due(SmtpOutlet(address))

    assert Delivery.objects.get().state == "pending"


@pytest.mark.parametrize("name", ["Hélène\nRoux", "Hélène\r\nBcc: eve@example.net"])
def test_one_mail_that_cannot_be_made_does_not_stop_the_others(cast, server, drain, name):
    conversation = question(cast).conversation
    drain()
    Delivery.objects.all().delete()
    conversation.recipients.create(user=cast.jules)
    post_message(conversation, Draft("Le 24.", cast.marie))
    cast.helene.first_name = name
    cast.helene.save()
    drain()
    send_all(server.outlet)

    assert cast.jules.email in server.recipients


def test_a_mail_that_nobody_is_there_for_any_more_opens_no_connection(cast, answer):
    cast.helene.is_active = False
    cast.helene.save()

    send_due(SmtpOutlet(smtp_settings(free_port())))

    assert (Delivery.objects.get().state, Delivery.objects.get().outcome) == ("dropped", "account_closed")
