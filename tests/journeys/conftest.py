"""The demo as people start it, in a process of its own, with a real SMTP server and a real browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from comptoir.demo.cast import PASSWORD
from tests.browser import browser, chromium, sign_in

START_WITHIN_SECONDS = 180
# How long a page may take to show what is expected, where a test says nothing else: patience for a busy machine, no promise.
expect.set_options(timeout=20_000)


@dataclass
class MailServer:
    """Keeps every mail it takes; refuses addresses that contain «refusé»."""

    mails: list = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def to(self, address):
        return [mail for mail in self.mails if address in mail["To"]]

    def wait_for(self, address, subject, seconds=10):
        """The mail to `address` whose subject contains `subject`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for mail in self.to(address):
                if subject in mail["Subject"]:
                    return mail
            time.sleep(0.05)
        raise AssertionError(f"No mail «{subject}» to {address}; there were {[m['Subject'] for m in self.to(address)]}")


@dataclass
class Demo:
    url: str
    mail: MailServer
    folder: Path


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    folder, port, mail = tmp_path_factory.mktemp("demo"), free_port(), MailServer()
    server = Controller(mail, hostname="127.0.0.1", port=free_port())
    server.start()
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    given = {"COMPTOIR_DATA_DIR": str(folder), "PORT": str(port), "SMTP_URL": f"smtp://127.0.0.1:{server.port}"}
    with database_of_its_own() as database, (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "comptoir", "demo"]
        process = subprocess.Popen(command, env=kept | given | database, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_it_answers(process, port, folder / "log")
            yield Demo(f"http://localhost:{port}", mail, folder)
        finally:
            process.terminate()
            process.wait(20)
            server.stop()


@contextmanager
def database_of_its_own():
    """On PostgreSQL a database for this demo alone, gone afterwards; otherwise SQLite in the demo's folder."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    name = f"comptoir_journeys_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": f"{address.rpartition('/')[0]}/{name}"}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def wait_until_it_answers(process, port, log):
    end = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            return urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2).read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def chrome():
    if chromium() is None:
        pytest.skip("no browser found (install chromium, or name one in CHROMIUM)")
    with browser() as opened:
        yield opened


@pytest.fixture
def window(chrome, demo):
    """window(email, width=1360): a signed-in page in a browser of its own; fails the test on any complaint in its console."""
    contexts, complaints = [], []

    def open_window(email, width=1360, **options):
        context = chrome.new_context(viewport={"width": width, "height": 900}, locale="fr-FR", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" and "status of 4" not in message.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        sign_in(page, demo.url, email, PASSWORD)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []
