"""A passkey in software, for what no browser would do: the wrong origin, an old challenge, somebody not verified."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """A key kept for one account of one site. `verified` says whether finger or PIN were right."""

    origin: str
    host: str = "localhost"
    verified: bool = True
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user_handle: str = ""

    def made(self, options):
        """What a browser answers to the options of creation."""
        public = options["publicKey"]
        self.user_handle = public["user"]["id"]
        cose = ES256.from_cryptography_key(self.private.public_key())
        attested = b"\0" * 16 + len(self.id).to_bytes(2, "big") + self.id + cbor.encode(dict(cose))
        data = self.authenticator_data(ATTESTED) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self.answer({"clientDataJSON": self.client_data("webauthn.create", public["challenge"]), "attestationObject": websafe_encode(statement)})

    def signed(self, options):
        """What it answers to a challenge."""
        client_data = self.client_data("webauthn.get", options["publicKey"]["challenge"], raw=True)
        data = self.authenticator_data()
        signature = self.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client_data, "authenticatorData": data, "signature": signature}
        return self.answer({name: websafe_encode(part) for name, part in parts.items()} | {"userHandle": self.user_handle})

    def authenticator_data(self, flags=0):
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + b"\0" * 4

    def client_data(self, kind, challenge, raw=False):
        data = json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()
        return data if raw else websafe_encode(data)

    def answer(self, response):
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {"credProps": {"rk": True}}})
