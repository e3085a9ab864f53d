"""The doors by which mail comes in: the request of a mail service, the pipe of a mail server; and what people see of a mail that came back."""

import hashlib
import hmac
import io
import logging
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.models import ClientAccess
from comptoir.transports.addresses import bounce_of
from comptoir.transports.hearing import hear_bounce
from comptoir.transports.inbound import MOST_BYTES
from comptoir.transports.models import AddressState
from tests.transports.bouncing import returned, sent_to

SECRET = "un-secret-partage-0123456789"
DOOR, RETRY = "/inbound/mail/", "/notifications/address/retry/"
BEARER = {"Authorization": f"Bearer {SECRET}"}


@pytest.fixture
def door(settings):
    """A client that carries no cookie and is asked for CSRF like any browser."""
    settings.INBOUND_SECRET = SECRET
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def notice(cast):
    return returned("postfix", sent_to(cast.helene))


def hand_in(door, body, headers=BEARER, content_type="message/rfc822"):
    return door.generic("POST", DOOR, body, content_type=content_type, headers=headers)


def signature(body, *, moment=None, secret=SECRET):
    moment = str(int(time.time() if moment is None else moment))
    signed = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Comptoir-Signature": f"t={moment},v1={signed}"}


def test_without_a_secret_there_is_no_door(cast, client, notice):
    answers = [client.generic(method, DOOR, notice, content_type="message/rfc822", headers=BEARER).status_code for method in ("POST", "GET", "PUT")]

    assert answers == [404, 404, 404]
    assert not AddressState.objects.exists()


@pytest.mark.parametrize("content_type", ["message/rfc822", "application/octet-stream", "text/plain"])
def test_the_mail_itself_is_taken_in(cast, door, notice, content_type):
    response = hand_in(door, notice, content_type=content_type)

    assert (response.status_code, response.content) == (202, b"")
    assert AddressState.objects.get().address == cast.helene.email


def test_a_form_carries_it_as_a_field_or_as_a_file(cast, door, notice):
    assert door.post(DOOR, {"message": notice.decode()}, headers=BEARER).status_code == 202
    assert AddressState.objects.count() == 1
    AddressState.objects.all().delete()
    again = returned("postfix", sent_to(cast.helene))
    assert door.post(DOOR, {"message": SimpleUploadedFile("mail.eml", again)}, headers=BEARER).status_code == 202
    assert AddressState.objects.count() == 1


def test_a_signature_opens_as_well_as_the_secret(cast, door, notice):
    assert hand_in(door, notice, signature(notice)).status_code == 202
    assert AddressState.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        lambda body: {},
        lambda body: {"Authorization": "Bearer "},
        lambda body: {"Authorization": "Bearer un-autre-secret-0123456789"},
        lambda body: {"Authorization": f"Basic {SECRET}"},
        lambda body: {"Authorization": "Bearer é"},
        lambda body: signature(body, secret="un-autre-secret-0123456789"),
        lambda body: signature(body + b" "),
        lambda body: signature(body, moment=time.time() - 301),
        lambda body: signature(body, moment=time.time() + 301),
        lambda body: {"X-Comptoir-Signature": "t=²,v1=x"},
        lambda body: {"X-Comptoir-Signature": "t=" + "9" * 400 + ",v1=x"},
        lambda body: {"X-Comptoir-Signature": ",,=,t"},
        lambda body: {"X-Comptoir-Signature": f"t={int(time.time())},v1=é"},
    ],
)
def test_whoever_does_not_know_the_secret_is_turned_away(cast, door, notice, headers):
    response = hand_in(door, notice, headers(notice))

    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert not AddressState.objects.exists()


def test_what_is_no_mail_or_too_much_of_it_is_refused_with_a_sentence(cast, door):
    empty = [hand_in(door, b""), hand_in(door, b"\r\n "), door.post(DOOR, {"autre": "x"}, headers=BEARER)]
    large = hand_in(door, b"x" * (MOST_BYTES + 1))

    assert [one.status_code for one in empty] == [400, 400, 400]
    assert {one.content.decode() for one in empty} == {"Il n’y a pas de message dans cette requête.\n"}
    assert (large.status_code, large.content.decode()) == (413, "Ce message dépasse 36 Mo.\n")
    assert door.get(DOOR, headers=BEARER).status_code == 405


