"""Passing a conversation on, and keeping it to those who are named."""

import pytest

from comptoir.conversations.actions import (
    CannotJoin,
    Draft,
    LastOneNamed,
    add_note,
    add_participants,
    ask,
    assign_conversation,
    people_to_add,
    post_message,
    remove_participant,
    set_confidential,
)
from comptoir.conversations.models import Conversation, Message
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from tests.notifications.producers import question

from .pages import words


@pytest.fixture
def conversation(cast):
    return question(cast).conversation


@pytest.fixture
def secret(cast):
    """Hélène asks Marie alone, and nobody else."""
    draft = Draft("Entre nous : je pense à vendre.", cast.helene)
    return ask(cast.dossier, side="accountant", subject="Cession", draft=draft, recipient_ids=[cast.marie.pk], is_confidential=True).conversation


def sees(user, conversation):
    return Conversation.objects.visible_to(user).filter(pk=conversation.pk).exists()


# --- passing on


def test_a_client_passes_a_question_on_to_another_user_of_the_client(cast, client, conversation, drain):
    assert not sees(cast.jules, conversation)
    client.force_login(cast.helene)

    page = words(client.get(f"/conversations/{conversation.pk}/participants/"))
    assert "Jules Roux" in page
    assert "Nora Benali" not in page
    shown = words(client.post(f"/conversations/{conversation.pk}/participants/", {"people": [cast.jules.pk]}, follow=True))

    assert "Transmise à une personne." in shown
    assert sees(cast.jules, conversation)
    drain()
    told = Notification.objects.filter(event__verb="conversation.forwarded")
    assert [(one.user, one.topic, one.reasons) for one in told] == [(cast.jules, "conversation.message", [["conversation.message", "forwarded"]])]


def test_a_colleague_passes_it_on_to_colleagues_of_the_dossier_too(cast, conversation):
    assert set(people_to_add(conversation, cast.marie)) >= {cast.nora, cast.jules}
    assert set(people_to_add(conversation, cast.helene)) == {cast.jules}


def test_strangers_cannot_be_brought_in(cast, client, conversation):
    with pytest.raises(CannotJoin):
        add_participants(conversation, [cast.omar], by=cast.marie)
    client.force_login(cast.helene)

    response = client.post(f"/conversations/{conversation.pk}/participants/", {"people": [cast.nora.pk]})

    assert response.status_code == 422
    assert "Une des personnes choisies ne suit plus ce dossier." in words(response)
    assert not conversation.recipients.filter(user=cast.nora).exists()


def test_twice_tells_once(cast, conversation):
    assert [add_participants(conversation, [cast.jules], by=cast.helene) for _ in range(2)] == [1, 0]

    assert Event.objects.filter(verb="conversation.forwarded").count() == 1


def test_the_list_says_who_is_what_to_both_sides(cast, client, conversation):
    client.force_login(cast.helene)

    page = words(client.get(f"/conversations/{conversation.pk}/participants/"))

    assert "gestionnaire principal" in page
    assert "utilisateur client" in page
    assert cast.marie.email not in page


# --- confidential


def test_a_confidential_question_is_seen_by_those_named_and_nobody_else(cast, secret):
    assert [user.first_name for user in (cast.marie, cast.helene) if sees(user, secret)] == ["Marie", "Hélène"]
    assert not any(sees(user, secret) for user in (cast.admin, cast.paul, cast.jean, cast.nora, cast.jules, cast.vera))
    assert not Message.objects.visible_to(cast.admin).filter(conversation=secret).exists()


def test_it_goes_to_no_delegate_who_is_not_named(cast):
    from comptoir.away.actions import start_absence

    start_absence(cast.marie, cast.firm, by=cast.marie, delegate_user=cast.nora)

    def put(recipients):
        draft = Draft("Entre nous.", cast.helene)
        return ask(cast.dossier, side="accountant", subject="Cession", draft=draft, recipient_ids=recipients, is_confidential=True).conversation

    kept = put([cast.marie.pk])
    assert (kept.assigned_user, kept.assignment["reason"]) == (cast.marie, "away_and_confidential")
    assert not sees(cast.nora, kept)
    start_absence(cast.marie, cast.firm, by=cast.marie, delegate_user=cast.paul)
    assert put([cast.marie.pk, cast.paul.pk]).assigned_user == cast.paul


