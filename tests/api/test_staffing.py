"""Colleagues, roles, teams, licences and managers, by program (F3)."""

import pytest

from comptoir.clients.models import Dossier, DossierManager
from comptoir.firms.models import CustomRole, Licence, Membership, Team
from comptoir.firms.rights import Right
from tests.staffing.people import give, licences_of, managers, membership, role_of


def test_colleagues_are_listed_with_what_they_have_and_filtered(cast, call):
    role = give(cast.nora, Right.EXPORTS, name="Assistante")

    def found(query=""):
        return [one["first_name"] for one in call(cast.paul).get(f"members{query}").json()["items"]]

    one = next(row for row in call(cast.paul).get("members").json()["items"] if row["id"] == cast.nora.pk)
    assert (one["role"], one["role_label"], one["custom_role"], one["teams"]) == ("staff", "Assistante", {"id": role.pk, "name": "Assistante"}, [cast.team.pk])
    assert found("?role=accountant") == ["Marie"]
    assert found(f"?custom_role={role.pk}") == ["Nora"]
    assert found(f"?licence={cast.arras.pk}") == ["Luc", "Alix"]
    assert found(f"?team={cast.team.pk}") == ["Nora", "Paul"]
    assert found("?q=lef") == ["Jean"]


def test_a_colleague_is_changed_and_what_is_left_out_stays(cast, call):
    role = role_of(cast.firm, "Assistante", Right.EXPORTS)

    answer = call(cast.admin).patch(f"members/{cast.paul.pk}", {"custom_role": role.pk, "licences": [cast.arras.pk]})

    assert answer.status_code == 200, answer.content
    assert (answer.json()["custom_role"]["id"], answer.json()["licences"], answer.json()["teams"]) == (role.pk, [cast.arras.pk], [cast.team.pk])
    answer = call(cast.admin).patch(f"members/{cast.paul.pk}", {"custom_role": None, "teams": []})
    assert (answer.json()["custom_role"], answer.json()["role"], answer.json()["licences"], answer.json()["teams"]) == (None, "staff", [cast.arras.pk], [])


def test_oneself_the_last_administrator_and_more_than_one_s_own_are_refused(cast, call):
    give(cast.nora, Right.MEMBERS)

    def refused(who, whom, **change):
        answer = call(who).patch(f"members/{whom.pk}", change)
        return answer.status_code, answer.json()["code"]

    assert refused(cast.admin, cast.admin, role="staff") == (403, "own_access")
    assert refused(cast.nora, cast.paul, role="administrator") == (403, "beyond_own_rights")
    assert refused(cast.marie, cast.paul, role="accountant") == (404, "not_found")
    assert refused(cast.vera, cast.paul, role="accountant") == (404, "not_found")
    assert refused(cast.admin, cast.paul, licences=[cast.other_firm.licences.get().pk]) == (422, "invalid")
    give(cast.nora, *Right)
    assert refused(cast.nora, cast.admin, role="staff") == (409, "last_administrator")
    assert membership(cast.paul).role == "staff"


def test_many_are_changed_each_for_itself(cast, call):
    people = [cast.paul.pk, cast.luc.pk, cast.admin.pk, cast.vera.pk]
    asked = {"members": people, "change": "give_licences", "licences": [cast.arras.pk]}

    answer = call(cast.admin).post("members/bulk", asked).json()

    assert (answer["changed"], answer["same"], [one["reason"] for one in answer["refused"]]) == ([cast.paul.pk], [cast.luc.pk], ["oneself"])
    assert licences_of(cast.paul) == ["Arras", "Lille"]
    assert call(cast.admin).post("members/bulk", {"members": people, "change": "join_team"}).status_code == 422


def test_effective_rights_say_where_they_come_from(cast, call):
    answer = call(cast.admin).get(f"members/{cast.marie.pk}/rights").json()

    held = {one["code"]: one["origin"] for one in answer["rights"] if one["is_held"]}
    assert held == dict.fromkeys(["dossiers.manage", "client_users.manage", "lists.export"], "rôle «Expert-comptable»")
    assert (answer["dossiers"], [one["code"] for one in answer["because"]]) == (1, ["licence", "manager"])
    assert call(cast.paul).get(f"members/{cast.paul.pk}/rights").status_code == 200
    assert call(cast.paul).get(f"members/{cast.marie.pk}/rights").status_code == 404


