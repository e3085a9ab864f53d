"""Dossiers that go to another client, and two clients that are one: what follows, and who sees nothing new by it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.actions import ClientGone, SameClient, merge_clients, move_dossier
from comptoir.clients.merging import Held, merged_access
from comptoir.clients.models import Client, ClientAccess, ClientContact, ClientUser, Dossier, DossierAccess
from comptoir.clients.moves import following_of
from comptoir.clients.standing import standings_of
from comptoir.conversations.models import Conversation
from comptoir.events.models import Event
from comptoir.invitations.models import Invitation
from comptoir.links.models import Link
from comptoir.requests.actions import remind, send_request
from comptoir.requests.models import Request
from tests.notifications.producers import question

from .worlds import World


def columns():
    """(model, the name of a column that leads to a client or a dossier) of the whole program."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if field.related_model in (Client, Dossier):
                yield model, field


@pytest.mark.parametrize(("model", "field"), [pytest.param(model, field, id=f"{model._meta.label}.{field.name}") for model, field in columns()])
def test_everything_that_leads_to_a_client_or_a_dossier_says_how_it_follows(model, field):
    following = following_of(model._meta.label)

    assert following, f"{model._meta.label} keeps rows of a client or dossier: declare in its app's moves.py how they follow"
    assert following.stays or (following.merged if field.related_model is Client else following.moved), f"{model._meta.label}.{field.name} follows nothing"


# --- accesses, in values ---

DOSSIERS = {"gone": frozenset({1, 2}), "kept": frozenset({3, 4})}
held = st.none() | st.builds(
    Held,
    level=st.sampled_from(["full", "limited"]),
    type=st.sampled_from(["administrator", "standard"]),
    is_whole=st.booleans(),
    # Also dossiers that are another client's by now.
    dossier_ids=st.frozensets(st.integers(1, 6)),
    is_closed=st.booleans(),
)


def reached(one, dossier_ids):
    return one.within(dossier_ids) if one is not None and not one.is_closed else frozenset()


@given(gone=held, kept=held, gone_ids=st.frozensets(st.sampled_from([1, 2])), kept_ids=st.frozensets(st.sampled_from([3, 4])))
def test_a_merged_access_reaches_what_both_reached_and_nothing_else(gone, kept, gone_ids, kept_ids):
    if gone is None and kept is None:
        return
    one = merged_access(gone, kept, gone_ids, kept_ids)
    is_open = [side for side in (gone, kept) if side is not None and not side.is_closed]

    assert one.is_closed == (not is_open)
    if is_open:
        assert reached(one, gone_ids | kept_ids) == reached(gone, gone_ids) | reached(kept, kept_ids)
        assert one.level == ("limited" if any(side.level == "limited" for side in is_open) else "full")
        assert one.type == ("administrator" if any(side.type == "administrator" for side in is_open) else "standard")
    assert not one.is_whole or all(side.is_whole for side in is_open)


@pytest.mark.parametrize(
    ("gone", "kept", "is_whole", "dossier_ids"),
    [
        (Held("full", "standard", True), Held("full", "standard", True), True, set()),
        (Held("full", "standard", True), None, False, {1, 2}),
        (None, Held("full", "standard", True), False, {3, 4}),
        (Held("full", "standard", False, frozenset({2, 9})), Held("full", "standard", True), False, {2, 3, 4}),
    ],
)
def test_the_whole_of_one_alone_becomes_its_dossiers(gone, kept, is_whole, dossier_ids):
    one = merged_access(gone, kept, DOSSIERS["gone"], DOSSIERS["kept"])

    assert (one.is_whole, one.dossier_ids) == (is_whole, dossier_ids)


def test_a_client_without_dossiers_narrows_nobody():
    assert merged_access(None, Held("full", "administrator", True), frozenset(), DOSSIERS["kept"]).is_whole
    assert merged_access(Held("full", "administrator", True), None, frozenset(), DOSSIERS["kept"]).dossier_ids == set()


# --- whoever sees what, in random worlds ---


def seen_by(world):
    """{user id: what they see as a client}."""
    standings = standings_of([user.pk for user in world.users])
    users = {user.pk: type(user).objects.get(pk=user.pk) for user in world.users}
    return {
        pk: {("dossier", one) for one in Dossier.objects.represented_by(users[pk]).values_list("pk", flat=True)}
        | {("conversation", one) for one in Conversation.objects.seen_by(standing).values_list("pk", flat=True)}
        for pk, standing in standings.items()
    }


def some_administer(world):
    for client in Client.objects.all():
        administrator = client.accesses.filter(closed_at=None).exclude(hold="suspension").first()
        if administrator:
            ClientAccess.objects.filter(pk=administrator.pk).update(type="administrator")


