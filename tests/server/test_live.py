"""Who may hear what on /live/: names of one's own channels and of what one may see, and nothing for visitors."""

import pytest
from django.test import Client

from comptoir.events.outbox import drain
from comptoir.server.live import channels_of
from tests.notifications.producers import question


def heard_by(user, watch=""):
    browser = Client()
    if user:
        browser.force_login(user)
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())
    return channels_of({"headers": [(b"cookie", cookies.encode())], "query_string": watch.encode()})


# The connection is closed as it is for every live request; only a database that outlives it can be asked.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visitor_hears_nothing():
    assert heard_by(None, "watch=conversation:1") == []


def test_people_hear_of_themselves_and_of_what_they_see(cast):
    conversation = question(cast).conversation
    watch = f"watch=conversation:{conversation.pk}"

    assert heard_by(cast.helene, watch) == [f"user:{cast.helene.pk}", f"conversation:{conversation.pk}"]
    assert heard_by(cast.paul, watch) == [f"user:{cast.paul.pk}", f"conversation:{conversation.pk}"]
    assert heard_by(cast.gaston, watch) == [f"user:{cast.gaston.pk}"]
    assert heard_by(cast.jules, watch) == [f"user:{cast.jules.pk}"]


def test_members_hear_that_their_firm_s_inbox_changed_and_nobody_else(cast):
    watch = f"watch=inbox:{cast.firm.pk}"

    for member in (cast.paul, cast.luc, cast.admin):
        assert heard_by(member, watch) == [f"user:{member.pk}", f"inbox:{cast.firm.pk}"]
    for other in (cast.helene, cast.jules, cast.vera, cast.operator):
        assert heard_by(other, watch) == [f"user:{other.pk}"]


def test_an_event_of_a_conversation_wakes_its_firm_s_inbox_and_its_client_s_people(cast, monkeypatch):
    told = []
    monkeypatch.setattr("comptoir.web.live.publish", lambda *names: told.extend(names))
    conversation = question(cast).conversation

    drain()

    people = [f"portal:{user.pk}" for user in (cast.helene, cast.jules)]
    assert told == [f"conversation:{conversation.pk}", f"inbox:{cast.firm.pk}", *sorted(people)]


def test_who_is_writing_is_heard_by_colleagues_alone(cast):
    conversation = question(cast).conversation
    watch = f"watch=writing:{conversation.pk}"

    assert heard_by(cast.paul, watch) == [f"user:{cast.paul.pk}", f"writing:{conversation.pk}"]
    assert heard_by(cast.helene, watch) == [f"user:{cast.helene.pk}"]
    assert heard_by(cast.luc, watch) == [f"user:{cast.luc.pk}"]


@pytest.mark.parametrize(
    "watch", ["watch=user:1", "watch=conversation:x", "watch=conversation:99999999999999999999999", "watch=", "nonsense", "watch=import:1"]
)
def test_nonsense_and_foreign_channels_are_not_heard(cast, watch):
    assert heard_by(cast.luc, watch) == [f"user:{cast.luc.pk}"]


def test_a_session_that_ended_hears_nothing_more(cast):
    browser = Client()
    browser.force_login(cast.paul)
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in browser.cookies.items())
    cast.paul.set_password("Un-autre-mot-2026")
    cast.paul.save()

    assert channels_of({"headers": [(b"cookie", cookies.encode())], "query_string": b""}) == []