@pytest.mark.parametrize("body", [b"\x00\xff" * 5000, b"Bonjour", b"From: x\n\n\xe9", b"Content-Type: multipart/report; boundary=\n\n--", b"\n\n\nx"])
def test_whatever_mail_it_is_the_answer_is_the_same_and_the_log_says_nothing_of_it(cast, door, body, caplog):
    caplog.set_level(logging.INFO, "comptoir")

    assert hand_in(door, body).status_code == 202
    assert [one.getMessage() for one in caplog.records if one.name.startswith("comptoir")] == [f"Inbound mail of {len(body)} bytes: left_aside"]


def test_readers_are_asked_in_order_until_one_answers(cast, door, settings, notice):
    asked = []

    def reader(answer):
        return lambda source: asked.append((answer, source)) or answer

    readers = SimpleNamespace(deaf=reader(""), keen=reader("taken"), late=reader("too late"))
    sys.modules["tests.readers_for_this_test"] = readers
    settings.INBOUND_READERS = [f"tests.readers_for_this_test.{name}" for name in ("deaf", "keen", "late")]
    try:
        hand_in(door, b"Bonjour")
    finally:
        del sys.modules["tests.readers_for_this_test"]

    assert asked == [("", b"Bonjour"), ("taken", b"Bonjour")]


def piped(monkeypatch, source):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(source)))
    call_command("inbound")


def test_a_mail_server_s_pipe_does_the_same(cast, notice, monkeypatch):
    piped(monkeypatch, notice)

    assert AddressState.objects.get().address == cast.helene.email


@pytest.mark.parametrize("source", [b"", b" \n", b"x" * (MOST_BYTES + 1)])
def test_the_pipe_refuses_what_is_no_mail_in_the_words_of_mail_servers(db, monkeypatch, source):
    with pytest.raises(CommandError) as refusal:
        piped(monkeypatch, source)

    assert refusal.value.returncode == 65


def test_the_pipe_asks_to_try_again_when_the_database_is_away(tmp_path, cast, notice, settings):
    place = {"COMPTOIR_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/without_tables.sqlite3", "SECRET_KEY": settings.SECRET_KEY}
    done = subprocess.run([sys.executable, "-m", "comptoir", "inbound"], input=notice, env=os.environ | place, capture_output=True, timeout=60)

    assert done.returncode == 75
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("value", ["court", "0123456789abcde"])
def test_a_short_secret_stops_the_start_with_one_line(tmp_path, value):
    place = {"COMPTOIR_DATA_DIR": str(tmp_path), "INBOUND_SECRET": value}
    done = subprocess.run([sys.executable, "-m", "comptoir", "check"], env=os.environ | place, capture_output=True, timeout=60, text=True)

    assert done.returncode == 1
    assert done.stderr.strip() == "comptoir: INBOUND_SECRET doit compter au moins 16 caractères"


def test_the_person_reads_what_happened_and_tries_again(cast, client, notice):
    hear_bounce(notice)
    client.force_login(cast.helene)
    shown = render_to_string("notifications/bounced.html", {"bounced": bounce_of(cast.helene)})

    assert "Votre adresse <b>helene@example.com</b> ne reçoit plus nos e-mails depuis le" in shown
    assert "User unknown" in shown
    assert f'action="{RETRY}"' in shown
    assert "/settings/profile/" in shown

    response = client.post(RETRY)
    assert (response.status_code, response.headers["Location"]) == (302, "/settings/notifications/")
    assert bounce_of(cast.helene) is None
    assert render_to_string("notifications/bounced.html", {"bounced": None}).strip() == ""


def test_nobody_tries_again_for_somebody_else(cast, client, notice):
    hear_bounce(notice)
    client.force_login(cast.jules)
    client.post(RETRY)

    assert bounce_of(cast.helene) is not None
    assert client.get(RETRY).status_code == 405


def test_the_words_of_the_server_are_words_only(cast):
    AddressState.objects.create(address=cast.helene.email, reason="550 <script>alert(1)</script>", bounced_at=timezone.now())

    shown = render_to_string("notifications/bounced.html", {"bounced": bounce_of(cast.helene)})

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_members_see_on_the_client_s_page_whose_address_fails(cast, client, notice):
    client.force_login(cast.marie)
    path = f"/clients/{cast.client.pk}/"
    assert "Adresse en échec" not in client.get(path).content.decode()
    hear_bounce(notice)

    assert client.get(path).content.decode().count("Adresse en échec") == 1


def test_failing_addresses_cost_the_client_s_page_one_query(cast, client):
    client.force_login(cast.marie)
    path, counts = f"/clients/{cast.client.pk}/", []
    client.get(path)
    for people in ((), (cast.gaston, cast.omar)):
        for person in people:
            ClientAccess.objects.create(firm=cast.firm, client=cast.client, user=person, level="full", type="standard")
            AddressState.objects.create(address=person.email, reason="550")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]
