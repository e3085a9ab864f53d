"""Who sees a request: the rule as a function of facts, the same in SQL, and K9 in plain words."""

import pytest
from django.utils import timezone

from comptoir.clients.decisions import standing_with
from comptoir.clients.models import ClientContact, Contact
from comptoir.clients.standing import standings_of
from comptoir.events.models import Event
from comptoir.requests.decisions import sees_as_client, sees_as_member
from comptoir.requests.models import Recipient, Request
from comptoir.requests.visibility import as_clients, as_members, facts_of
from tests.firms_and_clients.worlds import World

from .asking import colette, send


def requests_in(world):
    """Two for each dossier, to any contacts: with an account, of anybody, or without."""
    contacts = []
    for dossier in world.dossiers:
        for user in [*world.some(world.users, 4), None]:
            contact = Contact.objects.create(firm=dossier.firm, last_name="X", user=user)
            ClientContact.objects.create(client=dossier.client, contact=contact)
            contacts.append(contact)
    made = []
    for dossier in world.dossiers * 2:
        place = {"firm": dossier.firm, "licence": dossier.licence, "client": dossier.client, "dossier": dossier}
        made.append(Request.objects.create(**place, subject="Relevé", body="?", cancelled_at=world.past(0.2)))
        Recipient.objects.bulk_create([Recipient(request=made[-1], contact=contact) for contact in world.some(contacts, 5)])
    return made, contacts


@pytest.mark.parametrize("seed", range(20, 28))
def test_sql_and_rule_agree_on_every_request_and_person(db, seed):
    world = World(seed)
    made, contacts = requests_in(world)
    facts, standings = facts_of([one.pk for one in made]), standings_of([user.pk for user in world.users])

    for user in world.users:
        ours = standings[user.pk]
        members = {pk for pk, known in facts.items() if sees_as_member(ours, known)}
        clients = {pk for pk, known in facts.items() if sees_as_client(ours, known)}
        assert {one.pk for one in Request.objects.worked_on_by(user)} == members
        assert {one.pk for one in Request.objects.represented_by(user)} == clients
        assert [one.pk for one in Request.objects.visible_to(user).order_by("pk")] == sorted(members | clients)
    for contact in contacts[:6]:
        for level in ("", "limited", "full"):
            ours = standing_with(contact.pk, contact.user_id or 0, contact.clients.get().pk, level)
            assert {one.pk for one in Request.objects.seen_by(ours)} == {pk for pk, known in facts.items() if sees_as_client(ours, known)}


def test_telling_asks_the_same_rule_in_a_constant_number_of_queries(db, django_assert_max_num_queries):
    world = World(seed=21)
    made, _contacts = requests_in(world)
    events = Event.objects.bulk_create([Event(verb="x", target_type="requests.request", target_id=one.pk, firm=one.firm) for one in made])
    pairs = {(event, user.pk) for event in events for user in world.users}

    with django_assert_max_num_queries(8):
        told = as_members(pairs), as_clients(pairs)

    for user in world.users:
        for seen, rows in zip(told, (Request.objects.worked_on_by(user), Request.objects.represented_by(user)), strict=True):
            assert {event.target_id for event, user_id in seen if user_id == user.pk} == set(rows.values_list("pk", flat=True))


def test_full_access_sees_all_and_limited_access_what_was_sent_to_that_person(cast):
    helene, jules = cast.contact_of(cast.helene, cast.client), cast.contact_of(cast.jules, cast.client)
    to_helene, to_jules, to_colette = send(cast, helene), send(cast, jules), send(cast, colette(cast))

    assert set(Request.objects.visible_to(cast.helene)) == {to_helene, to_jules, to_colette}
    assert set(Request.objects.visible_to(cast.jules)) == {to_jules}
    assert not Request.objects.visible_to(cast.gaston).exists()
    assert not Request.objects.visible_to(cast.vera).exists()
    assert not Request.objects.visible_to(cast.luc).exists()


def test_who_gets_an_account_later_sees_what_was_sent_before(cast):
    without = colette(cast)
    made = send(cast, without)
    user = cast.client_user("colette", "Colette", "Roux", cast.client, level="limited")
    assert not Request.objects.visible_to(user).exists()

    Contact.objects.filter(pk=without.pk).update(user=user)

    assert list(Request.objects.visible_to(user)) == [made]
    user.client_accesses.update(closed_at=timezone.now())
    del user._standing
    assert not Request.objects.visible_to(user).exists()
