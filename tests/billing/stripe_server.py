"""A card provider that speaks Stripe's documented API, on a port of this machine, with every bad day it may have.

It keeps what it was asked, answers the same Idempotency-Key with the same thing, and signs its announcements.
"""

import hmac
import json
import threading
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

KEY, WEBHOOK_SECRET = "sk_test_4711", "whsec_test_4711"
CARD = {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2099, "fingerprint": "Xt5EWLLDS7FJjR1c"}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_words):
        pass

    def do_POST(self):
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        self.respond(form)

    def do_GET(self):
        self.respond({})

    def respond(self, form):
        server, key = self.server, self.headers.get("Idempotency-Key", "")
        with server.lock:
            server.seen.append((self.command, self.path, form, key))
        if self.headers["Authorization"] != f"Bearer {KEY}":
            return self.answer(401, {"error": {"message": f"Invalid API Key provided: {self.headers['Authorization']}"}})
        if server.mode and (not server.mode_at or server.mode_at in self.path):
            return getattr(self, f"day_{server.mode}")()
        with server.lock:
            if key and key in server.answers:
                return self.answer(200, server.answers[key])
            status, made = server.do(self.command, self.path, form)
            if key and status == 200:
                server.answers[key] = made
        return self.answer(status, made)

    def day_500(self):
        self.answer(500, {"error": {"message": "secret inside"}})

    def day_402(self):
        self.answer(402, {"error": {"code": "card_declined"}})

    def day_slow(self):
        self.server.held.wait(20)

    def day_html(self):
        self.answer(200, b"<!doctype html><h1>Maintenance</h1>", "text/html")

    def day_strange(self):
        self.answer(200, ["bonjour"])

    def answer(self, status, content, kind="application/json"):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass


class StripeServer(ThreadingHTTPServer):
    """`mode` is the day it has, at the addresses that hold `mode_at`; `seen` what was asked: (method, path, form, key)."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock, self.held = threading.Lock(), threading.Event()
        self.mode, self.mode_at, self.seen, self.answers = "", "", [], {}
        self.customers, self.sessions, self.methods, self.detached = {}, {}, {}, []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_port}"

    @property
    def address(self):
        """As CARD_PROVIDER_URL names it."""
        return f"stripe+http://{KEY}@{self.place}?webhook={WEBHOOK_SECRET}"

    def do(self, method, path, form):
        parts = path.strip("/").split("/")[1:]
        if method == "POST" and parts == ["customers"]:
            return 200, self.customers.setdefault(f"cus_{len(self.customers) + 1}", {"id": f"cus_{len(self.customers) + 1}", **form})
        if method == "POST" and parts == ["checkout", "sessions"]:
            return self.open_session(form)
        if method == "POST" and parts[0] == "payment_methods" and parts[2] == "detach":
            self.detached.append(parts[1])
            return (200, self.methods[parts[1]]) if parts[1] in self.methods else (400, {"error": {"code": "payment_method_unexpected_state"}})
        found = {"checkout": self.sessions, "setup_intents": self.intents, "payment_methods": self.methods}.get(parts[0], {}).get(parts[-1])
        return (200, found) if found else (404, {"error": {"code": "resource_missing"}})

    @property
    def intents(self):
        return {one["setup_intent"]: one["_intent"] for one in self.sessions.values() if one["setup_intent"]}

    def open_session(self, form):
        if form.get("mode") != "setup" or form.get("customer") not in self.customers:
            return 400, {"error": {"code": "parameter_invalid"}}
        name = f"cs_test_{len(self.sessions) + 1}"
        session = {"id": name, "object": "checkout.session", "status": "open", "setup_intent": None, "url": f"http://{self.place}/pay/{name}", "_form": form}
        self.sessions[name] = session
        return 200, session

    def type_card(self, reference, **card):
        """What the hosted page does once a card was typed there."""
        number = len(self.methods) + 1
        method = {"id": f"pm_{number}", "object": "payment_method", "card": CARD | card, "billing_details": {"name": "Hélène Roux"}}
        self.methods[method["id"]] = method
        intent = {"id": f"seti_{number}", "status": "succeeded", "payment_method": method["id"]}
        self.sessions[reference] |= {"status": "complete", "setup_intent": intent["id"], "_intent": intent}
        return method


def announcement(reference, kind="checkout.session.completed"):
    return json.dumps({"id": "evt_1", "type": kind, "data": {"object": {"id": reference, "object": "checkout.session"}}}).encode()


def signed(body, moment, secret=WEBHOOK_SECRET):
    """The header Stripe-Signature of these bytes."""
    signature = hmac.new(secret.encode(), f"{int(moment)}.".encode() + body, sha256).hexdigest()
    return f"t={int(moment)},v1=00ff,v1={signature},v0=ignored"


@contextmanager
def running_stripe():
    server = StripeServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.held.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
