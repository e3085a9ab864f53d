"""What colleagues are told of links, in sentences."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation

from comptoir.events.models import Event
from comptoir.links.actions import revoke_link, revoke_links
from comptoir.links.models import Link, LinkUse
from comptoir.links.uses import SENTENCES, STATES, links_about, links_of, told
from comptoir.ui.moments import clock

from .parcels import BROWSER, address, link_to


def test_the_story_of_a_link_is_told_in_its_order(cast, lea, link):
    now = timezone.now()
    for kind in ("scanned", "opened", "code_sent", "consumed"):
        LinkUse.objects.create(link=link, kind=kind, at=now)

    (one,) = links_of(cast.client)

    assert [use.sentence for use in one.uses] == [
        f"Ouvert par un filtre de messagerie à {clock(now)}",
        f"Ouvert à {clock(now)}",
        f"Code envoyé à {clock(now)}",
        f"Utilisé à {clock(now)}",
    ]
    assert (one.name, one.is_open) == ("Léa Martin", True)
    page = render_to_string("links/uses.html", {"links": [one]})
    assert "Léa Martin" in page
    assert link.token not in page
    assert lea.email not in page


def test_every_kind_and_state_has_its_sentence():
    assert set(SENTENCES) == set(LinkUse.Kind)
    with translation.override("fr"):
        assert all("%(moment)s" in words() for _icon, words in SENTENCES.values())
        assert len({words() for words in STATES.values()}) == len(STATES)


def test_a_link_that_was_not_opened_says_so(cast, link):
    assert "Pas encore ouvert" in render_to_string("links/uses.html", {"links": links_of(cast.client)})


@pytest.mark.parametrize("count", [1, 3])
def test_many_links_cost_two_queries(cast, count, django_assert_num_queries):
    for number in range(count):
        made = link_to(cast, cast.contact(cast.client, "Léa", f"Martin {number}", email=f"lea{number}@boulangerie.example"))
        LinkUse.objects.create(link=made, kind="opened")

    with django_assert_num_queries(2):
        assert len(links_of(cast.client)) == count
    with django_assert_num_queries(2):
        by_target = links_about([cast.client, cast.other_client])
    assert [len(by_target[one.pk]) for one in (cast.client, cast.other_client)] == [count, 0]
    with django_assert_num_queries(0):
        assert links_about([]) == {}


def test_states_are_those_of_the_door(cast, lea, link):
    expired = link_to(cast, cast.contact(cast.client, "Noé", "Martin", email="noe@boulangerie.example"), expires_at=timezone.now() - timedelta(days=1))
    newer = link_to(cast, lea)

    assert {one.link.pk: one.state for one in links_of(cast.client)} == {link.pk: "replaced", expired.pk: "expired", newer.pk: "open"}


def test_revoking_one_link_ends_it_alone_and_is_recorded(cast, lea, link):
    other = link_to(cast, lea, purpose="letter")

    assert (revoke_link(link, by=cast.marie), revoke_link(link, by=cast.marie)) == (True, False)
    assert Client(**BROWSER).get(address(link)).status_code == 410
    assert Client(**BROWSER).get(address(other)).status_code == 200
    event = Event.objects.get(verb="link.revoked")
    assert (event.actor, event.target_id, event.data) == (cast.marie, cast.client.pk, {"count": 1})
    assert revoke_links(cast.client, by=cast.marie) == 1


def test_members_of_the_client_see_them_and_nobody_else(cast, link):
    seen = {
        who
        for who in ("admin", "marie", "luc", "helene", "jules", "gaston", "vera", "omar", "operator")
        if Link.objects.visible_to(getattr(cast, who)).exists()
    }

    assert seen == {"admin", "marie"}
    assert told(Link.objects.with_newer().visible_to(cast.vera)) == []
