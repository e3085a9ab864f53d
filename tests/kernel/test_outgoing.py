"""Requests to the outside: where they may go, how long and how much (promise D4)."""

import socket
import time

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel import outgoing
from comptoir.kernel.destinations import read_places, refusal_of, refusal_of_url
from comptoir.kernel.outgoing import Line, Unreachable
from tests.connectors.register import running_register

INSIDE = [
    "0.0.0.0", "127.0.0.1", "127.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "8.8.8.8", "185.24.184.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", INSIDE)
def test_inside_addresses_are_refused(address):
    assert refusal_of(address) == "inside"


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside_addresses_are_not(address):
    assert refusal_of(address) == ""


@given(
    st.ip_addresses(network="10.0.0.0/8")
    | st.ip_addresses(network="127.0.0.0/8")
    | st.ip_addresses(network="fd00::/8")
    | st.ip_addresses(network="169.254.0.0/16")
)
def test_no_address_of_an_inside_network_is_let_through(address):
    assert refusal_of(str(address)) == "inside"
    if address.version == 4:
        assert refusal_of(f"::ffff:{address}") == "inside"


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("https://exemple.fr/api", ""),
        ("https://exemple.fr:8443/api?x=1", ""),
        ("https://8.8.8.8/", ""),
        ("http://exemple.fr/", "not_https"),
        ("https://user:secret@exemple.fr/", "credentials_in_url"),
        ("https://@exemple.fr/", "credentials_in_url"),
        ("https://2130706433/", "inside"),
        ("https://0x7f000001/", "inside"),
        ("https://0x7f.0.0.1/", "inside"),
        ("https://127.1/", "inside"),
        ("https://0177.0.0.1/", "inside"),
        ("https://127.0.0.1./", "inside"),
        ("ftp://exemple.fr/", "unreadable"),
        ("file:///etc/passwd", "unreadable"),
        ("gopher://exemple.fr/", "unreadable"),
        ("javascript:alert(1)", "unreadable"),
        ("https://", "unreadable"),
        ("https:///chemin", "unreadable"),
        ("exemple.fr", "unreadable"),
        ("", "unreadable"),
        ("https://exemple.fr:99999/", "unreadable"),
        ("https://exemple.fr:x/", "unreadable"),
        ("https://[::1", "unreadable"),
        ("https://exemple.fr/a b", "unreadable"),
        ("https://exemple.fr/\r\nHost: x", "unreadable"),
    ],
)
def test_an_address_is_judged_by_its_text(url, refusal):
    assert refusal_of_url(url) == refusal


@given(st.text())
def test_no_text_makes_the_judge_stumble(text):
    assert refusal_of_url(text) in {"", "unreadable", "not_https", "credentials_in_url", "inside"}
    assert refusal_of_url(f"https://{text}") in {"", "unreadable", "credentials_in_url", "inside"}


def test_what_the_operator_allows_is_open_there_and_nowhere_else():
    places = read_places(("127.0.0.1:8123", "acd.local:80", "10.1.0.0/16"))

    assert refusal_of("127.0.0.1", port=8123, places=places) == ""
    assert refusal_of("127.0.0.1", port=8124, places=places) == "inside"
    assert refusal_of("10.1.9.9", port=5432, places=places) == ""
    assert refusal_of("10.2.9.9", port=80, places=places) == "inside"
    assert refusal_of_url("http://acd.local/", places) == ""
    assert refusal_of_url("http://acd.local:8080/", places) == "not_https"
    assert refusal_of_url("http://10.1.2.3/", places) == ""


@pytest.fixture
def server(settings):
    with running_register() as running:
        settings.OUTGOING_ALLOWED = [running.place]
        yield running


def failure(url, seconds=5):
    with pytest.raises(Unreachable) as raised, Line(seconds) as line:
        line.get(url)
    return raised.value.code, raised.value.detail


def test_an_answer_comes_back(server):
    with Line() as line:
        answer = line.get(f"{server.url}/open", auth=("Léa", "p:é"))

    assert (answer.status, answer.is_good, answer.json()) == (200, True, {})


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("huge", ("too_large", "")),
        ("redirect", ("redirect", "169.254.169.254")),
        ("gone", ("broken", "")),
    ],
)
def test_bad_days_have_names(server, mode, expected):
    server.mode = mode

    assert failure(f"{server.url}/api/companies/1") == expected
    assert len(server.seen) == 1


@pytest.mark.parametrize("mode", ["slow", "drip"])
def test_a_slow_server_is_left_in_time(server, mode):
    server.mode = mode
    started = time.monotonic()

    assert failure(f"{server.url}/api/companies/1", seconds=0.4) == ("slow", "")
    # Far from the minute that a dripping server would take; no exact time is asked of a slow machine.
    assert time.monotonic() - started < 15


def test_all_calls_of_a_line_share_its_time(server):
    with Line(0.3) as line:
        line.get(f"{server.url}/open")
        server.held.wait(0.4)
        with pytest.raises(Unreachable, match="slow"):
            line.get(f"{server.url}/open")


def test_nobody_there(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    settings.OUTGOING_ALLOWED = [place]

    assert failure(f"http://{place}/") == ("no_network", "")


def test_a_server_without_tls_is_no_https_server(server):
    assert failure(f"https://{server.place}/") == ("tls", "")


@pytest.mark.parametrize("url", ["https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/"])
def test_nothing_inside_is_reached(url):
    assert failure(url) == ("inside", "")


def test_a_name_that_stands_for_an_inside_address_is_refused_where_the_connection_is_made(monkeypatch, settings, server):
    """The resolver answers once, and what it answered is both looked at and connected to: nothing can change in between (DNS rebinding)."""
    settings.OUTGOING_ALLOWED = []
    answers = iter([["8.8.8.8", "127.0.0.1"]])
    asked = []
    monkeypatch.setattr(outgoing, "resolved", lambda host, port, seconds: asked.append(host) or next(answers))

    assert failure(f"https://double.example:{server.server_port}/") == ("inside", "")
    assert (asked, server.seen) == (["double.example"], [])


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch, settings, server):
    settings.OUTGOING_ALLOWED = [f"registre.example:{server.server_port}"]
    monkeypatch.setattr(outgoing, "resolved", lambda host, port, seconds: ["127.0.0.2", "127.0.0.1"])

    with Line() as line:
        assert line.get(f"http://registre.example:{server.server_port}/open").status == 200


def test_no_call_is_made_within_a_transaction(transactional_db):
    with pytest.raises(RuntimeError), transaction.atomic(), Line():
        pass
