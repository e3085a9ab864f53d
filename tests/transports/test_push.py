"""Encryption and signature of push messages, against the RFCs' own vectors and against other implementations (promise H4)."""

import json
import os
import time
from base64 import urlsafe_b64decode

import http_ece
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from comptoir.transports.push import LARGEST, LARGEST_TEXT, authorization, encrypt, from_text, is_point, new_key, payload_of, public_key, read_key, to_text
from comptoir.transports.registry import Push

from .push_receiver import Browser

ENDPOINT = "https://push.example/send/4711"
# RFC 8291, appendix A.
PLAINTEXT = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZw"
    "buwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


@pytest.fixture
def browser():
    return Browser(ENDPOINT)


def test_the_example_of_the_rfc_comes_out_byte_for_byte():
    made = encrypt(PLAINTEXT, from_text(RECEIVER), from_text(AUTH), salt=from_text(SALT), sender=read_key(SENDER))

    assert to_text(made) == MESSAGE


@given(st.binary(max_size=LARGEST_TEXT))
def test_another_implementation_reads_what_is_encrypted(text):
    browser = Browser(ENDPOINT)

    body = encrypt(text, from_text(browser.keys["p256dh"]), browser.auth)

    assert len(body) <= LARGEST
    assert http_ece.decrypt(body, private_key=browser.private, auth_secret=browser.auth, version="aes128gcm") == text


def test_the_same_text_is_never_the_same_message(browser):
    keys = from_text(browser.keys["p256dh"]), browser.auth

    assert encrypt(b"x", *keys) != encrypt(b"x", *keys)


def test_the_longest_text_fills_a_message_and_a_longer_one_is_refused(browser):
    keys = from_text(browser.keys["p256dh"]), browser.auth

    assert len(encrypt(b"x" * LARGEST_TEXT, *keys)) == LARGEST
    with pytest.raises(ValueError, match="too long"):
        encrypt(b"x" * (LARGEST_TEXT + 1), *keys)


def test_the_longest_words_fit_in_a_message():
    made = payload_of(Push(title="😀" * 900, body="\x00é\n" * 4000, url="/conversations/4711/", tag="conversation:4711", language="fr", unread=99))

    said = json.loads(made)
    assert len(made) <= LARGEST_TEXT
    assert (len(said["title"]), said["title"][-1], said["url"], said["lang"], said["unread"]) == (120, "…", "/conversations/4711/", "fr", 99)
    assert "\n" not in said["body"]


def token_of(header):
    """(header, claims, signed part, signature, public key) of an Authorization header."""
    scheme, _space, words = header.partition(" ")
    values = dict(part.strip().split("=", 1) for part in words.split(","))
    assert (scheme, set(values)) == ("vapid", {"t", "k"})
    signed, _dot, signature = values["t"].rpartition(".")
    head, claims = [json.loads(urlsafe_b64decode(part + "==")) for part in signed.split(".")]
    return head, claims, signed, from_text(signature), values["k"]


def test_a_message_says_who_sends_it_so_that_anybody_can_check():
    key, now = new_key(), int(time.time())

    head, claims, signed, signature, named = token_of(authorization(ENDPOINT, key=key, subject="mailto:nous@lormeau.example"))

    assert head == {"typ": "JWT", "alg": "ES256"}
    assert (claims["aud"], claims["sub"]) == ("https://push.example", "mailto:nous@lormeau.example")
    assert now + 6 * 3600 <= claims["exp"] <= now + 12 * 3600
    assert (named, len(signature)) == (public_key(key), 64)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(named))
    numbers = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    point.verify(numbers, signed.encode(), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        point.verify(numbers, signed.encode() + b"x", ec.ECDSA(SHA256()))


def test_one_signature_serves_one_push_service_for_some_hours():
    key, subject = new_key(), "mailto:nous@lormeau.example"
    first, again = [authorization(ENDPOINT, key=key, subject=subject, now=now) for now in (7 * 3600, 11 * 3600)]
    later, elsewhere = authorization(ENDPOINT, key=key, subject=subject, now=13 * 3600), authorization("https://autre.example:8443/x", key=key, subject=subject)

    assert first == again != later
    assert token_of(elsewhere)[1]["aud"] == "https://autre.example:8443"


def test_a_key_may_be_given_as_pem():
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    raw = to_text(private.private_numbers().private_value.to_bytes(32, "big"))

    assert public_key(pem) == public_key(pem.replace("\n", "\\n")) == public_key(raw)


def other_curve():
    key = ec.generate_private_key(ec.SECP384R1())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


@pytest.mark.parametrize("words", ["", "x", "é" * 43, to_text(bytes(32)), to_text(b"\xff" * 32), to_text(bytes(31)), "-----BEGIN nothing", other_curve()])
def test_what_is_no_key_is_refused(words):
    with pytest.raises(ValueError, match="."):
        read_key(words)


@given(st.binary(max_size=80) | st.binary(min_size=65, max_size=65).map(lambda data: b"\4" + data[1:]))
def test_a_point_that_is_taken_can_be_encrypted_for(data):
    if is_point(data):
        assert len(encrypt(b"x", data, os.urandom(16))) > len(data)


@given(st.text())
def test_no_text_makes_the_reader_of_base64_stumble(words):
    try:
        read = from_text(words)
    except ValueError:
        read = b""
    assert isinstance(read, bytes)
