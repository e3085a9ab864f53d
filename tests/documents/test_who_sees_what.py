"""Who sees a document: the rule as a function, the same rule in SQL, and the same for many pairs at once."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.decisions import DossierFacts, Standing, standing_with
from comptoir.clients.models import ClientContact, Contact
from comptoir.clients.standing import standing_of
from comptoir.documents.decisions import DocumentFacts, sees_as_client, sees_as_member
from comptoir.documents.models import Document, Share, StoredFile
from comptoir.documents.visibility import facts_of, readers_of, who_sees
from tests.firms_and_clients.worlds import World

from .sharing import share

ids = st.integers(1, 4)
some_ids = st.frozensets(ids, max_size=3)
documents = st.builds(DocumentFacts, st.builds(DossierFacts, ids, ids, ids, some_ids), some_ids, some_ids, st.integers(0, 4), st.booleans())
standings = st.builds(Standing, ids, some_ids, some_ids, some_ids, some_ids, some_ids, some_ids)


@given(standings, documents)
def test_a_client_sees_nothing_that_is_withdrawn_and_nothing_of_other_clients(standing, document):
    if document.is_withdrawn or document.dossier.client_id not in standing.client_ids:
        assert not sees_as_client(standing, document)


@given(standings, documents)
def test_limited_access_sees_what_is_for_that_person_alone(standing, document):
    limited = replace(standing, full_client_ids=frozenset(), limited_client_ids=frozenset({document.dossier.client_id}))
    is_theirs = limited.user_id in document.user_ids or limited.user_id == document.dropped_by

    assert sees_as_client(limited, document) == (is_theirs and not document.is_withdrawn)


@given(standings, documents)
def test_full_access_sees_all_that_limited_access_sees(standing, document):
    client = frozenset({document.dossier.client_id})
    limited = replace(standing, full_client_ids=frozenset(), limited_client_ids=client)
    full = replace(standing, full_client_ids=client)

    assert sees_as_client(full, document) == (not document.is_withdrawn)
    assert sees_as_client(full, document) or not sees_as_client(limited, document)


@given(documents)
def test_a_contact_without_account_is_nobody_s_account(document):
    """The id 0 of who has no account, and of what nobody dropped, never meet."""
    nobody = standing_with(contact_id=99, user_id=0, client_id=document.dossier.client_id, level="limited")

    assert not sees_as_client(nobody, document)
    assert not sees_as_member(nobody, document)


def furnish(world):
    """Documents of every kind in a random world: shared with contacts who have accounts or none, dropped by anybody, withdrawn."""
    contacts = {}
    for firm in world.firms:
        people = [*world.users[:6], None]
        contacts[firm.pk] = [Contact.objects.create(firm=firm, last_name=f"c{number}", user=user) for number, user in enumerate(people)]
        for client in firm.clients.all():
            ClientContact.objects.bulk_create([ClientContact(client=client, contact=contact) for contact in contacts[firm.pk]])
    for number, dossier in enumerate(world.dossiers * 3):
        file = StoredFile.objects.create(firm=dossier.firm, name="a.pdf", media_type="application/pdf", size=1, sha256="0", stored_as=str(number))
        place = {"firm": dossier.firm, "licence": dossier.licence, "client": dossier.client, "dossier": dossier}
        row = Document.objects.create(
            **place,
            title="Bilan",
            file=file,
            shared_by=world.random.choice([*world.users, None]),
            is_from_client=world.chance(0.3),
            withdrawn_at=world.past(0.2),
        )
        Share.objects.bulk_create([Share(document=row, contact=contact) for contact in world.some(contacts[dossier.firm_id], 4)])
    return list(Document.objects.all())


@pytest.mark.parametrize("seed", range(6))
def test_sql_and_rule_agree_on_every_document_and_person(db, seed):
    world = World(seed)
    facts = facts_of({one.pk for one in furnish(world)})

    seen = who_sees(facts, {user.pk for user in world.users})

    for user in world.users:
        standing = standing_of(user)
        assert {one.pk for one in Document.objects.worked_on_by(user)} == {pk for pk, one in facts.items() if sees_as_member(standing, one)}
        assert {one.pk for one in Document.objects.represented_by(user)} == {pk for pk, one in facts.items() if sees_as_client(standing, one)}
        assert {one.pk for one in Document.objects.visible_to(user)} == {pk for pk, user_id in seen if user_id == user.pk}


@pytest.mark.parametrize("seed", range(3))
def test_sql_and_rule_agree_on_hypothetical_people(db, seed):
    """«Ce que verra le client»: the same two rules, asked of contacts who have no account yet."""
    world = World(seed)
    facts = facts_of({one.pk for one in furnish(world)})

    for contact in Contact.objects.all():
        for client_id in contact.client_links.values_list("client_id", flat=True):
            for level in ("", "limited", "full"):
                standing = standing_with(contact.pk, contact.user_id or 0, client_id, level)
                assert {one.pk for one in Document.objects.seen_by(standing)} == {pk for pk, one in facts.items() if sees_as_client(standing, one)}


@pytest.mark.parametrize("seed", range(3))
def test_the_list_of_readers_is_who_really_sees(db, seed):
    world = World(seed)

    for document in furnish(world):
        if document.is_withdrawn:
            continue
        listed = {reader.user.pk for reader in readers_of(document) if reader.sees}
        assert listed == {user.pk for user in world.users if Document.objects.represented_by(user).filter(pk=document.pk).exists()}


def test_rows_are_never_doubled_by_several_rights(db):
    world = World(seed=3)
    furnish(world)

    for user in world.users:
        keys = [one.pk for one in Document.objects.visible_to(user)]
        assert sorted(keys) == sorted(set(keys))


def test_many_pairs_cost_what_one_costs(cast):
    jules = cast.contact_of(cast.jules, cast.client)
    made = [share(cast, contacts=[jules]) for _ in range(3)]
    counts = []
    for some, people in ((made[:1], {cast.jules.pk}), (made, {cast.jules.pk, cast.helene.pk, cast.vera.pk, cast.marie.pk})):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            who_sees(facts_of({one.pk for one in some}), people)
        counts.append(len(queries))

    assert counts == [4, 4]


def test_an_access_that_closes_and_a_membership_that_ends_take_everything_at_once(cast):
    jules = cast.contact_of(cast.jules, cast.client)
    made = share(cast, contacts=[jules])
    assert made in Document.objects.visible_to(cast.jules)
    cast.client.accesses.exclude(user=cast.helene).update(closed_at=timezone.now())
    cast.nora.memberships.update(left_at=timezone.now())

    for user in (cast.jules, cast.nora):
        assert not Document.objects.visible_to(type(user).objects.get(pk=user.pk)).exists()
