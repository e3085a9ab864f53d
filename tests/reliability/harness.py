"""Comptoir as its operator runs it: real processes on a real database, a mail server that remembers, visitors over HTTP.

Everything here is started by the test and ended by it; nothing else on the machine is touched.
"""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from email.parser import BytesHeaderParser
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]
HEALTHY_WITHIN_SECONDS = 10
# What the surroundings may say of another installation must not reach ours.
OURS_TO_SET = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "FILES_URL", "SECRET_KEY", "PORT", "COMPTOIR_DATA_DIR", "DJANGO_SETTINGS_MODULE", "DEBUG")


def postgres_server():
    """The address of a PostgreSQL that may be used, from DATABASE_URL; None when it names none or does not answer."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith(("postgres://", "postgresql://")):
        return None
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return None
    return url


@contextmanager
def installation(server=None, **environment):
    """The environment of an installation of its own: a data folder, and a new database on `server` unless it is SQLite. Gone afterwards."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="comptoir-") as folder, database(server, folder) as url:
        surroundings = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in OURS_TO_SET and not name.startswith("PYTEST_")}
        yield surroundings | {
            "DATABASE_URL": url,
            "COMPTOIR_DATA_DIR": folder,
            "PORT": str(port),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            # What is counted is who gets what, not how long a mail is held in case it is read.
            "MAIL_HOLD_SECONDS": "0",
            **environment,
        }


@contextmanager
def database(server, folder):
    if server is None:
        yield f"sqlite:///{folder}/comptoir.sqlite3"
        return
    name = f"comptoir_{os.getpid()}_{secrets.token_hex(3)}"
    run_on(server, f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        run_on(server, f"DROP DATABASE {name} WITH (FORCE)")


def run_on(server, statement):
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(statement)


def free_port():
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def run(environment, *arguments, timeout=120):
    """Run `python -m …` in the installation to its end; return what it printed."""
    done = subprocess.run([sys.executable, "-m", *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, f"{arguments} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


class Program:
    """A command of Comptoir in its own process group, started again when it is killed."""

    def __init__(self, environment, *command):
        self.environment = environment
        self.command = command
        self.log = Path(environment["COMPTOIR_DATA_DIR"]) / f"{command[0]}.log"
        self.process = None

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "comptoir", *self.command], env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        return self

    def kill(self):
        """`kill -9` of the whole group; what it was doing ends here."""
        self._signal(signal.SIGKILL)

    def stop(self):
        """As a supervisor stops it: politely, then not."""
        self._signal(signal.SIGTERM, patience=15)
        self._signal(signal.SIGKILL)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def said(self):
        """Everything that it printed since its first start."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _signal(self, number, patience=5):
        if not self.is_running():
            return
        os.killpg(self.process.pid, number)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            assert number != signal.SIGKILL, "a process outlived kill -9"


class Visitor:
    """Somebody's browser, as far as forms need it: one connection, cookies, no redirects followed."""

    def __init__(self, port, timeout=20):
        self.port = port
        self.timeout = timeout
        self.cookies = {}
        self.connection = None

    def sign_in(self, email, password):
        self.request("GET", "/accounts/login/")
        status, _headers, body = self.post("/accounts/login/", login=email, password=password)
        assert status in {302, 303}, f"{email} cannot sign in: {status} {body[:500]!r}"
        return self

    def post(self, path, **fields):
        """Send a form as the page does. The CSRF cookie's value is accepted as the form's token."""
        fields["csrfmiddlewaretoken"] = self.cookies.get("csrf", "")
        return self.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})

    def request(self, method, path, body=None, headers=None):
        """(status, headers, body). Raises OSError or HTTPException when the connection is lost; the next call opens a new one."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, body, (headers or {}) | self._cookie_header())
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        self._keep_cookies(answer)
        return answer.status, answer.headers, content

    def listen(self, path="/live/"):
        """The open answer of a live stream, to be read line by line."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        connection.request("GET", path, headers=self._cookie_header())
        answer = connection.getresponse()
        assert answer.status == 200, f"{path} answered {answer.status}"
        return answer

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _cookie_header(self):
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _keep_cookies(self, answer):
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value


def until(condition, *, within, every=0.05):
    """Wait until `condition()` is true; return how many seconds it took. Fails after `within` seconds."""
    started = time.monotonic()
    while not condition():
        waited = time.monotonic() - started
        assert waited < within, f"still not so after {waited:.1f} s: {condition.__doc__ or condition}"
        time.sleep(every)
    return time.monotonic() - started


def answers(port, path="/healthz"):
    """Whether the web process answers 200."""
    visitor = Visitor(port, timeout=2)
    try:
        return visitor.request("GET", path)[0] == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        visitor.close()


class MailServer:
    """A mail server on this machine that remembers the Message-ID of everything it took, in order."""

    def __init__(self):
        self.message_ids = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server, session, envelope):
        head = BytesHeaderParser().parsebytes(envelope.content)
        self.message_ids.append(str(head["Message-ID"]).strip())
        return "250 Taken"

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.controller.port}"

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()
