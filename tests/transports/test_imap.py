"""A real mailbox (Debian's dovecot) looked into by the worker's step: what came in is handed over once, and nothing holds up the rest."""

import logging
import time

import pytest
from django.db import DatabaseError

from comptoir.transports import imap
from comptoir.transports.imap import Inlet
from comptoir.transports.inbound import MOST_BYTES

from . import dovecot
from .servers import free_port

pytestmark = pytest.mark.skipif(not dovecot.is_here(), reason="dovecot is not installed (Debian: dovecot-imapd)")
heard = []


def remember(source):
    """The reader of these tests: what a mail says decides what happens to it."""
    if b"broken" in source:
        raise KeyError("cannot be read")
    if b"no database" in source:
        raise DatabaseError("gone")
    heard.append(source)
    return "remembered"


@pytest.fixture
def box(settings):
    heard.clear()
    settings.INBOUND_READERS = [f"{__name__}.remember"]
    with dovecot.mailbox() as running:
        yield running


def mail(words):
    return f"From: a@b.example\r\nSubject: {words}\r\n\r\n{words}\r\n".encode()


def subjects(paths):
    return sorted(path.read_bytes().split(b"Subject: ")[1].split(b"\r\n")[0].decode() for path in paths)


def test_what_came_in_is_handed_over_once_and_moved_aside(box):
    for number in range(3):
        box.deliver(mail(f"mail {number}"))
    inlet = Inlet(box.settings, every=0)

    assert [inlet.look(), inlet.look()] == [3, 0]
    assert heard == [mail(f"mail {number}") for number in range(3)]
    assert subjects(box.paths("Comptoir")) == ["mail 0", "mail 1", "mail 2"]
    assert box.paths() == []


def test_a_mail_that_cannot_be_read_stays_flagged_and_holds_up_nobody(box, caplog):
    for words in ("before", "broken", "after"):
        box.deliver(mail(words))
    inlet = Inlet(box.settings, every=0)

    assert [inlet.look(), inlet.look()] == [3, 0]
    assert subjects(box.paths("Comptoir")) == ["after", "before"]
    (kept,) = box.paths()
    assert kept.name.endswith(":2,FS")
    assert "could not be read" in caplog.text


def test_a_mail_that_is_too_large_is_not_even_fetched(box, monkeypatch):
    monkeypatch.setattr(imap, "MOST_BYTES", 1000)
    box.deliver(mail("x" * 2000))
    box.deliver(mail("small"))

    assert Inlet(box.settings, every=0).look() == 2
    assert heard == [mail("small")]
    assert [path.name.endswith(":2,FS") for path in box.paths()] == [True]
    assert MOST_BYTES == 36 * 1024 * 1024


def test_while_the_database_is_away_a_mail_stays_as_it_came(box):
    box.deliver(mail("no database"))

    with pytest.raises(DatabaseError):
        Inlet(box.settings, every=0).look()
    (waiting,) = box.paths()
    assert not waiting.name.endswith("S")


def test_another_folder_can_be_named(box):
    inlet = Inlet(box.settings | {"path": "Comptoir"}, every=0)
    box.deliver(mail("to the inbox"))
    Inlet(box.settings, every=0).look()

    assert (inlet.look(), inlet.failures) == (0, 0)


def test_a_wrong_password_is_said_in_one_line_without_it_and_tried_less_and_less(box, caplog):
    inlet = Inlet(box.settings | {"password": "wrong-4711"}, every=0.01)

    with caplog.at_level(logging.WARNING):
        pauses = []
        for _try in range(3):
            inlet.next_at = 0
            assert inlet.look() == 0
            pauses.append(inlet.next_at - time.monotonic())
    assert pauses == sorted(pauses)
    assert len(caplog.records) == 3
    assert "4711" not in caplog.text
    assert all("\n" not in record.getMessage() for record in caplog.records)


def test_a_server_that_is_away_is_waited_for(box, caplog):
    inlet = Inlet(box.settings | {"port": free_port()}, every=60)

    assert [inlet.look(), inlet.look()] == [0, 0]
    assert len(caplog.records) == 1
    inlet.server, inlet.next_at = box.settings, 0
    box.deliver(mail("later"))
    assert (inlet.look(), inlet.failures) == (1, 0)


def test_without_a_mailbox_nothing_is_looked_into():
    assert Inlet(None, every=0).look() == 0


def test_two_workers_at_once_lose_nothing(box):
    from .threads import together

    for number in range(10):
        box.deliver(mail(f"mail {number}"))

    together(Inlet(box.settings, every=0).look, Inlet(box.settings, every=0).look)
    Inlet(box.settings, every=0).look()

    assert set(heard) == {mail(f"mail {number}") for number in range(10)}
    assert box.paths() == []
