"""The signed addresses of answers (C8): what we gave is believed, what is made up is not."""

import re
from base64 import b32decode, b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.conversations.reply_addresses import Addressed, firm_address, read_address, reply_address, thread_id
from comptoir.transports.email import delivery_of_message_id

from .answering import INBOUND

IDS = st.integers(1, 2**47)


@pytest.fixture(autouse=True)
def _address(settings):
    settings.INBOUND_ADDRESS = INBOUND


@given(IDS, IDS)
def test_what_is_given_is_read_again_in_any_case(conversation_id, user_id):
    address = reply_address(conversation_id, user_id)

    assert read_address(address) == read_address(address.upper()) == Addressed(conversation_id, user_id)
    assert re.fullmatch(r"[a-z0-9+]{1,64}@in\.lormeau\.example", address)


@given(IDS, IDS, st.integers(0, 199))
def test_one_bit_changed_is_no_address_of_ours(conversation_id, user_id, bit):
    local, _at, domain = reply_address(conversation_id, user_id).partition("@")
    raw = bytearray(b32decode(local.partition("+")[2].upper()))
    raw[bit // 8] ^= 1 << bit % 8
    forged = f"reponse+{b32encode(bytes(raw)).decode().lower()}@{domain}"

    assert not read_address(forged).is_signed


def test_an_address_of_before_the_key_was_changed_is_still_believed(settings):
    given_then = reply_address(7, 3)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of at least thirty-two signs"

    assert read_address(given_then) == Addressed(7, 3)
    assert reply_address(7, 3) != given_then


def test_once_the_old_key_is_forgotten_it_is_not(settings):
    given_then = reply_address(7, 3)
    settings.SECRET_KEY = "another key of at least thirty-two signs"

    assert not read_address(given_then).is_signed


@pytest.mark.parametrize("address", ["paul@example.com", "reponse@example.com", "autre+lormeau@in.lormeau.example", "", "@", "reponse", "reponse+x"])
def test_other_addresses_are_not_ours(address):
    assert read_address(address) is None


def test_a_firm_has_an_address_of_its_own():
    assert read_address(firm_address("lormeau")) == Addressed(slug="lormeau")
    assert read_address(INBOUND) == Addressed(slug="")
    assert read_address("reponse+;drop table@in.lormeau.example") == Addressed(slug="")


def test_without_an_inbound_address_there_is_none(settings):
    settings.INBOUND_ADDRESS = ""

    assert (reply_address(7, 3), firm_address("lormeau"), read_address("@"), read_address("+x@")) == ("", "", None, None)


def test_the_root_of_a_thread_is_no_mail_of_ours():
    assert thread_id(7) == thread_id(7) != thread_id(8)
    assert delivery_of_message_id(thread_id(7)) is None