def test_roles_are_made_changed_and_deleted(cast, call):
    made = call(cast.admin).post("roles", {"name": "Assistante", "rights": ["lists.export"]})
    assert (made.status_code, made.json()["rights"]) == (201, ["lists.export"])
    address = f"roles/{made.json()['id']}"
    assert call(cast.paul).get("roles").json()["items"] == [made.json()]
    assert call(cast.admin).post("roles", {"name": "Assistante"}).json()["errors"][0]["field"] == "name"
    assert call(cast.admin).post("roles", {"name": "Autre", "rights": ["everything"]}).json()["errors"][0]["field"] == "rights"
    assert call(cast.admin).patch(address, {"rights": ["client_users.manage"]}).json()["rights"] == ["client_users.manage"]
    Membership.objects.filter(user=cast.nora).update(custom_role=made.json()["id"])

    assert call(cast.admin).delete(address).json()["code"] == "still_in_use"
    assert call(cast.marie).delete(address).status_code == 404
    assert call(cast.admin).delete(f"{address}?role=staff").status_code == 204
    assert (CustomRole.objects.count(), membership(cast.nora).custom_role) == (0, None)


def test_teams_and_licences_are_made_changed_and_deleted(cast, call):
    team = call(cast.admin).post("teams", {"name": "Paie", "members": [cast.luc.pk]}).json()
    assert call(cast.admin).patch(f"teams/{team['id']}", {"members": [cast.nora.pk]}).json()["members"] == [cast.nora.pk]
    assert call(cast.admin).patch(f"teams/{team['id']}", {"members": [cast.vera.pk]}).json()["errors"][0]["field"] == "members"
    assert call(cast.admin).delete(f"teams/{team['id']}").status_code == 204
    licence = call(cast.admin).post("licences", {"name": "Lens"}).json()
    assert call(cast.admin).patch(f"licences/{licence['id']}", {"name": "Béthune"}).json()["name"] == "Béthune"
    assert call(cast.admin).delete(f"licences/{licence['id']}").status_code == 204
    assert call(cast.admin).delete(f"licences/{cast.lille.pk}").json()["code"] == "still_in_use"
    for asked in (("teams", {"name": "X"}), ("licences", {"name": "X"}), ("roles", {"name": "X"})):
        assert call(cast.marie).post(*asked).status_code == 404
    assert (Team.objects.filter(firm=cast.firm).count(), Licence.objects.filter(firm=cast.firm).count()) == (1, 2)


def test_managers_are_put_in_order_for_one_and_changed_for_many(cast, call):
    answer = call(cast.marie).put(f"dossiers/{cast.dossier.pk}/managers", {"managers": [cast.nora.pk, cast.marie.pk]})
    assert [(one["name"], one["is_primary"]) for one in answer.json()["managers"]] == [("Nora Benali", True), ("Marie Dubois", False)]
    assert call(cast.marie).put(f"dossiers/{cast.dossier.pk}/managers", {"managers": [cast.vera.pk]}).status_code == 422
    assert call(cast.paul).put(f"dossiers/{cast.dossier.pk}/managers", {"managers": []}).status_code == 404
    both = [cast.dossier.pk, cast.other_dossier.pk]

    answer = call(cast.admin).post("dossiers/bulk", {"dossiers": both, "change": "primary", "person": cast.paul.pk}).json()

    assert (answer["changed"], managers(cast.other_dossier)) == (both, ["Paul", "Luc"])
    assert call(cast.marie).post("dossiers/bulk", {"dossiers": both, "change": "add", "person": cast.jean.pk}).json()["changed"] == [cast.dossier.pk]
    assert call(cast.admin).post("dossiers/bulk", {"dossiers": both, "change": "licence", "licence": cast.arras.pk}).json()["changed"] == [cast.dossier.pk]
    assert set(Dossier.objects.filter(pk__in=both).values_list("licence__name", flat=True)) == {"Arras"}
    assert call(cast.paul).post("dossiers/bulk", {"dossiers": both, "change": "add", "person": cast.jean.pk}).status_code == 404


@pytest.mark.parametrize("body", [{"change": "replace", "person": 1}, {"change": "add"}, {"change": "licence"}, {"change": "shred", "person": 1}])
def test_what_is_missing_is_named(cast, call, body):
    answer = call(cast.admin).post("dossiers/bulk", {"dossiers": [cast.dossier.pk]} | body)

    assert answer.status_code == 422
    assert DossierManager.objects.filter(dossier=cast.dossier).count() == 3
