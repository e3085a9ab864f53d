"""A query compiled once answers as the ORM does, for whatever values come later."""

from functools import partial

import pytest

from comptoir.accounts.models import User
from comptoir.clients.standing import rows_about, rows_about_one
from comptoir.kernel.among import among
from comptoir.kernel.prepared import MARKS, Prepared


def test_every_value_finds_its_own_rows(cast):
    by_name = Prepared(lambda first, last: User.objects.filter(first_name=first, last_name=last).values_list("pk", "email"), values=2)

    assert by_name("Marie", "Dubois") == [(cast.marie.pk, "marie@example.com")]
    assert by_name("Paul", "Petit") == [(cast.paul.pk, "paul@example.com")]
    assert by_name("Marie", "Petit") == []
    assert by_name("' OR 1=1 --", "%s") == []


def of_person(person, column):
    return among(column, [person.pk])


def test_what_a_person_is_is_the_same_either_way(cast):
    for person in (cast.admin, cast.marie, cast.luc, cast.helene, cast.jules, cast.vera, cast.operator):
        assert sorted(map(str, rows_about_one(person.pk))) == sorted(map(str, rows_about(partial(of_person, person))))


def test_lists_of_any_length_find_their_own_rows(cast):
    some = Prepared(lambda ids, name: User.objects.filter(among("pk", ids), first_name=name).values_list("pk"), lists=1, values=1)
    of_names = Prepared(lambda names: User.objects.filter(among("first_name", names)).order_by("pk").values_list("first_name"), lists=1)

    assert some([cast.marie.pk, cast.paul.pk], "Marie") == [(cast.marie.pk,)]
    assert some({cast.paul.pk}, "Marie") == []
    assert some([], "Marie") == []
    assert of_names(["Marie", "Paul", "' OR 1=1 --"]) == [("Marie",), ("Paul",)]


def test_too_few_values_are_refused(cast):
    with pytest.raises(ValueError, match="zip"):
        Prepared(lambda pk: User.objects.filter(pk=pk).values_list("pk"), values=1)()
    assert len(set(MARKS)) == len(MARKS)
