"""A register that speaks INPI's documented API, on a port of this machine, with every bad day it may have."""

import json
import threading
import time
from base64 import b64encode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USERNAME, PASSWORD, TOKEN = "marie@example.com", "mot-de-passe-INPI-4711", "jeton.du.registre-4711"
ROUX, DURAND, FARM, UNKNOWN = "732829320", "404833048", "552100554", "443061841"


def address(**words):
    return {
        "adresse": {"pays": "FRANCE", "codePays": "FRA", "codePostal": "59000", "commune": "LILLE", "typeVoie": "RUE", "voie": "DE BÉTHUNE", "numVoie": "12"}
        | words
    }


COMPANIES = {
    ROUX: {
        "formality": {
            "siren": ROUX,
            "content": {
                "natureCreation": {"dateCreation": "1998-11-03", "formeJuridique": "5499"},
                "natureCessationEntreprise": {"etatAdministratifInsee": "A"},
                "personneMorale": {
                    "identite": {"entreprise": {"siren": ROUX, "denomination": "BOULANGERIE  ROUX\n", "formeJuridique": "5499"}},
                    "adresseEntreprise": address(complementLocalisation="BÂTIMENT B"),
                },
            },
        }
    },
    DURAND: {
        "formality": {
            "siren": DURAND,
            "formeJuridique": "1000",
            "content": {
                "natureCessationEntreprise": {"etatAdministratifInsee": "F"},
                "personnePhysique": {
                    "identite": {"entrepreneur": {"descriptionPersonne": {"nom": "DURAND", "nomUsage": "PETIT", "prenoms": ["ANNE", "MARIE"]}}},
                    "etablissementPrincipal": address(codePostal="62000", commune="ARRAS"),
                },
            },
        }
    },
    FARM: [{"formality": {"siren": FARM, "content": {"exploitation": {"identite": {"entreprise": {"denomination": "GAEC DU PRÉ"}}}}}}],
}


class Handler(BaseHTTPRequestHandler):
    """`server.mode` is the day it has; `server.seen` keeps what was asked."""

    def log_message(self, *_words):
        pass

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.note(said)
        if self.path != "/api/sso/login":
            return self.answer(404, {})
        if self.bad_day("login"):
            return None
        if (said["username"], said["password"]) != (USERNAME, PASSWORD):
            return self.answer(401, {"code": 401, "message": f"Invalid credentials: {said['password']}"})
        return self.answer(200, {"token": TOKEN, "user": {"email": USERNAME}})

    def do_GET(self):
        self.note(None)
        if self.path.startswith("/basic"):
            return self.basic()
        if self.path.startswith("/open"):
            return self.answer(200, {})
        if self.bad_day("companies"):
            return None
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self.answer(401, {"message": "Expired JWT Token"})
        company = COMPANIES.get(self.path.removeprefix("/api/companies/"))
        return self.answer(200, company) if company else self.answer(404, {"message": "Not found"})

    def basic(self):
        welcome = "Basic " + b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        return self.answer(200, {}) if self.headers["Authorization"] == welcome else self.answer(401, {})

    def note(self, body):
        self.server.seen.append((self.command, self.path, self.headers.get("Authorization"), body))

    def bad_day(self, at):
        """Have the day that was ordered for this call, if any; return whether it was had."""
        mode, _colon, place = self.server.mode.partition("@")
        if not mode or (place or "companies") != at:
            return False
        getattr(self, f"day_{mode}")()
        return True

    def day_500(self):
        self.answer(500, {"trace": "secret inside"})

    def day_429(self):
        self.answer(429, {})

    def day_403(self):
        self.answer(403, {})

    def day_slow(self):
        self.server.held.wait(20)

    def day_drip(self):
        """One byte now and then: every single read succeeds."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.server.held.wait(0.1):
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def day_html(self):
        self.answer(200, b"<!doctype html><h1>Maintenance</h1>", "text/html; charset=utf-8")

    def day_words(self):
        self.answer(200, b"bonjour", "application/json")

    def day_deep(self):
        self.answer(200, b"[" * 500_000)

    def day_astray(self):
        self.send_response(302)
        self.send_header("Location", "http://[::1")
        self.end_headers()

    def day_empty(self):
        self.answer(200, b"")

    def day_nothing(self):
        self.answer(200, [])

    def day_odd(self):
        self.answer(200, {"formality": {"content": 12}})

    def day_other(self):
        self.answer(200, COMPANIES[DURAND])

    def day_huge(self):
        self.answer(200, b"x" * (2 * 1024 * 1024))

    def day_gone(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab")

    def day_redirect(self):
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.end_headers()

    def answer(self, status, body, content_type="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        try:
            self.wfile.write(data)
        except OSError:
            time.sleep(0)


@contextmanager
def running_register():
    """The server, with `url`, `mode`, `seen`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.mode, server.seen, server.held = "", [], threading.Event()
    server.place = f"127.0.0.1:{server.server_port}"
    server.url = f"http://{server.place}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.held.set()
        server.shutdown()
        server.server_close()
