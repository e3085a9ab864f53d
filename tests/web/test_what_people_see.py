"""Slips that only looking at the pages showed, held so that they stay mended."""

import re

from comptoir.conversations.actions import Draft, post_message
from comptoir.notifications.models import Notification
from tests.notifications.choosing import choose
from tests.notifications.producers import question


def search_box(page):
    return re.search(r'<input type="search" name="q" value="([^"]*)"', page).group(1)


def test_the_search_box_holds_what_was_searched_and_nothing_else(cast, client, drain):
    question(cast)
    drain()
    client.force_login(cast.paul)
    why = Notification.objects.filter(user=cast.paul).first()

    assert search_box(client.get(f"/notifications/{why.pk}/why/").content.decode()) == ""
    assert search_box(client.get("/search/?q=roux").content.decode()) == "roux"


def test_an_answer_of_the_firm_does_not_look_like_the_name_of_the_firm(cast, client):
    conversation = question(cast).conversation
    post_message(conversation, Draft("Le 24.", cast.paul))
    client.force_login(cast.helene)

    page = client.get(f"/conversations/{conversation.pk}/").content.decode()

    assert re.findall(r'<article class="message ([a-z]+)"', page) == ["mine", "colleague"]


def test_only_channels_that_reach_somebody_are_named(cast, client, drain):
    question(cast)
    drain()

    assert {channel for one in Notification.objects.all() for channel in one.channels} == {"in_app", "email"}


def test_whom_no_channel_reaches_is_not_said_to_be_told(cast, drain):
    for topic in ("conversation.message", "conversation.assigned"):
        for channel in ("in_app", "email"):
            choose(cast.paul, topic, channel, enabled=False)
    question(cast)
    drain()

    assert not Notification.objects.filter(user=cast.paul).exists()
