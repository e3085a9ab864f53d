"""«Collaborateurs», as people see it."""

import io

import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from comptoir.firms.models import Membership, Team
from comptoir.firms.rights import Right

from .people import give, licences_of, membership, role_of


def read(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def shown(browser, query="", path="/firm/members/"):
    """The first names on the page, in its order."""
    return [row.user.first_name for row in browser.get(f"{path}?{query}").context["page"].rows]


def post(browser, path, **values):
    return browser.post(path, values, follow=True)


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return client


def test_the_list_is_searched_and_filtered(cast, admin):
    role = role_of(cast.firm, "Assistante")
    Membership.objects.filter(user=cast.nora).update(custom_role=role)

    assert shown(admin) == ["Nora", "Marie", "Jean", "Alix", "Luc", "Paul"]
    assert shown(admin, "q=pet") == ["Paul"]
    assert shown(admin, "role=accountant") == ["Marie"]
    assert shown(admin, f"role=custom-{role.pk}") == ["Nora"]
    assert shown(admin, "role=staff") == ["Jean", "Luc", "Paul"]
    assert shown(admin, f"licence={cast.arras.pk}") == ["Alix", "Luc"]
    assert shown(admin, f"team={cast.team.pk}") == ["Nora", "Paul"]
    assert shown(admin, "role=custom-x&licence=a&team=%00&state=x") == shown(admin)


def test_who_left_is_shown_to_who_manages_colleagues(cast, admin):
    Membership.objects.filter(user=cast.luc).update(left_at=timezone.now())

    assert "Luc" not in shown(admin)
    assert shown(admin, "state=left") == ["Luc"]
    admin.force_login(cast.marie)
    assert shown(admin, "state=left") == []


def test_each_line_says_what_somebody_has(cast, admin):
    Authenticator.objects.create(user=cast.paul, type=Authenticator.Type.TOTP, data={})

    row = next(row for row in admin.get("/firm/members/").context["page"].rows if row.user == cast.paul)

    assert (row.label, row.team_names, row.managed, row.has_factor) == ("Collaborateur", ["Équipe TPE"], 1, True)


def test_others_see_the_list_without_boxes_and_sign_ins(cast, client):
    client.force_login(cast.paul)
    page = read(client.get("/firm/members/"))

    assert "marie@example.com" in page
    assert 'name="ids"' not in page
    assert "Dernière connexion" not in page
    for path in ("/firm/members/many/", "/firm/members/undo/"):
        assert client.post(path, {"change": "role", "ids": membership(cast.jean).pk, "role": "administrator", "sure": "yes"}).status_code == 404
    assert membership(cast.jean).role == "staff"


def test_a_change_asks_what_for_then_is_done_then_undone(cast, admin):
    ids = [membership(one).pk for one in (cast.paul, cast.luc)]

    page = read(admin.post("/firm/members/many/", {"change": "give_licences", "ids": ids}))
    assert "2 collaborateurs" in page
    assert "Luc Marchand" in page
    page = read(post(admin, "/firm/members/many/", change="give_licences", ids=ids, sure="yes", licences=[cast.lille.pk, cast.arras.pk]))
    assert "Fait pour 2 collaborateurs." in page
    assert licences_of(cast.luc) == ["Arras", "Lille"]

    page = read(post(admin, "/firm/members/undo/"))

    assert "Annulé pour 2 collaborateurs." in page
    assert (licences_of(cast.paul), licences_of(cast.luc)) == (["Lille"], ["Arras"])
    assert "Il n’y a plus rien à annuler." in read(post(admin, "/firm/members/undo/"))


def test_everything_that_the_filter_shows_is_changed_and_oneself_is_not(cast, admin):
    page = read(post(admin, "/firm/members/many/", change="role", everything="yes", query="", sure="yes", role="accountant"))

    assert "Fait pour 4 collaborateurs." in page
    assert "Vous ne changez pas vos propres droits" in page
    assert membership(cast.admin).role == "administrator"
    read(post(admin, "/firm/members/many/", change="join_team", everything="yes", query=f"licence={cast.arras.pk}", sure="yes", team=cast.team.pk))
    assert cast.luc in cast.team.members.all()
    assert cast.marie not in cast.team.members.all()


@pytest.mark.parametrize(
    ("change", "values", "sentence"),
    [
        ("role", {"role": "owner"}, "Choisissez un rôle."),
        ("give_licences", {}, "Cochez au moins une licence."),
        ("join_team", {"team": "999999"}, "Choisissez une équipe."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(cast, admin, change, values, sentence):
    response = admin.post("/firm/members/many/", {"change": change, "ids": membership(cast.paul).pk, "sure": "yes"} | values)

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_another_firm_s_people_and_things_are_not_found(cast, admin):
    theirs = membership(cast.vera)

    assert "Cochez d’abord" in read(post(admin, "/firm/members/many/", change="role", ids=theirs.pk, sure="yes", role="staff"))
    assert admin.get(f"/firm/members/{theirs.pk}/rights/").status_code == 404
    foreign = Team.objects.create(firm=cast.other_firm, name="Ailleurs")
    assert admin.get(f"/firm/teams/{foreign.pk}/").status_code == 404
    assert admin.get(f"/firm/licences/{cast.other_firm.licences.get().pk}/").status_code == 404


def test_effective_rights_say_where_each_comes_from(cast, admin):
    page = read(admin.get(f"/firm/members/{membership(cast.marie).pk}/rights/"))
    assert "rôle «Expert-comptable»" in page
    assert "licence «Lille» donnée" in page
    give(cast.nora, Right.EXPORTS, name="Assistante")

    context = admin.get(f"/firm/members/{membership(cast.nora).pk}/rights/").context

    assert {one.code for one in context["rights"] if one.is_held} == {"lists.export"}
    assert {one.origin for one in context["rights"] if one.is_held} == {"rôle du cabinet «Assistante»"}
    assert context["total"] == 1


def test_one_sees_one_s_own_rights_and_nobody_else_s(cast, client):
    client.force_login(cast.paul)

    assert "Droits de Paul Petit" in read(client.get(f"/firm/members/{membership(cast.paul).pk}/rights/"))
    assert client.get(f"/firm/members/{membership(cast.marie).pk}/rights/").status_code == 404


def test_the_list_leaves_as_a_spreadsheet_without_formulas(cast, admin):
    cast.paul.last_name = "=2+3"
    cast.paul.save()

    response = admin.get("/firm/members/export/?q=paul")

    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0][:6] == ("Nom", "Prénom", "Adresse e-mail", "Rôle", "Licences", "Équipes")
    assert rows[1][:6] == ("'=2+3", "Paul", "paul@example.com", "Collaborateur", "Lille", "Équipe TPE")
    assert len(rows) == 2


def test_who_may_not_export_does_not_find_it(cast, client):
    client.force_login(cast.paul)
    for path in ("/firm/members/export/", "/firm/dossiers/export/"):
        assert client.get(path).status_code == 404
    give(cast.paul, Right.EXPORTS)
    for path in ("/firm/members/export/", "/firm/dossiers/export/"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/firm/members/", "/firm/teams/", "/firm/roles/", "/firm/licences/", "/firm/dossiers/", "/firm/members/export/"])
def test_the_number_of_rows_changes_no_number_of_queries(cast, admin, django_assert_max_num_queries, path):
    counts = []
    for _round in range(2):
        admin.get(path)
        with django_assert_max_num_queries(60) as captured:
            admin.get(path)
        counts.append(len(captured))
        for n in range(3):
            key = f"x{_round}{n}"
            person = cast.member(key, "Eva", key, cast.lille, cast.arras)
            Team.objects.create(firm=cast.firm, name=key).members.add(person)
            role_of(cast.firm, key, Right.EXPORTS)
            cast.firm.licences.create(name=key)
            cast.make_client(key, cast.lille, managers=[person, cast.marie])

    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/firm/members/", "/firm/teams/", "/firm/roles/", "/firm/licences/", "/firm/dossiers/", "/firm/roles/new/"])
def test_every_page_of_the_administration_is_in_the_administration(admin, path):
    places = {place.url: place.is_current for place in admin.get(path).context["shell"].places}

    assert [url for url, is_current in places.items() if is_current] == ["/firm/members/"]