def test_giving_it_to_somebody_names_them_and_keeps_who_gave_it(cast, secret):
    assign_conversation(secret, by=cast.marie, user=cast.paul)

    assert sees(cast.paul, secret)
    assert sees(cast.marie, secret)
    assert not sees(cast.nora, secret)


def test_it_keeps_a_colleague_and_can_be_opened_again(cast, secret):
    assign_conversation(secret, by=cast.marie)
    with pytest.raises(LastOneNamed):
        remove_participant(secret, cast.marie, by=cast.marie)

    set_confidential(secret, by=cast.marie, value=False)

    assert sees(cast.nora, secret)
    assert list(Event.objects.filter(verb__startswith="conversation.").values_list("verb", flat=True).order_by("pk"))[-1] == "conversation.unrestricted"


def test_a_conversation_made_confidential_closes_to_the_others_at_once(cast, client, conversation):
    post_message(conversation, Draft("Merci.", cast.helene))
    client.force_login(cast.marie)

    client.post(f"/conversations/{conversation.pk}/confidentiality/", {"is_confidential": "on"})

    assert not sees(cast.nora, conversation)
    client.force_login(cast.nora)
    assert client.get(f"/conversations/{conversation.pk}/").status_code == 404


def test_a_mail_about_it_does_not_leave_for_who_may_not_read_it_any_more(cast, conversation, drain):
    post_message(conversation, Draft("Une précision.", cast.helene))
    drain()
    set_confidential(conversation, by=cast.marie, value=True)
    remove_participant(conversation, cast.paul, by=cast.marie)

    from comptoir.notifications.checking import check
    from comptoir.transports.models import Delivery

    staying = check(list(Delivery.objects.filter(user=cast.paul).select_related("user", "event"))).staying
    assert staying
    assert set(staying.values()) == {"no_longer_allowed"}


def test_the_audit_trail_of_it_is_closed_to_administrators_too(cast, client, secret):
    from comptoir.accounts.models import ApiToken

    for who, count in ((cast.admin, 0), (cast.marie, 1)):
        token = ApiToken.issue(who, name="t", scopes=["events:read"])[1]
        rows = client.get(f"/api/v1/events?conversation={secret.pk}", headers={"Authorization": f"Bearer {token}"}).json()["items"]
        assert len(rows) == count, who


# --- what came between the page and its ear


def test_a_page_that_begins_to_listen_hears_of_what_it_missed(cast, client, conversation):
    client.force_login(cast.helene)
    last = conversation.messages.get().pk
    address = f"/conversations/{conversation.pk}/news/?after={last}"
    assert "HX-Trigger" not in client.get(address)

    add_note(conversation, Draft("Entre nous.", cast.marie))
    assert "HX-Trigger" not in client.get(address), "a client hears of no note"

    post_message(conversation, Draft("Bonjour.", cast.marie))
    assert "live-conversation" in client.get(address)["HX-Trigger"]
    assert client.get(f"/conversations/{conversation.pk}/news/?after=zero").status_code == 204


def test_whoever_is_not_named_in_a_confidential_conversation_is_not_mentioned_there(cast, client, secret):
    client.force_login(cast.marie)

    page = client.post(f"/conversations/{secret.pk}/notes/", {"body": "@Paul Petit qu’en dis-tu ?"})

    assert page.status_code == 422
    assert "Personne de ce nom ne suit ce dossier : Paul." in words(page)
    assert "@Paul Petit qu’en dis-tu ?" in words(page)
    assert client.get(f"/conversations/{secret.pk}/people/").json() == {"people": []}
