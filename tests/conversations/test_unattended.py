"""The visible alert: questions that wait for the firm and for which nobody is there (X4)."""

import pytest
from django.utils import timezone

from comptoir.away.actions import start_absence
from comptoir.conversations.actions import Draft, assign_conversation, close_conversation, post_message
from comptoir.conversations.models import Conversation, Incoming
from comptoir.firms.models import Membership
from tests.notifications.producers import question

from .pages import words


@pytest.fixture
def conversation(cast):
    return question(cast).conversation


def is_unattended(conversation):
    return Conversation.objects.unattended(timezone.now()).filter(pk=conversation.pk).exists()


def leave(user):
    Membership.objects.filter(user=user).update(left_at=timezone.now())


def test_a_question_with_somebody_who_is_there_is_no_alert(cast, conversation):
    assert conversation.assigned_user == cast.marie
    assert not is_unattended(conversation)


def test_nobody_away_and_left_are(cast, conversation):
    for holder, then in (({}, None), ({"user": cast.jean}, leave), ({"user": cast.paul}, lambda user: start_absence(user, cast.firm, by=user))):
        assign_conversation(conversation, by=cast.marie, **holder)
        if then:
            then(holder["user"])
        assert is_unattended(conversation), holder


def test_a_team_counts_as_long_as_one_of_it_is_there(cast, conversation):
    assign_conversation(conversation, by=cast.marie, team=cast.team)
    assert not is_unattended(conversation)

    start_absence(cast.paul, cast.firm, by=cast.paul)
    assert not is_unattended(conversation)

    leave(cast.nora)
    assert is_unattended(conversation)


def test_what_is_answered_or_closed_needs_nobody(cast, conversation):
    assign_conversation(conversation, by=cast.marie)
    post_message(conversation, Draft("Bonjour.", cast.marie))
    assert not is_unattended(conversation)

    post_message(conversation, Draft("Et maintenant ?", cast.helene))
    assert is_unattended(conversation)
    close_conversation(conversation, by=cast.marie)
    assert not is_unattended(conversation)


def test_what_came_in_for_no_firm_is_counted_for_the_operator(cast, client):
    Incoming.objects.create(channel="sms", fingerprint="a", verdict=Incoming.Verdict.QUARANTINED, sender_address="+33612345678")
    client.force_login(cast.operator)

    assert "<dt>Messages reçus sans cabinet</dt><dd>1</dd>" in words(client.get("/operator/"))