def administered():
    return set(ClientAccess.objects.administering().filter(client__merged_into=None).values_list("client_id", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_a_merge_shows_nobody_of_the_clients_what_they_did_not_see(seed):
    world = World(seed)
    some_administer(world)
    gone, kept = Client.objects.filter(firm=world.firms[0]).order_by("-pk" if seed % 2 else "pk")[:2]
    before, had_one = seen_by(world), administered()

    merge_clients(gone, kept, by=None)

    after = seen_by(world)
    assert {pk: after[pk] - before[pk] for pk in after if after[pk] - before[pk]} == {}
    assert administered() >= had_one - {gone.pk}
    assert not Dossier.objects.filter(client=gone).exists()
    assert not Conversation.objects.filter(client=gone).exists()
    assert not ClientAccess.objects.filter(client=gone).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_a_moving_dossier_is_seen_by_those_alone_who_reach_the_whole_of_its_new_client(seed):
    world = World(seed)
    dossier = next((one for one in world.dossiers if one.firm_id == world.firms[0].pk), world.dossiers[0])
    to = Client.objects.filter(firm=dossier.firm_id).exclude(pk=dossier.client_id).get()
    before, inside = seen_by(world), {("conversation", pk) for pk in dossier.conversations.values_list("pk", flat=True)} | {("dossier", dossier.pk)}

    move_dossier(dossier, to, by=None)

    after, whole = seen_by(world), set(ClientAccess.objects.open().whole().filter(client=to).values_list("user_id", flat=True))
    assert all((after[pk] - before[pk]) <= (inside if pk in whole else set()) for pk in after)
    assert all(("dossier", dossier.pk) in after[pk] for pk in whole)
    assert not any(after[pk] & inside for pk in set(after) - whole)


# --- on the firm that everybody knows ---


@pytest.fixture
def fleurs(cast):
    """A second company of the firm, with a dossier and two people: Flore, who administers it, and Jules, who sees the whole of it at full level."""
    client, dossier = cast.make_client("Fleurs Martin", cast.lille, code="FM-1")
    cast.client_user("flore", "Flore", "Martin", client, level="full", type="administrator")
    ClientAccess.objects.create(firm=cast.firm, client=client, user=cast.jules, level="full")
    return client, dossier


def access_of(user, client):
    return ClientAccess.objects.get(user=user, client=client)


def request_in(cast, dossier, *contacts):
    return send_request(dossier, subject="Relevé", body="Le relevé de juin.", asks_file=True, due_on=None, contacts=list(contacts), by=cast.marie)


def test_what_lies_in_a_dossier_goes_with_it(cast, fleurs):
    question(cast)

    assert move_dossier(cast.dossier, fleurs[0], by=cast.marie)

    assert set(Conversation.objects.filter(dossier=cast.dossier).values_list("client", flat=True)) == {fleurs[0].pk}
    assert Event.objects.get(verb="dossier.moved").data["after_name"] == "Fleurs Martin"
    assert not move_dossier(cast.dossier, fleurs[0], by=cast.marie)
    assert Event.objects.filter(verb="dossier.moved").count() == 1


def test_a_dossier_comes_back_without_those_who_had_it_by_name(cast, fleurs):
    ClientAccess.objects.filter(user=cast.jules, client=cast.client).update(scope="chosen")
    DossierAccess.objects.create(access=access_of(cast.jules, cast.client), dossier=cast.dossier)

    move_dossier(cast.dossier, fleurs[0], by=cast.marie)
    move_dossier(cast.dossier, cast.client, by=cast.marie)

    assert list(Dossier.objects.represented_by(cast.jules)) == [fleurs[1]]


def test_an_open_request_leaves_the_people_of_before_behind(cast, fleurs):
    cast.put_on_portal(cast.client, fleurs[0])
    lea = cast.contact(cast.client, "Léa", "Roux", email="lea@example.net")
    asked = request_in(cast, cast.dossier, lea)
    assert Link.objects.alive().filter(contact=lea).exists()

    move_dossier(cast.dossier, fleurs[0], by=cast.marie)

    remind(Request.objects.get(pk=asked.pk), by=cast.marie)
    assert not Link.objects.alive().filter(contact=lea).exists()
    assert not asked.recipients.exists()


def test_a_dossier_goes_to_no_other_firm_and_to_no_client_that_is_gone(cast, fleurs):
    with pytest.raises(ClientGone):
        move_dossier(cast.dossier, cast.foreign_client, by=cast.admin)
    merge_clients(fleurs[0], cast.other_client, by=cast.admin)
    with pytest.raises(ClientGone):
        move_dossier(cast.dossier, fleurs[0], by=cast.admin)

    assert Dossier.objects.get(pk=cast.dossier.pk).client_id == cast.client.pk


def test_two_accesses_become_one_with_the_lower_level(cast, fleurs):
    merge_clients(fleurs[0], cast.client, by=cast.admin)

    accesses = {one.user.first_name: one for one in ClientAccess.objects.filter(client=cast.client).select_related("user")}
    shown = {name: (one.level, one.type, one.scope) for name, one in accesses.items()}
    assert shown == {
        "Hélène": ("full", "administrator", "chosen"),
        "Flore": ("full", "administrator", "chosen"),
        "Jules": ("limited", "standard", "whole"),
    }
    assert [one.dossier for one in accesses["Flore"].dossier_accesses.all()] == [fleurs[1]]
    assert [one.dossier for one in accesses["Hélène"].dossier_accesses.all()] == [cast.dossier]


def test_people_notes_and_links_are_those_of_the_client_that_stays(cast, fleurs):
    contact = cast.contact_of(cast.jules, cast.client)
    ClientContact.objects.create(client=fleurs[0], contact=contact)
    asked = request_in(cast, fleurs[1], cast.contact(fleurs[0], "Léa", "Martin", email="lea@example.net"))

    merge_clients(fleurs[0], cast.client, by=cast.admin)

    assert ClientContact.objects.filter(contact=contact).count() == 1
    assert Request.objects.get(pk=asked.pk).client_id == cast.client.pk
    assert not Link.objects.filter(client=fleurs[0]).exists()
    told = Event.objects.get(verb="client.merged")
    assert (told.target_id, told.data["gone_name"], len(told.data["accesses"])) == (cast.client.pk, "Fleurs Martin", 4)


def test_invitations_that_would_open_more_are_withdrawn(cast, fleurs):
    ids = []
    for client in (cast.client, fleurs[0], cast.other_client):
        contact = cast.contact(client, "Léa", "Roux", email="lea@example.net")
        words = {"email": contact.email, "expires_at": timezone.now() + timedelta(days=9)}
        ids.append(Invitation.objects.create(firm=cast.firm, client=client, contact=contact, **words).pk)

    merge_clients(fleurs[0], cast.client, by=cast.admin)

    assert list(Invitation.objects.unanswered().values_list("pk", flat=True)) == ids[2:]
    assert not Invitation.objects.filter(client=fleurs[0]).exists()


def test_the_one_that_stays_learns_what_it_did_not_know(cast, fleurs):
    Client.objects.filter(pk=fleurs[0].pk).update(siren="552100554", city="Lille", postal_code="59000")
    Client.objects.filter(pk=cast.client.pk).update(city="Arras")

    merge_clients(fleurs[0], cast.client, by=cast.admin)

    kept = Client.objects.get(pk=cast.client.pk)
    assert (kept.siren, kept.city, kept.postal_code, kept.name) == ("552100554", "Arras", "", "Boulangerie Roux")
    assert list(Client.objects.matching("552100554 roux")) == [kept]


def test_a_client_becomes_another_once(cast, fleurs):
    merge_clients(fleurs[0], cast.client, by=cast.admin)

    for gone, kept, refusal in ((fleurs[0], cast.client, ClientGone), (cast.client, fleurs[0], ClientGone), (cast.client, cast.client, SameClient)):
        with pytest.raises(refusal):
            merge_clients(gone, kept, by=cast.admin)
    with pytest.raises(ClientGone):
        merge_clients(cast.foreign_client, cast.client, by=cast.admin)
    assert Event.objects.filter(verb="client.merged").count() == 1


def test_one_that_was_merged_before_is_the_last_one_too(cast, fleurs):
    merge_clients(fleurs[0], cast.client, by=cast.admin)
    merge_clients(cast.client, cast.other_client, by=cast.admin)

    assert set(Client.objects.exclude(merged_into=None).values_list("merged_into", flat=True)) == {cast.other_client.pk}


def test_a_suspended_user_stays_suspended(cast, fleurs):
    ClientUser.objects.filter(user=cast.jules).update(suspended_at=timezone.now())
    ClientAccess.objects.filter(user=cast.jules).update(hold="suspension")

    merge_clients(fleurs[0], cast.client, by=cast.admin)

    assert access_of(cast.jules, cast.client).hold == "suspension"


def asked_of_the_database(cast, gone):
    with CaptureQueriesContext(connection) as queries:
        merge_clients(gone, cast.client, by=cast.admin)
    return len(queries)


def test_a_merge_asks_the_same_number_of_questions_for_one_and_for_three(cast):
    counts = []
    for name, number in (("Fleurs Martin", 1), ("Serres Martin", 3)):
        client, _dossier = cast.make_client(name, cast.lille)
        for place in range(number):
            cast.client_user(f"{name[0].lower()}{place}", "Serge", f"Serre {place}", client, level="full")
            Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=client, name=f"{name} {place}")
        counts.append(asked_of_the_database(cast, client))

    assert counts[0] == counts[1]
