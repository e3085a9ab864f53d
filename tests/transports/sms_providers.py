"""Providers of short messages on a port of this machine: one that speaks OVH's documented protocol and checks its signature, and a gateway that takes JSON."""

import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from comptoir.kernel import signatures

APPLICATION, SECRET, CONSUMER, SERVICE = "app-key", "app-secret", "consumer-key", "sms-ab12345-1"
GATEWAY_SECRET = "un-secret-de-passerelle-42"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_words):
        pass

    def do_GET(self):
        self.answer(200, int(time.time()) + self.server.ahead)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        if self.server.day == "hang":
            self.server.held.wait(20)
            return None
        if self.server.day:
            return self.answer(*self.server.day)
        return self.take_job(body) if "/sms/" in self.path else self.take(body)

    def take_job(self, body):
        """POST /sms/{service}/jobs as OVH documents it."""
        moment = self.headers["X-Ovh-Timestamp"]
        if abs(int(moment) - time.time() - self.server.ahead) > 30:
            return self.answer(400, {"errorCode": "QUERY_TIME_OUT", "message": "Query out of time"})
        words = "+".join([SECRET, CONSUMER, "POST", f"{self.server.url}{self.path}", body.decode(), moment])
        expected = "$1$" + hashlib.sha1(words.encode(), usedforsecurity=False).hexdigest()
        if (self.headers["X-Ovh-Application"], self.headers["X-Ovh-Consumer"], self.headers["X-Ovh-Signature"]) != (APPLICATION, CONSUMER, expected):
            return self.answer(400, {"errorCode": "INVALID_SIGNATURE", "message": "Invalid signature"})
        (number,) = json.loads(body)["receivers"]
        if number in self.server.unknown:
            return self.answer(200, {"ids": [], "invalidReceivers": [number], "validReceivers": [], "totalCreditsRemoved": 0})
        self.server.taken.append(json.loads(body))
        return self.answer(200, {"ids": [1000 + len(self.server.taken)], "invalidReceivers": [], "validReceivers": [number], "totalCreditsRemoved": 1})

    def take(self, body):
        """A gateway that keeps references, and so sends nothing twice."""
        if self.path == "/gateway" and not signatures.is_signed(body, self.headers[signatures.HEADER] or "", GATEWAY_SECRET):
            return self.answer(401, {"error": "bad signature"})
        said = json.loads(body)
        if said.get("reference") not in [one.get("reference") for one in self.server.taken] or self.path != "/gateway":
            self.server.taken.append(said)
        return self.answer(200, {"id": f"gw-{len(self.server.taken)}"})

    def answer(self, status, said, **headers):
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Provider(ThreadingHTTPServer):
    """`day`: (status, what is said) instead of the usual, or "hang". `ahead`: by how many seconds its clock is ahead. `unknown`: numbers that it refuses."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.taken, self.unknown, self.day, self.ahead, self.held = [], [], set(), None, 0, threading.Event()

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self):
        return f"http://{self.place}"

    @property
    def ovh(self):
        return f"ovh://{APPLICATION}:{SECRET}:{CONSUMER}@{SERVICE}?endpoint={self.url}"

    @property
    def gateway(self):
        return f"http+json://:{GATEWAY_SECRET}@{self.place}/gateway"


@contextmanager
def running_provider():
    server = Provider()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.held.set()
        server.shutdown()
        server.server_close()
