"""Whose home refreshes itself when something happens: the people of the client, nobody else."""

import pytest

from comptoir.clients.actions import close_access
from comptoir.clients.models import ClientAccess
from comptoir.server.live import may_watch
from comptoir.web.live import on_the_portal
from tests.notifications.producers import question

from .things import request_of


class Told:
    """What `announce` reads of an event."""

    def __init__(self, row):
        self.target_type, self.target_id, self.firm_id = row._meta.label_lower, row.pk, row.firm_id


def test_the_people_of_the_client_are_woken(cast):
    about = [Told(question(cast).conversation), Told(request_of(cast, cast.dossier, cast.helene))]

    assert on_the_portal(about) == {cast.helene.pk, cast.jules.pk}
    close_access(ClientAccess.objects.get(user=cast.jules), by=cast.marie)
    assert on_the_portal(about) == {cast.helene.pk}


def test_what_clients_never_see_wakes_nobody(cast):
    assert on_the_portal([Told(cast.dossier), Told(cast.team)]) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_costs_one_query_for_each_kind(cast, count, django_assert_num_queries):
    about = [Told(question(cast).conversation) for _ in range(count)] + [Told(request_of(cast, cast.dossier, cast.helene)) for _ in range(count)]

    with django_assert_num_queries(2):
        on_the_portal(about)


def test_one_hears_of_ones_own_portal_alone(cast):
    assert may_watch(cast.helene, f"portal:{cast.helene.pk}")
    assert not may_watch(cast.helene, f"portal:{cast.jules.pk}")
