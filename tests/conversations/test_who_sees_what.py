"""Who sees a conversation: the rule as a function of facts, the same in SQL, and what clients never read."""

import pytest

from comptoir.clients.standing import standing_of, standings_of
from comptoir.conversations.actions import Draft, add_note, ask, post_message
from comptoir.conversations.decisions import sees_as_member, sees_conversation
from comptoir.conversations.models import Conversation, Message
from comptoir.conversations.visibility import facts_of, teams_of, who_sees
from tests.firms_and_clients.worlds import World


@pytest.mark.parametrize("seed", range(10, 18))
def test_sql_and_rule_agree_on_every_conversation_and_person(db, seed):
    world = World(seed)
    facts = facts_of([one.pk for one in world.conversations])
    user_ids = [user.pk for user in world.users]
    standings, teams = standings_of(user_ids), teams_of(user_ids)

    in_sql = {(one.pk, user.pk) for user in world.users for one in Conversation.objects.visible_to(user)}
    as_members = {(one.pk, user.pk) for user in world.users for one in Conversation.objects.worked_on_by(user)}

    assert in_sql == {(pk, who) for pk in facts for who in user_ids if sees_conversation(standings[who], facts[pk], team_ids=teams[who])}
    assert as_members == {(pk, who) for pk in facts for who in user_ids if sees_as_member(standings[who], facts[pk], team_ids=teams[who])}
    sides = who_sees(facts, user_ids)
    assert set(sides) == in_sql
    assert {pair for pair, side in sides.items() if side == "member"} == as_members


def test_worlds_are_not_empty(db):
    world = World(seed=10)

    sides = who_sees(facts_of([one.pk for one in world.conversations]), [user.pk for user in world.users])

    assert {"member", "client"} == set(sides.values())


def test_who_sees_costs_the_same_for_one_pair_and_for_all(db, django_assert_max_num_queries):
    world = World(seed=11)

    for conversations, users in ((world.conversations[:1], world.users[:1]), (world.conversations, world.users)):
        with django_assert_max_num_queries(5):
            who_sees(facts_of([one.pk for one in conversations]), [user.pk for user in users])


def test_limited_access_sees_only_what_was_sent_to_that_person(cast):
    theirs = ask(cast.dossier, side="entrepreneur", subject="Vos statuts", draft=Draft("Merci.", cast.marie), recipient_ids=[cast.jules.pk]).conversation
    ask(cast.dossier, side="entrepreneur", subject="Bilan", draft=Draft("Merci.", cast.marie), recipient_ids=[cast.helene.pk])

    assert list(Conversation.objects.visible_to(cast.jules)) == [theirs]
    assert Conversation.objects.visible_to(cast.helene).count() == 2


@pytest.mark.parametrize("who", ["helene", "jules"])
def test_clients_never_read_notes(cast, who):
    conversation = ask(cast.dossier, side="entrepreneur", subject="TVA", draft=Draft("Bonjour.", cast.marie)).conversation
    add_note(conversation, Draft("Attention, client en retard.", cast.paul))
    post_message(conversation, Draft("Merci.", cast.marie))

    read = Message.objects.visible_to(getattr(cast, who))

    assert [message.body for message in read.order_by("id")] == ["Bonjour.", "Merci."]


def test_a_colleague_who_is_a_client_of_the_firm_reads_no_notes_about_themselves(cast):
    cast.client.accesses.create(firm=cast.firm, user=cast.luc, level="full")
    conversation = ask(cast.dossier, side="entrepreneur", subject="TVA", draft=Draft("Bonjour.", cast.marie)).conversation
    add_note(conversation, Draft("Attention, client en retard.", cast.paul))
    assert not Conversation.objects.worked_on_by(cast.luc).exists()

    assert [message.body for message in Message.objects.visible_to(cast.luc)] == ["Bonjour."]


def test_a_colleague_of_another_licence_sees_what_was_given_to_them_and_nothing_else(cast):
    first, second = [ask(cast.dossier, side="accountant", subject=subject, draft=Draft("?", cast.helene)).conversation for subject in ("TVA", "Paie")]
    Conversation.objects.filter(pk=second.pk).update(assigned_user=cast.luc)

    assert list(Conversation.objects.visible_to(cast.luc)) == [second]
    assert first in Conversation.objects.visible_to(cast.nora)
    assert standing_of(cast.luc).is_member
