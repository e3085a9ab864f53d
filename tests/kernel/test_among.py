"""One parameter for any number of values, and the same answer as «in»."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.accounts.models import User
from comptoir.firms.models import Membership
from comptoir.kernel.among import among

pytestmark = pytest.mark.django_db


def test_finds_what_in_finds_by_number_by_text_and_by_whom_a_row_belongs_to(cast):
    people = [cast.marie, cast.paul, cast.helene]

    assert set(User.objects.filter(among("pk", [one.pk for one in people]))) == set(people)
    assert set(User.objects.filter(among("email", {one.email for one in people}), first_name="Paul")) == {cast.paul}
    assert set(Membership.objects.filter(among("user_id", [one.pk for one in people])).values_list("user", flat=True)) == {cast.marie.pk, cast.paul.pk}


def test_nobody_among_nothing_and_no_query_for_it(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(User.objects.filter(among("pk", []))) == []


def test_five_hundred_values_are_as_few_parameters_as_one(cast):
    shortest, longest = (sql_of(range(count)) for count in (1, 500))

    assert longest.count("%s") == shortest.count("%s")


def sql_of(ids):
    return User.objects.filter(among("pk", ids)).query.sql_with_params()[0]


def test_quotes_and_accents_in_a_value_stay_part_of_it(cast):
    with CaptureQueriesContext(connection) as captured:
        assert list(User.objects.filter(among("email", ['l’été\'s "one"', "a{b},c", cast.marie.email]))) == [cast.marie]
    assert len(captured) == 1
