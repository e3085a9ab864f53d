"""Fifty at once take the last two administrators of a company away: exactly one is left, whatever they do it by (I2).

On SQLite (a file, as in the product) and on PostgreSQL, each attempt in a thread and a connection of its own.
"""

from itertools import cycle, islice

import pytest
from django.db import connection

from comptoir.clients.actions import (
    ClientGone,
    LastAdministrator,
    change_type,
    close_access,
    merge_clients,
    move_dossier,
    suspend,
)
from comptoir.clients.models import Client, ClientAccess, ClientUser, Dossier
from tests.cast import Cast
from tests.transports.threads import threaded_db, together  # noqa: F401

AT_ONCE = 50
pytestmark = pytest.mark.django_db(transaction=True)


def access_of(user, client):
    return ClientAccess.objects.select_related("client", "user").get(user=user, client__in=[client.pk, client.merged_into_id or client.pk])


def closing(user, client, by):
    return close_access(access_of(user, client), by=by)


def demotion(user, client, by):
    return change_type(access_of(user, client), "standard", by=by)


def suspension(user, client, by):
    return suspend(ClientUser.objects.get(user=user), by=by)


REMOVALS = (closing, demotion, suspension)


def attempt(remove, user, client, by):
    """What somebody does who comes to the page, presses, and is told no where it cannot be."""

    def run():
        try:
            return bool(remove(user, Client.objects.get(pk=client.pk), by))
        except LastAdministrator:
            return None

    return run


def attempts(cast, client, people, number):
    """Each kind of removal on each of the people, in turn."""
    chosen = islice(cycle([(remove, user) for remove in REMOVALS for user in people]), number)
    return [attempt(remove, user, client, cast.marie) for remove, user in chosen]


def administrators(client):
    return set(ClientAccess.objects.administering().filter(client=client).values_list("user__first_name", flat=True))


def company_of_two(cast, name):
    """A company of the firm with two administrators."""
    client, dossier = cast.make_client(name, cast.lille)
    word = name.split()[0].lower()
    return client, dossier, [cast.client_user(f"{word}{place}", f"{word}{place}", "Martin", client, level="full", type="administrator") for place in range(2)]


def room_for(number):
    """PostgreSQL takes so many connections and no more; what a thread has to wait for is no part of what is shown."""
    if connection.vendor == "sqlite":
        return number
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('max_connections')::int - (SELECT count(*) FROM pg_stat_activity) - 10")
        return max(8, min(number, cursor.fetchone()[0]))


def test_of_fifty_removals_of_the_last_two_exactly_one_is_left(threaded_db):  # noqa: F811
    cast = Cast()
    cast.let_jules_administer()

    answers = together(*attempts(cast, cast.client, [cast.helene, cast.jules], room_for(AT_ONCE)))

    assert len(administrators(cast.client)) == 1
    assert None in answers
    assert True in answers


@pytest.mark.parametrize("remove", REMOVALS)
def test_two_who_remove_each_other_the_same_way_do_it_once(threaded_db, remove):  # noqa: F811
    cast = Cast()
    cast.let_jules_administer()

    answers = together(*[attempt(remove, user, cast.client, cast.marie) for user in (cast.helene, cast.jules)])

    assert len(administrators(cast.client)) == 1
    assert sorted(answers, key=str) == [None, True]


def test_a_merge_and_a_moving_dossier_among_them_leave_one_too(threaded_db):  # noqa: F811
    cast = Cast()
    cast.let_jules_administer()
    fleurs, dossier, people = company_of_two(cast, "Fleurs Martin")
    removals = room_for(AT_ONCE) - 4
    others = [
        lambda: merge_clients(Client.objects.get(pk=fleurs.pk), Client.objects.get(pk=cast.client.pk), by=cast.admin),
        lambda: move_dossier(Dossier.objects.get(pk=dossier.pk), Client.objects.get(pk=cast.client.pk), by=cast.admin),
        lambda: move_dossier(Dossier.objects.get(pk=cast.dossier.pk), Client.objects.get(pk=fleurs.pk), by=cast.admin),
        lambda: move_dossier(Dossier.objects.get(pk=dossier.pk), Client.objects.get(pk=cast.client.pk), by=cast.admin),
    ]
    both = attempts(cast, cast.client, [cast.helene, cast.jules], removals // 2) + attempts(cast, fleurs, people, removals // 2)

    together(*[unless_gone(one) for one in others], *both)

    assert Client.objects.get(pk=fleurs.pk).merged_into_id == cast.client.pk
    assert len(administrators(cast.client)) >= 1
    assert not ClientAccess.objects.filter(client=fleurs).exists()
    assert set(Dossier.objects.filter(firm=cast.firm).exclude(client=cast.other_client).values_list("client", flat=True)) == {cast.client.pk}


def unless_gone(function):
    """A dossier that is moved to a company which has just become another one is told so."""

    def run():
        try:
            return function()
        except ClientGone:
            return None

    return run


def test_two_merges_the_other_way_round_make_one_client(threaded_db):  # noqa: F811
    cast = Cast()
    fleurs, _dossier, _people = company_of_two(cast, "Fleurs Martin")
    pair = (fleurs, cast.client)

    together(*[unless_gone(lambda a=a, b=b: merge_clients(a, b, by=cast.admin)) for a, b in (pair, pair[::-1], pair, pair[::-1])])

    kept = Client.objects.get(firm=cast.firm, pk__in=[one.pk for one in pair], merged_into=None)
    assert len(administrators(kept)) == 3
