"""«Administration > Utilisateurs client»: who is shown to whom, in which state, found by words and filters (I1)."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.decisions import hold_of
from comptoir.clients.models import Client, ClientUser
from comptoir.firms.models import CustomRole, Membership
from comptoir.provisioning.states import State, state_of
from comptoir.provisioning.user_listing import in_state
from tests.conversations.pages import words

from .client_users import PAGE, bill, browser_of, bundle, client_user, in_every_state, place_of


def shown(cast, who, query=""):
    """The first names of those who are listed."""
    response = browser_of(getattr(cast, who)).get(f"{PAGE}{query}")
    return {row.user.first_name for row in response.context["page"].rows}


def test_members_see_the_users_of_the_companies_they_serve(cast):
    assert shown(cast, "marie") == {"Hélène", "Jules"}
    assert shown(cast, "luc") == {"Gaston"}
    assert shown(cast, "admin") == {"Hélène", "Jules", "Gaston"}
    assert shown(cast, "vera") == {"Omar"}
    for who in ("helene", "jules", "gaston", "omar", "operator"):
        assert browser_of(getattr(cast, who)).get(PAGE).status_code == 404


def test_who_lacks_the_right_finds_neither_page_nor_tab(cast):
    role = CustomRole.objects.create(firm=cast.firm, name="Lecture", rights="")
    Membership.objects.filter(user=cast.paul).update(custom_role=role)

    assert browser_of(cast.paul).get(PAGE).status_code == 404
    assert PAGE not in words(browser_of(cast.paul).get("/firm/members/"))
    assert f'href="{PAGE}"' in words(browser_of(cast.marie).get("/firm/members/"))


def test_each_state_stands_on_its_row_and_is_found_by_its_filter(cast):
    in_every_state(cast)
    page = words(browser_of(cast.marie).get(PAGE))

    for label in ("actif", "à valider", "moyen de paiement attendu", "suspendu", "supprimé"):
        assert f">{label}</span>" in page
    assert shown(cast, "marie", "?state=active") == {"Active", "Hélène", "Jules"}
    for state, name in (("validation", "Waiting"), ("payment", "Owing"), ("suspended", "Suspended"), ("deleted", "Deleted")):
        assert shown(cast, "marie", f"?state={state}") == {name}


def test_sql_says_the_same_state_as_the_decision(cast):
    now = timezone.now()
    for number, (deleted, suspended, validated, owes) in enumerate(product((None, now), (None, now), (None, now), (False, True))):
        client_user(cast, f"p{number}", deleted_at=deleted, suspended_at=suspended, validated_at=validated, owes_method=owes)

    for place in ClientUser.objects.all():
        hold = hold_of(is_validated=place.validated_at is not None, is_suspended=place.suspended_at is not None, owes_method=place.owes_method)
        expected = state_of(is_deleted=place.deleted_at is not None, hold=hold)
        assert {state for state in State if ClientUser.objects.filter(in_state(state), pk=place.pk).exists()} == {expected}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=HELENE", {"Hélène"}),
        ("?q=roux+jules", {"Jules"}),
        ("?q=boulangerie", {"Hélène", "Jules"}),
        ("?q=gaston@example", {"Gaston"}),
        ("?type=administrator", {"Hélène", "Gaston"}),
        ("?level=limited", {"Jules"}),
        ("?level=full&type=standard", set()),
        ("?company=garage", {"Gaston"}),
        ("?client={client}", {"Hélène", "Jules"}),
        ("?mode=client", {"Jules"}),
        ("?mode=firm", {"Hélène"}),
        ("?application={application}", {"Hélène"}),
        ("?q=zzz", set()),
        ("?q=%00&state=x&type=y&level=z&mode=m&application=a&client=99999999999999999999&sort=s&page=p", {"Hélène", "Jules", "Gaston"}),
    ],
)
def test_the_list_is_narrowed_by_words_and_filters_of_the_address(cast, query, names):
    _three, optional = bundle()
    place_of(cast.helene).application_grants.create(application_id=optional)
    bill(place_of(cast.helene), cast.client, to=(terms := bill(place_of(cast.jules), cast.client, mode="client")).plan)
    assert terms.mode == "client"

    assert shown(cast, "admin", query.format(client=cast.client.pk, application=optional)) == names


def test_the_rows_are_sorted_as_asked(cast):
    cast.jules.last_login = timezone.now()
    cast.jules.save()

    order = {
        sort: [row.user.first_name for row in browser_of(cast.admin).get(f"{PAGE}?sort={sort}").context["page"].rows] for sort in ("name", "email", "seen")
    }

    assert order == {"name": ["Gaston", "Hélène", "Jules"], "email": ["Gaston", "Hélène", "Jules"], "seen": ["Jules", "Hélène", "Gaston"]}


def test_a_row_says_what_the_person_has(cast):
    place = place_of(cast.helene)
    bill(place, cast.client, mode="client")
    three, _optional = bundle()
    for pk in three:
        place.application_grants.create(application_id=pk)

    page = words(browser_of(cast.marie).get(PAGE))

    for said in ("helene@example.com", "Boulangerie Roux", "Accès complet · 1 dossier", "Essai compta", "Essentiel d’essai", "jamais", "Administrateur"):
        assert said in page


def test_companies_that_the_member_does_not_serve_are_counted_and_not_named(cast):
    cast.jules.client_accesses.create(firm=cast.firm, client=cast.other_client, level="full")

    page = words(browser_of(cast.marie).get(PAGE))

    assert "1 entreprise que vous ne suivez pas" in page
    assert "Garage Delattre" not in page
    assert shown(cast, "marie", "?company=garage") == set()
    assert shown(cast, "marie", "?q=garage") == set()


def test_an_empty_list_says_so(cast):
    assert "Aucun utilisateur client ne correspond à ce filtre." in words(browser_of(cast.marie).get(f"{PAGE}?q=zzz"))
    assert "Aucun utilisateur client pour l’instant." in words(browser_of(cast.member("lost", "Lou", "Perdu")).get(PAGE))


def queries_of(browser, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_three_users_cost_no_more_queries_than_one(cast):
    bundle()
    browser = browser_of(cast.marie)
    browser.get(PAGE)
    Client.objects.filter(pk=cast.other_client.pk).delete()
    one = queries_of(browser, f"{PAGE}?q=jules")
    for number in range(3):
        bill(client_user(cast, f"more{number}"), cast.client, to=None if number == 0 else browser.get(PAGE).context["page"].rows[0].terms.plan)

    assert queries_of(browser, f"{PAGE}?q=example") == one
