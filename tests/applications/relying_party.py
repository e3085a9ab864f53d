"""«Production Compta» as its makers would have it: a small program of its own that signs people in by OpenID Connect, with a maintained library (Authlib)."""

import secrets
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet


@dataclass
class Compta:
    """`issuer` is all that it knows of us but its own identifier and secret; what it was told of people is in `told`."""

    issuer: str
    client_id: str = ""
    client_secret: str = ""
    url: str = ""
    started: dict = field(default_factory=dict)
    told: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    @property
    def back(self):
        return f"{self.url}/retour"

    def described(self):
        return httpx.get(f"{self.issuer}/.well-known/openid-configuration").raise_for_status().json()

    def session(self, **words):
        return OAuth2Client(self.client_id, self.client_secret, scope="openid profile email", redirect_uri=self.back, code_challenge_method="S256", **words)

    def start(self):
        """(where to send the browser, what to remember it by)."""
        verifier, nonce, handle = secrets.token_urlsafe(48), secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        address, state = self.session().create_authorization_url(self.described()["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
        self.started[handle] = {"state": state, "nonce": nonce, "verifier": verifier}
        return address, handle

    def end(self, full_address, handle):
        """The claims of who came back; Authlib checks state, signature, issuer, audience, times and nonce."""
        begun, described = self.started.pop(handle), self.described()
        session = self.session(state=begun["state"])
        token = session.fetch_token(described["token_endpoint"], authorization_response=full_address, code_verifier=begun["verifier"])
        keys = KeySet.import_key_set(httpx.get(described["jwks_uri"]).raise_for_status().json())
        signed = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
        wanted = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self.client_id}}
        claims = CodeIDToken(signed.claims, signed.header, wanted, {"nonce": begun["nonce"], "client_id": self.client_id})
        claims.validate()
        looked = session.get(described["userinfo_endpoint"]).raise_for_status().json()
        self.told.append((dict(claims), looked, token["access_token"]))
        return looked

    def look(self, access_token):
        """What we say to it later."""
        return httpx.get(self.described()["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"})


class Pages(BaseHTTPRequestHandler):
    compta = None

    def do_GET(self):
        path = urlsplit(self.path)
        if path.path == "/connexion":
            address, handle = self.compta.start()
            return self.answer(302, "", Location=address, **{"Set-Cookie": f"begun={handle}; HttpOnly; SameSite=Lax"})
        if path.path != "/retour":
            return self.answer(404, "Introuvable")
        if "error" in parse_qs(path.query):
            self.compta.refused.append(path.query)
            return self.answer(200, "Connexion refusée")
        handle = SimpleCookie(self.headers.get("Cookie", ""))["begun"].value
        looked = self.compta.end(f"{self.compta.url}{self.path}", handle)
        companies = ", ".join(one["name"] for one in looked["companies"])
        return self.answer(200, f"<h1>Production Compta</h1><p>Bonjour {looked['name']}, {companies}</p>")

    def answer(self, status, html, **headers):
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(f'<!doctype html><html lang="fr"><title>Compta</title><link rel="icon" href="data:,">{html}</html>'.encode())

    def log_message(self, *words):
        """Quietly."""


@contextmanager
def running(issuer):
    """The program on a free port of this machine."""
    compta = Compta(issuer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("PagesOfCompta", (Pages,), {"compta": compta}))
    compta.url = f"http://localhost:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield compta
    finally:
        server.shutdown()
        server.server_close()
