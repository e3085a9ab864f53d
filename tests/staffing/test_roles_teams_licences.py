"""Roles, teams and licences of the firm: made, changed, deleted (F3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comptoir.away.actions import plan_absence
from comptoir.away.models import Absence
from comptoir.conversations.actions import assign_conversation
from comptoir.firms.models import CustomRole, Firm, Licence, Team
from comptoir.firms.rights import Right
from comptoir.firms.teamwork import Heir
from comptoir.staffing.actions.changes import GiveRole
from comptoir.staffing.actions.licences import LicenceInUse, create_licence, delete_licence
from comptoir.staffing.actions.roles import CannotMove, OwnRole, RoleHeld, change_role, create_role, delete_role
from comptoir.staffing.actions.standing import BeyondOwn, NameTaken, NotAllowed
from comptoir.staffing.actions.teams import HeirMissing, NotAColleague, create_team, delete_team

from .people import give, membership, role_of


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return client


def post(browser, path, status=200, **values):
    response = browser.post(path, values, follow=True)
    assert response.status_code == status
    return response.content.decode()


def test_a_role_is_made_given_changed_and_deleted(cast, admin):
    page = post(admin, "/firm/roles/new/", name="  Assistante   de direction ", rights=["client_users.manage", "lists.export"])
    role = CustomRole.objects.get()
    assert "Rôle «Assistante de direction» créé." in page
    assert role.ticked == [Right.CLIENT_USERS, Right.EXPORTS]
    post(admin, "/firm/members/many/", change="role", ids=membership(cast.nora).pk, sure="yes", role=f"custom-{role.pk}")

    assert "Nora Benali" in admin.get(f"/firm/roles/{role.pk}/").content.decode()
    post(admin, f"/firm/roles/{role.pk}/", name="Assistante", rights=["lists.export"])
    assert membership(cast.nora).rights == {Right.EXPORTS}

    assert "1 personne a ce rôle." in admin.get(f"/firm/roles/{role.pk}/deletion/").content.decode()
    assert "Choisissez un rôle." in post(admin, f"/firm/roles/{role.pk}/deletion/", status=422)
    post(admin, f"/firm/roles/{role.pk}/deletion/", instead="accountant")
    assert (membership(cast.nora).role, membership(cast.nora).custom_role, CustomRole.objects.count()) == ("accountant", None, 0)


def test_the_page_of_roles_says_what_the_built_in_ones_give(cast, admin):
    built_in = {role["value"]: (role["count"], len(role["rights"])) for role in admin.get("/firm/roles/").context["built_in"]}

    assert built_in == {"administrator": (1, 7), "accountant": (1, 3), "staff": (4, 1)}


def test_a_name_that_is_taken_and_an_empty_one_are_said_at_the_field(cast, admin):
    role_of(cast.firm, "Assistante")

    assert "Ce nom est déjà pris" in post(admin, "/firm/roles/new/", status=422, name="Assistante", rights=["lists.export"])
    assert "Donnez un nom." in post(admin, "/firm/roles/new/", status=422, name="  ")
    assert "Ce nom est déjà pris" in post(admin, "/firm/teams/new/", status=422, name="Équipe TPE")
    assert "Ce nom est déjà pris" in post(admin, "/firm/licences/new/", status=422, name="Lille")
    assert "signe invisible" in post(admin, "/firm/licences/new/", status=422, name="Lens\u200e")


def test_nobody_gives_a_right_that_they_do_not_have(cast):
    give(cast.nora, Right.MEMBERS, Right.EXPORTS, name="RH")
    other = role_of(cast.firm, "Fort", Right.BILLING, Right.EXPORTS)

    with pytest.raises(BeyondOwn):
        create_role(cast.firm, name="Tout", rights=[Right.BILLING], by=cast.nora)
    with pytest.raises(BeyondOwn):
        change_role(other, name="Fort", rights=[Right.EXPORTS], by=cast.nora)
    change_role(other, name="Très fort", rights=[Right.BILLING], by=cast.nora)
    other.refresh_from_db()
    assert (other.name, other.ticked) == ("Très fort", [Right.BILLING])


def test_nobody_changes_what_their_own_role_gives(cast, client):
    role = give(cast.nora, Right.MEMBERS, name="RH")

    with pytest.raises(OwnRole):
        change_role(role, name="RH", rights=[], by=cast.nora)
    client.force_login(cast.nora)
    assert "Ce rôle est le vôtre" in post(client, f"/firm/roles/{role.pk}/", status=422, name="RH", rights=[])
    assert change_role(role, name="Ressources", rights=[Right.MEMBERS], by=cast.nora).name == "Ressources"


def test_a_role_that_is_held_stays_until_its_people_have_another(cast):
    role = give(cast.nora, Right.EXPORTS)
    second = give(cast.luc, Right.MEMBERS, name="RH")

    with pytest.raises(RoleHeld):
        delete_role(role, by=cast.admin)
    with pytest.raises(CannotMove):
        delete_role(second, instead=GiveRole("staff"), by=cast.luc)
    assert CustomRole.objects.count() == 2
    membership_of_nora = membership(cast.nora)
    membership_of_nora.left_at = timezone.now()
    membership_of_nora.save()
    delete_role(role, by=cast.admin)
    assert membership(cast.nora).custom_role is None


def test_only_who_manages_colleagues_makes_and_unmakes(cast, client):
    for act in (
        lambda: create_role(cast.firm, name="X", rights=[], by=cast.marie),
        lambda: create_team(cast.firm, name="X", by=cast.vera),
        lambda: create_licence(cast.firm, name="X", by=cast.paul),
        lambda: delete_team(cast.team, by=cast.marie),
    ):
        with pytest.raises(NotAllowed):
            act()
    client.force_login(cast.marie)
    for path in ("/firm/roles/new/", "/firm/teams/new/", "/firm/licences/new/", f"/firm/teams/{cast.team.pk}/", f"/firm/licences/{cast.arras.pk}/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "X"}).status_code == 404


def test_a_team_is_made_renamed_and_filled(cast, admin):
    post(admin, "/firm/teams/new/", name="Paie", members=[cast.marie.pk, cast.luc.pk])
    team = Team.objects.get(name="Paie")
    post(admin, f"/firm/teams/{team.pk}/", name="Équipe Paie", members=[cast.luc.pk, cast.nora.pk])

    team.refresh_from_db()
    assert (team.name, set(team.members.all())) == ("Équipe Paie", {cast.luc, cast.nora})
    assert "Choisissez des personnes de ce cabinet." in post(admin, f"/firm/teams/{team.pk}/", status=422, name="Paie", members=[cast.vera.pk])
    with pytest.raises(NotAColleague):
        create_team(cast.firm, name="Mixte", member_ids=[cast.vera.pk], by=cast.admin)


def test_what_is_entrusted_to_a_team_is_said_in_numbers_and_goes_to_its_heir(cast, admin, question):
    assign_conversation(question, team=cast.team, by=cast.marie)
    absence = plan_absence(cast.jean, cast.firm, by=cast.jean, starts_at=timezone.now() + timedelta(days=3), delegate_team=cast.team)
    Firm.objects.filter(pk=cast.firm.pk).update(fallback_team=cast.team, fallback_user=None)
    other = Team.objects.create(firm=cast.firm, name="Relais")
    path = f"/firm/teams/{cast.team.pk}/deletion/"

    page = admin.get(path).content.decode()
    for words in ("1 conversation confiée à l’équipe", "1 absence pendant laquelle elle remplace", "elle est le repli du cabinet", "2 membres"):
        assert words in page
    assert "Choisissez qui reprend." in post(admin, path, status=422)
    with pytest.raises(HeirMissing):
        delete_team(cast.team, by=cast.admin)
    post(admin, path, heir=f"team-{other.pk}")

    question.refresh_from_db()
    absence.refresh_from_db()
    cast.firm.refresh_from_db()
    assert (question.assigned_team, absence.delegate_team, cast.firm.fallback_team) == (other, other, other)
    assert not Team.objects.filter(name="Équipe TPE").exists()


def test_nobody_stands_in_for_themselves_when_a_team_goes(cast, question):
    assign_conversation(question, team=cast.team, by=cast.marie)
    later = timezone.now() + timedelta(days=3)
    own, other = (plan_absence(one, cast.firm, by=one, starts_at=later, delegate_team=cast.team) for one in (cast.jean, cast.marie))

    delete_team(cast.team, heir=Heir(user=cast.jean), by=cast.admin)

    question.refresh_from_db()
    assert question.assigned_user == cast.jean
    assert [(one.delegate_user, one.delegate_team) for one in Absence.objects.filter(pk__in=[own.pk, other.pk]).order_by("pk")] == [
        (None, None),
        (cast.jean, None),
    ]


def test_an_idle_team_goes_at_once(cast, admin):
    idle = Team.objects.create(firm=cast.firm, name="Vide")

    assert "Rien ne lui est confié." in admin.get(f"/firm/teams/{idle.pk}/deletion/").content.decode()
    assert "Équipe «Vide» supprimée." in post(admin, f"/firm/teams/{idle.pk}/deletion/")


def test_a_licence_is_made_renamed_and_deleted_once_empty(cast, admin):
    post(admin, "/firm/licences/new/", name="Lens")
    lens = Licence.objects.get(name="Lens")
    post(admin, f"/firm/licences/{lens.pk}/", name="Béthune")
    assert {(row.name, row.dossier_count, row.member_count) for row in admin.get("/firm/licences/").context["page"].rows} == {
        ("Arras", 1, 1),
        ("Béthune", 0, 0),
        ("Lille", 1, 4),
    }

    assert "Licence «Béthune» supprimée." in post(admin, f"/firm/licences/{lens.pk}/deletion/")
    assert "Un dossier est dans cette licence" in post(admin, f"/firm/licences/{cast.arras.pk}/deletion/")
    with pytest.raises(LicenceInUse):
        delete_licence(cast.arras, by=cast.admin)
    with pytest.raises(NameTaken):
        create_licence(cast.firm, name="Lille", by=cast.admin)
