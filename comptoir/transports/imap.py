"""A mailbox that is looked into from time to time: what came in is handed to `inbound.take_in`, then moved aside.

A mail is marked as seen once what it asked for is written down for good. A crash before that has it taken in again, which changes nothing the
second time. Two workers that look at the same moment do no harm either.
"""

import imaplib
import logging
import re
import ssl
import time
from contextlib import contextmanager, suppress

from django.db import DatabaseError
from imap_tools import MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from .inbound import MOST_BYTES, take_in

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20
BATCH = 50
# Where mails go once they were taken in.
DONE_FOLDER = "Comptoir"
LONGEST_PAUSE_SECONDS = 15 * 60
SEEN, KEPT = r"(\Seen)", r"(\Seen \Flagged)"
UID, SIZE = re.compile(rb"UID (\d+)"), re.compile(rb"RFC822\.SIZE (\d+)")
# What a server, or the line to it, may fail with.
TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError)


class EncryptedWhereOffered(MailBoxUnencrypted):
    """imap://: STARTTLS when the server offers it, as for the mail that leaves."""

    def _get_mailbox_client(self):
        client = super()._get_mailbox_client()
        if "STARTTLS" in client.capabilities:
            client.starttls(ssl.create_default_context())
        return client


class Inlet:
    """One mailbox (`server`: settings.IMAP, None for none), looked into every `every` seconds, less often while it does not answer."""

    def __init__(self, server, every):
        self.server = server
        self.every = every
        self.failures = 0
        self.next_at = 0.0

    def look(self):
        """Take in what is new, if it is time; return how many mails were dealt with. For the worker to call as often as it likes."""
        if not self.server or time.monotonic() < self.next_at:
            return 0
        try:
            count = self.take_new()
        except TROUBLE as error:
            return self.wait_longer(error)
        self.failures = 0
        self.next_at = time.monotonic() + (0 if count == BATCH else self.every)
        return count

    def wait_longer(self, error):
        self.failures += 1
        pause = min(self.every * 2 ** min(self.failures - 1, 10), LONGEST_PAUSE_SECONDS)
        self.next_at = time.monotonic() + pause
        logger.warning("The mailbox on %s cannot be read (%s); trying again in %s seconds", self.server["host"], in_one_line(error), pause)
        return 0

    def take_new(self):
        with opened(self.server) as box:
            uids = box.uids("UNSEEN")[:BATCH]
            sizes = sizes_of(box, uids)
            for uid in uids:
                take_one(box, uid, sizes.get(uid, 0))
            return len(uids)


@contextmanager
def opened(server):
    """The mailbox, with its folder chosen."""
    kind, port = (MailBox, 993) if server["scheme"] == "imaps" else (EncryptedWhereOffered, 143)
    more = {"ssl_context": ssl.create_default_context()} if kind is MailBox else {}
    box = kind(server["host"], server["port"] or port, timeout=TIMEOUT_SECONDS, **more)
    try:
        login = box.login if f"{server['user']}{server['password']}".isascii() else box.login_utf8
        login(server["user"], server["password"], initial_folder=server["path"] or "INBOX")
        yield box
    finally:
        with suppress(*TROUBLE):
            box.logout()


def sizes_of(box, uids):
    """{uid: bytes} before anything is fetched."""
    lines = box.client.uid("FETCH", ",".join(uids), "(RFC822.SIZE)")[1] if uids else ()
    found = [(UID.search(line), SIZE.search(line)) for line in lines if isinstance(line, bytes)]
    return {uid[1].decode(): int(size[1]) for uid, size in found if uid and size}


def take_one(box, uid, size):
    """One mail to its end. One that cannot be read stays where it is, flagged for a person to look at, and holds up none of the others."""
    if size > MOST_BYTES:
        logger.warning("A mail of %s bytes is too large to be taken in: it stays in the mailbox, flagged", size)
        return box.client.uid("STORE", uid, "+FLAGS", KEPT)
    source = source_of(box, uid)
    if source is None:
        return None  # another worker was faster
    try:
        take_in(source)
    except (DatabaseError, OSError):
        raise  # not the mail's fault: it stays as it is and is taken in later
    except Exception:
        logger.exception("A mail could not be read: it stays in the mailbox, flagged")
        return box.client.uid("STORE", uid, "+FLAGS", KEPT)
    return put_away(box, uid)


def source_of(box, uid):
    """The mail's source, without marking it as seen; None when it is no longer there."""
    parts = box.client.uid("FETCH", uid, "(BODY.PEEK[])")[1]
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def put_away(box, uid):
    """Out of the way, but not lost. A server that lets us make no folder keeps it where it is, seen."""
    box.client.uid("STORE", uid, "+FLAGS", SEEN)
    try:
        if not box.folder.exists(DONE_FOLDER):
            box.folder.create(DONE_FOLDER)
        box.move(uid, DONE_FOLDER)
    except ImapToolsError as error:
        logger.warning("A mail that was taken in could not be moved to «%s»: %s", DONE_FOLDER, in_one_line(error))


def in_one_line(error):
    """What went wrong, without what we said: an answer to LOGIN may repeat it."""
    words = error.args[0] if error.args else ""
    words = words.decode(errors="replace") if isinstance(words, bytes) else str(words) if isinstance(error, (OSError, imaplib.IMAP4.error)) else ""
    return f"{type(error).__name__} {' '.join(words.split())[:200]}".strip()
