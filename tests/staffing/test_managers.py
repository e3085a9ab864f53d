"""The managers and the licence of dossiers, one or thousands."""

from functools import partial

import pytest
from django.apps import apps

from comptoir.clients.actions import change_licence, change_managers, undo_licence, undo_managers
from comptoir.clients.actions.relicensing import followers, following
from comptoir.clients.managing import with_manager, with_primary, with_replaced, without_manager
from comptoir.clients.models import Client, Dossier, DossierManager
from comptoir.conversations.models import Conversation
from comptoir.events.models import Event
from tests.documents.sharing import share
from tests.requests.asking import send as ask_client

from .people import managers


def both(cast):
    return Dossier.objects.filter(firm=cast.firm)


def test_a_manager_is_added_replaced_made_primary_and_removed(cast):
    def change(new, *ids):
        change_managers(both(cast), lambda now: new(now, *ids), by=cast.admin)
        return managers(cast.dossier), managers(cast.other_dossier)

    assert change(with_manager, cast.nora.pk) == (["Marie", "Paul", "Jean", "Nora"], ["Luc", "Nora"])
    assert change(with_primary, cast.nora.pk) == (["Nora", "Marie", "Paul", "Jean"], ["Nora", "Luc"])
    assert change(with_replaced, cast.luc.pk, cast.paul.pk) == (["Nora", "Marie", "Paul", "Jean"], ["Nora", "Paul"])
    assert change(without_manager, cast.nora.pk) == (["Marie", "Paul", "Jean"], ["Paul"])


def test_each_change_is_told_with_what_was_and_what_is(cast):
    change_managers(both(cast), partial(with_manager, user_id=cast.luc.pk), by=cast.marie)

    event = Event.objects.get(verb="dossier.managers_changed")
    ids = [cast.marie.pk, cast.paul.pk, cast.jean.pk]
    assert (event.target_id, event.actor, event.data["before"], event.data["after"]) == (cast.dossier.pk, cast.marie, ids, [*ids, cast.luc.pk])


def test_only_who_works_for_the_firm_becomes_a_manager(cast):
    cast.nora.memberships.update(left_at="2026-01-01T00:00Z")

    for stranger in (cast.vera, cast.helene, cast.nora):
        changed = change_managers(both(cast), partial(with_manager, user_id=stranger.pk), by=cast.admin)
        assert (changed.events, changed.refused) == ([], 2)


def test_a_change_is_taken_back_where_the_managers_are_still_those(cast):
    done = change_managers(both(cast), partial(with_primary, user_id=cast.nora.pk), by=cast.admin)
    change_managers(Dossier.objects.filter(pk=cast.other_dossier.pk), partial(without_manager, user_id=cast.luc.pk), by=cast.admin)

    undone = undo_managers([event.pk for event in done.events], by=cast.admin)

    assert [event.target_id for event in undone.events] == [cast.dossier.pk]
    assert (managers(cast.dossier), managers(cast.other_dossier)) == (["Marie", "Paul", "Jean"], ["Nora"])
    assert undo_managers([event.pk for event in done.events], by=cast.marie).events == []


@pytest.mark.parametrize("count", [1, 3, 400])
def test_thousands_cost_what_one_costs(cast, django_assert_max_num_queries, count):
    client = Client.objects.create(firm=cast.firm, name="Groupe")
    Dossier.objects.bulk_create([Dossier(firm=cast.firm, licence=cast.lille, client=client, name=f"Filiale {n}") for n in range(count)])
    rows = Dossier.objects.filter(client=client)
    DossierManager.objects.bulk_create([DossierManager(dossier=row, user=cast.paul) for row in rows])

    with django_assert_max_num_queries(20):
        change_managers(rows, partial(with_primary, user_id=cast.marie.pk), by=cast.admin)
    with django_assert_max_num_queries(20):
        done = change_licence(rows, cast.arras, by=cast.admin)

    assert len(done.events) == count
    assert DossierManager.objects.filter(dossier__client=client, rank=0, user=cast.marie).count() == count


def test_everything_that_repeats_the_licence_follows_its_dossier(cast, question):
    asked, document = ask_client(cast), share(cast)

    done = change_licence(Dossier.objects.filter(pk=cast.dossier.pk), cast.arras, by=cast.admin)

    for row in (cast.dossier, question, asked, document):
        row.refresh_from_db()
        assert row.licence_id == cast.arras.pk, row
    assert Conversation.objects.worked_on_by(cast.luc).filter(pk=question.pk).exists()
    assert not Conversation.objects.worked_on_by(cast.nora).filter(pk=question.pk).exists()
    assert undo_licence([event.pk for event in done.events], by=cast.admin).events
    question.refresh_from_db()
    assert question.licence_id == cast.lille.pk


# Where a choice holds: in a licence or in a dossier, never both.
PLACES = {"conversations.participation", "preferences.settingvalue"}


def test_no_model_repeats_the_licence_of_a_dossier_and_stays_behind():
    both = set()
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields if field.is_relation}
        both |= {model._meta.label_lower} if {"dossier", "licence"} <= names else set()

    assert both - PLACES == {model._meta.label_lower for model in followers()}
    assert {"conversations.conversation", "requests.request", "documents.document"} <= both


def test_what_would_follow_is_counted(cast, question):
    assert [(model, count) for model, count in following(both(cast)) if model is Conversation] == [(Conversation, 1)]


def test_a_code_that_is_taken_there_keeps_its_dossier_here(cast):
    Dossier.objects.filter(pk=cast.other_dossier.pk).update(code="BR-0142")

    changed = change_licence(Dossier.objects.filter(pk=cast.dossier.pk), cast.arras, by=cast.admin)

    cast.dossier.refresh_from_db()
    assert (changed.events, changed.refused, cast.dossier.licence) == ([], 1, cast.lille)


def test_a_dossier_goes_to_no_licence_of_another_firm(cast):
    assert change_licence(both(cast), cast.other_firm.licences.get(), by=cast.admin).refused == 2
