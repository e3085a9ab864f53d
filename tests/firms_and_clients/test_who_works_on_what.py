"""Who may work on a dossier: the rule as a function, and the same rule in SQL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.decisions import DossierFacts, Standing, is_served_by, works_on
from comptoir.clients.models import Client, Dossier
from comptoir.clients.standing import forget_standing, standing_of, standings_of

from .worlds import World

ids = st.integers(1, 4)
some_ids = st.frozensets(ids, max_size=3)
dossiers = st.builds(DossierFacts, ids, ids, ids, some_ids)
standings = st.builds(Standing, ids, some_ids, some_ids, some_ids, some_ids, some_ids)


@given(standings, dossiers)
def test_nobody_works_on_a_dossier_of_a_firm_where_they_do_not_work(standing, dossier):
    if dossier.firm_id not in standing.firm_ids:
        assert not works_on(standing, dossier)


@given(standings, dossiers)
def test_working_on_a_dossier_needs_one_of_three_rights_and_no_more(standing, dossier):
    administers = dossier.firm_id in standing.administered_firm_ids
    has_licence = dossier.licence_id in standing.licence_ids
    manages = standing.user_id in dossier.manager_ids

    if dossier.firm_id in standing.firm_ids:
        assert works_on(standing, dossier) == (administers or has_licence or manages)


@given(dossiers)
def test_a_person_with_no_right_at_all_sees_nothing(dossier):
    nobody = Standing(user_id=99)

    assert not works_on(nobody, dossier)
    assert not is_served_by(nobody, dossier)


@given(standings, dossiers)
def test_representing_a_client_never_makes_a_colleague(standing, dossier):
    only_client = Standing(standing.user_id, full_client_ids=standing.full_client_ids, limited_client_ids=standing.limited_client_ids)

    assert not works_on(only_client, dossier)
    assert is_served_by(only_client, dossier) == (dossier.client_id in standing.full_client_ids | standing.limited_client_ids)


@pytest.mark.parametrize("seed", range(6))
def test_sql_and_rule_agree_on_every_dossier_and_person(db, seed):
    world = World(seed)
    standings = standings_of([user.pk for user in world.users])
    facts = {
        one.pk: DossierFacts(one.firm_id, one.licence_id, one.client_id, frozenset(one.manager_links.values_list("user_id", flat=True)), one.pk)
        for one in world.dossiers
    }

    for user in world.users:
        ours = standings[user.pk]
        assert {one.pk for one in Dossier.objects.worked_on_by(user)} == {pk for pk, dossier in facts.items() if works_on(ours, dossier)}
        assert {one.pk for one in Dossier.objects.represented_by(user)} == {pk for pk, dossier in facts.items() if is_served_by(ours, dossier)}
        assert {one.pk for one in Dossier.objects.visible_to(user)} == {
            pk for pk, dossier in facts.items() if works_on(ours, dossier) or is_served_by(ours, dossier)
        }


@pytest.mark.parametrize("seed", range(3))
def test_clients_are_seen_through_their_dossiers_or_by_representing_them(db, seed):
    world = World(seed)

    for user in world.users:
        standing = standing_of(user)
        through_dossiers = {dossier.client_id for dossier in Dossier.objects.worked_on_by(user)}
        administered = set(Client.objects.filter(firm__in=standing.whole_firm_ids).values_list("pk", flat=True))
        assert {one.pk for one in Client.objects.visible_to(user)} == through_dossiers | administered | standing.client_ids
        assert {one.pk for one in Client.objects.served_by(user)} <= {one.pk for one in Client.objects.filter(firm__in=standing.firm_ids)}


def test_rows_are_never_doubled_by_several_rights(db):
    world = World(seed=3)

    for user in world.users:
        keys = [one.pk for one in Dossier.objects.visible_to(user)]
        assert sorted(keys) == sorted(set(keys))


def test_an_empty_scope_never_means_all(cast):
    lost = cast.member("lost", "Lou", "Perdu")

    assert list(Dossier.objects.visible_to(lost)) == []
    assert list(Client.objects.visible_to(lost)) == []


def test_a_closed_account_and_an_ended_membership_lose_everything_at_once(cast):
    assert Dossier.objects.visible_to(cast.nora).exists()
    cast.nora.memberships.update(left_at="2026-01-01T00:00Z")
    cast.luc.is_active = False
    cast.luc.save()

    for user in (cast.nora, cast.luc):
        forget_standing(user)
        assert not Dossier.objects.visible_to(user).exists()


def test_standings_cost_one_query_for_one_person_or_many(cast, django_assert_num_queries):
    everybody = [cast.admin.pk, cast.marie.pk, cast.jules.pk, cast.helene.pk, cast.vera.pk, cast.operator.pk]

    for people in (everybody[:1], everybody):
        with django_assert_num_queries(1):
            standings_of(people)
