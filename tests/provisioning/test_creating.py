"""Client users made by the one verb: what is there afterwards, what keeps somebody out, how many questions it takes."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.applications.models import ApplicationGrant
from comptoir.billing.models import Terms
from comptoir.clients.models import Client, ClientAccess, ClientUser, Contact, Dossier
from comptoir.events.models import Event
from comptoir.provisioning.actions import provision
from comptoir.provisioning.checking import check
from comptoir.provisioning.decisions import Code

from .asking import family, plan, somebody


def made(cast, *asked, by=None):
    return provision(asked, by=by or cast.marie, firm=cast.firm)


def codes(cast, asked, by=None):
    return [problem.code for problem in check([asked], by=by or cast.marie, firm=cast.firm)[0]]


def test_somebody_new_sees_what_was_given_and_nothing_else(cast):
    outcome = made(cast, somebody(cast.client, email=" Chloe.MARTIN@Example.com ", phone="06 12 34 56 78"))

    [(_asked, place)] = outcome.made
    user = place.user
    assert (user.email, user.phone, user.full_name, user.has_usable_password()) == ("chloe.martin@example.com", "+33612345678", "Chloé Martin", False)
    assert list(Dossier.objects.visible_to(user)) == [cast.dossier]
    assert set(ApplicationGrant.objects.filter(client_user=place).values_list("application_id", flat=True)) == family()
    assert (place.terms.client, place.terms.mode, place.terms.plan) == (cast.client, Terms.Mode.FIRM, plan())
    assert list(cast.client.contacts.filter(user=user).values_list("email", flat=True)) == ["chloe.martin@example.com"]
    assert Client.objects.get(pk=cast.client.pk).portal_enabled_at
    assert Event.objects.get(verb="client_user.created").actor == cast.marie


def test_later_nothing_is_seen_before_somebody_validates(cast):
    [(_asked, place)] = made(cast, somebody(cast.client, activates_now=False)).made

    assert (place.hold, place.validated_at) == ("validation", None)
    assert not Dossier.objects.visible_to(place.user).exists()
    assert ClientAccess.objects.get(user=place.user).hold == "validation"


def test_billed_directly_nothing_is_seen_before_the_payment_method(cast):
    [(_asked, place)] = made(cast, somebody(cast.client, mode="client")).made

    assert place.hold == "payment"
    assert not Dossier.objects.visible_to(place.user).exists()


def test_chosen_dossiers_are_all_that_is_reached(cast):
    second = Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Fournil")

    [(_asked, place)] = made(cast, somebody(cast.client, reach={cast.client.pk: frozenset({second.pk})})).made

    assert list(Dossier.objects.visible_to(place.user)) == [second]
    assert list(Client.objects.visible_to(place.user)) == [cast.client]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"last_name": " "}, [Code.NAME_MISSING]),
        ({"last_name": "M" * 81}, [Code.NAME_ODD]),
        ({"email": ""}, [Code.EMAIL_MISSING]),
        ({"email": "chloé"}, [Code.EMAIL_INVALID]),
        ({"email": "HELENE@example.com"}, [Code.ALREADY_HERE]),
        ({"email": "omar@example.com"}, [Code.EMAIL_TAKEN]),
        ({"email": "paul@example.com"}, [Code.COLLEAGUE]),
        ({"email": "compta@example.com"}, [Code.EMAIL_GENERIC]),
        ({"phone": "12"}, [Code.PHONE_INVALID]),
        ({"type": "king"}, [Code.TYPE_UNKNOWN]),
        ({"level": "all"}, [Code.LEVEL_UNKNOWN]),
        ({"mode": "nobody"}, [Code.MODE_UNKNOWN]),
        ({"plan_id": 0}, [Code.PLAN_MISSING]),
        ({"reach": {}}, [Code.REACH_EMPTY]),
        ({"application_ids": frozenset()}, [Code.APPLICATIONS]),
        ({"language": "de"}, [Code.LANGUAGE_UNKNOWN]),
        ({"client_id": None}, [Code.COMPANY_MISSING]),
    ],
)
def test_each_fault_is_said(cast, words, expected):
    assert codes(cast, somebody(cast.client, **words)) == expected


def test_what_one_does_not_serve_is_unknown(cast):
    foreign = cast.foreign_client
    strange = somebody(cast.client, client_id=foreign.pk, reach={foreign.pk: None, cast.client.pk: frozenset({cast.foreign_dossier.pk})})

    assert codes(cast, strange) == [Code.COMPANY_UNKNOWN, Code.DOSSIER_UNKNOWN]
    assert codes(cast, somebody(cast.client, reach={cast.client.pk: frozenset({cast.other_dossier.pk})})) == [Code.DOSSIER_UNKNOWN]
    assert codes(cast, somebody(cast.other_client), by=cast.paul) == [Code.COMPANY_UNKNOWN, Code.DOSSIER_UNKNOWN]


def test_mixed_and_partial_applications_are_refused(cast):
    classic, read_only = family(), family("consultation")

    for wrong in (classic | read_only, frozenset(sorted(classic)[:2]), frozenset({0})):
        assert set(codes(cast, somebody(cast.client, application_ids=wrong))) == {Code.APPLICATIONS}
    assert codes(cast, somebody(cast.client, application_ids=read_only)) == []


def test_the_first_user_of_a_company_must_administer_it(cast):
    client, _dossier = cast.make_client("Fleurs Martin", cast.lille)
    standard, boss = somebody(client, email="a@example.com"), somebody(client, email="b@example.com", type="administrator")

    assert codes(cast, standard) == [Code.FIRST_MUST_ADMINISTER]
    outcome = made(cast, boss, standard)

    assert [place.user.email for _asked, place in outcome.made] == ["b@example.com", "a@example.com"]


def test_one_that_is_refused_keeps_none_of_the_others_out(cast):
    good, twice, wrong = somebody(cast.client), somebody(cast.client), somebody(cast.client, email="x@example.com", reach={})

    outcome = made(cast, good, twice, wrong)

    assert [place.user.email for _asked, place in outcome.made] == ["chloe.martin@example.com"]
    assert [[problem.code for problem in problems] for _asked, problems in outcome.refused] == [[Code.EMAIL_REPEATED], [Code.REACH_EMPTY]]
    assert not get_user_model().objects.filter(email="x@example.com").exists()


def test_a_contact_known_by_the_address_becomes_the_person(cast):
    known = cast.contact(cast.client, "Chloé", "Martin", email="chloe.martin@example.com")

    [(_asked, place)] = made(cast, somebody(cast.client)).made

    assert list(Contact.objects.filter(user=place.user)) == [known]


def test_who_was_deleted_can_be_created_again_and_is_the_same_person(cast):
    [(_asked, place)] = made(cast, somebody(cast.client)).made
    ClientAccess.objects.filter(user=place.user).update(closed_at=place.created_at)
    ClientUser.objects.filter(pk=place.pk).update(deleted_at=place.created_at)

    [(_asked, again)] = made(cast, somebody(cast.client, level="limited")).made

    assert (again.pk, again.user, again.deleted_at) == (place.pk, place.user, None)
    assert ClientAccess.objects.open().get(user=place.user).level == "limited"


def test_one_and_three_take_as_many_questions(cast):
    cast.put_on_portal(cast.client)
    made(cast, somebody(cast.client))
    counts = []
    for many in (1, 3):
        asked = [somebody(cast.client, email=f"u{many}{number}@example.com", sends_mail=True, activates_now=True) for number in range(many)]
        with CaptureQueriesContext(connection) as queries:
            assert len(made(cast, *asked).made) == many
        counts.append(len(queries))

    assert counts[0] == counts[1]
