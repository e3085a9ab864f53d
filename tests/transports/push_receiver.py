"""A push service on a port of this machine, and browsers that read what it is given (RFC 8291, by another implementation than ours)."""

import json
import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

from comptoir.kernel.secrets import seal
from comptoir.kernel.tokens import digest
from comptoir.transports.models import PushDevice
from comptoir.transports.push import point_of, to_text


@dataclass
class Browser:
    """One subscription, with the private key that never leaves a browser."""

    endpoint: str
    private: object = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def keys(self):
        return {"p256dh": to_text(point_of(self.private)), "auth": to_text(self.auth)}

    @property
    def subscription(self):
        return {"endpoint": self.endpoint} | self.keys

    def read(self, body):
        return json.loads(http_ece.decrypt(body, private_key=self.private, auth_secret=self.auth, version="aes128gcm"))


class Handler(BaseHTTPRequestHandler):
    """`server.days[path]` is what happens there instead of 201: a status, a (status, headers) pair, or "hang"."""

    def log_message(self, *_words):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        day = self.server.days.get(self.path, 201)
        if day == "hang":
            self.server.held.wait(20)
            return
        status, headers = day if isinstance(day, tuple) else (day, {})
        if status == 201:
            self.server.taken.append((self.path, dict(self.headers), body))
        self.send_response(status)
        for name, value in ({"Content-Length": "0"} | headers).items():
            self.send_header(name, value)
        self.end_headers()


class PushService(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.days, self.asked, self.taken, self.browsers, self.held = {}, [], [], {}, threading.Event()

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    def browser(self, name):
        """A new subscription at /name."""
        self.browsers[f"/{name}"] = Browser(f"http://{self.place}/{name}")
        return self.browsers[f"/{name}"]

    def shown(self, name):
        """What the browser at /name has read so far."""
        return [self.browsers[path].read(body) for path, _headers, body in self.taken if path == f"/{name}"]


@contextmanager
def running_push_service():
    server = PushService()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.held.set()
        server.shutdown()
        server.server_close()


def push_device_of(user, browser=None, **fields):
    """A device of this person as it lies in the database; without a browser one that nobody reaches."""
    browser = browser or Browser(f"https://127.0.0.1/{to_text(os.urandom(9))}")
    keys = {"p256dh": browser.keys["p256dh"], "auth": seal(browser.keys["auth"])}
    known = {"endpoint": seal(browser.endpoint), "endpoint_digest": digest(browser.endpoint)}
    return PushDevice.objects.create(**{"user": user, "channel": "web", "name": "Firefox sur Linux"} | keys | known | fields)
