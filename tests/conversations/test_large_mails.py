"""Mails as large as they come, through the webhook: 25 MB of nested forwards, Outlook's winmail.dat, a mail over the limit."""

import base64
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.conversations.models import Incoming
from comptoir.conversations.reply_addresses import reply_address
from tests.notifications.producers import question
from tests.transports import outlook

from .answering import INBOUND, answer_of
from .pages import PDF

SECRET = "un-secret-d-essai-0123456789"
BEARER = {"Authorization": f"Bearer {SECRET}"}
MB = 1024 * 1024


@pytest.fixture(autouse=True)
def _door(settings):
    settings.INBOUND_ADDRESS, settings.INBOUND_SECRET = INBOUND, SECRET


@pytest.fixture
def conversation(cast):
    return question(cast).conversation


def hand_in(source):
    return Client().post("/inbound/mail/", source, content_type="message/rfc822", headers=BEARER)


def nested(user, conversation, size, depth=40):
    """An answer with a mail that holds a mail that holds a mail …, the innermost with a file of about `size` bytes."""
    line = base64.b64encode(b"0" * 57) + b"\n"
    inner = holding(-1, b"Content-Type: application/pdf; name=facture.pdf\nContent-Transfer-Encoding: base64\n\n" + line * (int(size) // 57))
    for number in range(depth):
        inner = holding(number, b"Content-Type: message/rfc822\n\n" + inner)
    head = f"From: {user.email}\nTo: {reply_address(conversation.pk, user.pk)}\nMessage-ID: <nested@mail.example>\n"
    return head.encode() + holding(depth, b"Content-Type: message/rfc822\n\n" + inner, words=b"Voici la facture.")


def holding(number, part, words=b"Voir ci-dessous."):
    mark = b"--frontier%d" % (number + 1)
    head = b"Subject: TR: facture\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=frontier%d\n\n" % (number + 1)
    return head + mark + b"\nContent-Type: text/plain\n\n" + words + b"\n" + mark + b"\n" + part + b"\n" + mark + b"--\n"


def test_25_mb_of_nested_forwards_are_one_message_with_one_file_in_bounded_time(cast, conversation):
    source = nested(cast.helene, conversation, 17.5 * MB)
    assert 23 * MB < len(source) < 25 * MB

    begun = time.monotonic()
    assert hand_in(source).status_code == 202

    message = conversation.messages.order_by("-id").first()
    assert message.body == "Voici la facture."
    assert [(one.file.media_type, one.file.size > 23 * MB) for one in message.attachments.all()] == [("message/rfc822", True)]
    assert time.monotonic() - begun < 60


def test_a_file_over_the_limit_is_named_and_the_message_is_there(cast, conversation):
    hand_in(nested(cast.helene, conversation, 20 * MB))

    message = conversation.messages.order_by("-id").first()
    assert message.body.startswith("Voici la facture.\n\n[Fichier non repris")
    assert "dépasse 25 Mo." in message.body
    assert message.attachments.count() == 0


def test_more_than_the_limit_is_refused_at_the_door(cast, conversation):
    response = hand_in(nested(cast.helene, conversation, 28 * MB, depth=1))

    assert response.status_code == 413
    assert not Incoming.objects.exists()


def test_a_form_with_a_file_takes_as_much(cast, conversation):
    upload = SimpleUploadedFile("message.eml", nested(cast.helene, conversation, 19 * MB, depth=1), content_type="message/rfc822")

    assert Client().post("/inbound/mail/", {"message": upload}, headers=BEARER).status_code == 202
    assert Incoming.objects.get().verdict == "posted"


def test_what_outlook_hides_in_a_winmail_dat_is_files(cast, conversation):
    hidden = outlook.stream(outlook.version(), outlook.codepage(), outlook.body("Voici les comptes."), outlook.attachment("bilan.pdf", PDF))

    hand_in(answer_of(cast.helene, conversation, None, files=[("winmail.dat", hidden, "application/ms-tnef")]))

    message = conversation.messages.order_by("-id").first()
    assert message.body == "Voici les comptes."
    assert [one.file.name for one in message.attachments.all()] == ["bilan.pdf"]
