"""Leaving one topic's mails from the mail itself (N6, RFC 8058)."""

import re
from email import message_from_bytes, policy

from django.test import Client

from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.notifications.unsubscribing import read_token, unsubscribe_url
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage

from .choosing import chosen, decree
from .producers import question


def path_for(user, topic="conversation.message"):
    return "/" + unsubscribe_url(user.pk, topic).split("/", 3)[3]


def test_opening_the_link_changes_nothing(cast):
    browser = Client(enforce_csrf_checks=True)

    for method in (browser.get, browser.head):
        assert method(path_for(cast.paul)).status_code in {200, 405}

    assert chosen(cast.paul) == set()


def test_a_mail_program_stops_one_topic_without_cookie_or_token(cast):
    program = Client(enforce_csrf_checks=True)

    response = program.post(path_for(cast.paul), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert chosen(cast.paul) == {("conversation.message", "email", False)}
    assert "C’est fait" in response.content.decode()


def test_doing_it_twice_does_it_once(cast):
    for _ in range(2):
        assert Client().post(path_for(cast.paul)).status_code == 200

    assert chosen(cast.paul) == {("conversation.message", "email", False)}


def test_nothing_is_signed_in_by_it(cast):
    browser = Client()
    browser.post(path_for(cast.paul))

    assert "_auth_user_id" not in browser.session
    assert browser.get("/notifications/").status_code == 302


def test_a_changed_letter_is_refused(cast):
    path = path_for(cast.paul)
    for position in range(len("/notifications/unsubscribe/") + 1, len(path) - 1, 7):
        letter = "A" if path[position] != "A" else "B"
        changed = path[:position] + letter + path[position + 1 :]
        for answer in (Client().get(changed), Client().post(changed)):
            assert answer.status_code == 404
    assert chosen(cast.paul) == set()


def test_security_mails_cannot_be_left(cast):
    assert Client().post(path_for(cast.paul, "security.account")).status_code == 404
    assert chosen(cast.paul) == set()


def test_a_topic_or_person_that_is_gone_is_not_found(cast):
    from types import SimpleNamespace

    assert Client().get(path_for(cast.paul, "gone.topic")).status_code == 404
    assert Client().get(path_for(SimpleNamespace(pk=987654))).status_code == 404


def test_the_page_speaks_the_person_s_language_and_says_which(cast):
    cast.paul.language = "en"
    cast.paul.save()

    assert '<html lang="en"' in Client().get(path_for(cast.paul)).content.decode()


def test_an_address_says_whose_and_which_topic(cast):
    assert read_token(path_for(cast.paul).split("/")[-2]) == (cast.paul.pk, ["conversation.message"])


def test_a_filter_that_opens_every_link_of_a_mail_changes_nothing(cast, drain):
    """Before anybody reads it, and signed in as nobody (K11's rule, for mails)."""
    question(cast)
    while drain():
        pass
    send_due(MailboxOutlet())
    row = MailboxMessage.objects.get(recipient=cast.paul.email)
    mail = message_from_bytes(bytes(row.source), policy=policy.default)
    links = set(re.findall(r"https?://[^\s\"<>]+", mail.get_body(("html",)).get_content() + mail["List-Unsubscribe"]))
    before = (Event.objects.count(), Notification.objects.unread().count(), chosen(cast.paul))

    for link in links:
        for method in (Client().get, Client().head):
            assert method("/" + link.split("/", 3)[3]).status_code in {200, 302, 405}

    assert len(links) >= 4
    assert (Event.objects.count(), Notification.objects.unread().count(), chosen(cast.paul)) == before


def test_what_the_firm_imposes_is_not_left_and_the_page_says_why(cast):
    address = path_for(cast.paul)
    decree(cast, {"notify.conversation.message.email": True}, is_imposed=True)

    answer = Client().post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert "Ce réglage est imposé par votre cabinet." in answer.content.decode()
    assert chosen(cast.paul) == set()


def test_an_imposed_mail_offers_no_way_out(cast, drain):
    decree(cast, {"notify.conversation.message.email": True}, is_imposed=True)
    question(cast)
    while drain():
        pass
    send_due(MailboxOutlet())

    assert "List-Unsubscribe" not in bytes(MailboxMessage.objects.get(recipient=cast.paul.email).source).decode()


def test_stopping_several_topics_stops_them_all(cast):
    address = "/" + unsubscribe_url(cast.paul.pk, "conversation.message", "conversation.assigned").split("/", 3)[3]

    Client().post(address)

    assert chosen(cast.paul) == {("conversation.message", "email", False), ("conversation.assigned", "email", False)}
