"""Each right of the catalogue at the doors that it names: with a custom role that has it, and with one that has all the others."""

import pytest

from comptoir.clients.models import ClientAccess, Dossier
from comptoir.clients.standing import forget_standing
from comptoir.firms.rights import Right
from comptoir.invitations.actions import Asked, invite, revoke
from comptoir.invitations.models import Invitation

from .people import give, membership


def all_but(right):
    return [one for one in Right if one != right]


def doors_of(cast):
    """{right: [address that it opens, …]}."""
    client, dossier = cast.client.pk, cast.dossier.pk
    return {
        Right.DOSSIERS: [f"/firm/dossiers/{dossier}/managers/"],
        Right.EXPORTS: ["/firm/members/export/", "/firm/dossiers/export/"],
        Right.MEMBERS: [
            "/firm/roles/new/", "/firm/teams/new/", "/firm/licences/new/", f"/firm/teams/{cast.team.pk}/", f"/firm/teams/{cast.team.pk}/deletion/",
            f"/firm/licences/{cast.lille.pk}/", f"/firm/members/{membership(cast.marie).pk}/rights/",
        ],
        Right.CLIENT_USERS: ["/clients/portal/", f"/clients/{client}/portal/", f"/clients/{client}/portal/disabling/"],
    }  # fmt: skip


@pytest.mark.parametrize("right", [Right.DOSSIERS, Right.EXPORTS, Right.MEMBERS, Right.CLIENT_USERS])
def test_a_door_is_open_with_its_right_and_closed_with_all_the_others(cast, client, right):
    client.force_login(cast.nora)

    give(cast.nora, right)
    assert {path: client.get(path).status_code for path in doors_of(cast)[right]} == dict.fromkeys(doors_of(cast)[right], 200)

    give(cast.nora, *all_but(right))
    assert {path: client.get(path).status_code for path in doors_of(cast)[right]} == dict.fromkeys(doors_of(cast)[right], 404)


def test_all_dossiers_shows_the_whole_firm_and_without_it_licences_count(cast):
    give(cast.luc, Right.ALL_DOSSIERS)
    assert set(Dossier.objects.visible_to(cast.luc)) == {cast.dossier, cast.other_dossier}

    give(cast.luc, *all_but(Right.ALL_DOSSIERS))
    forget_standing(cast.luc)

    assert set(Dossier.objects.visible_to(cast.luc)) == {cast.other_dossier}


def test_who_may_not_open_accesses_invites_nobody_by_any_way(cast, client):
    cast.put_on_portal(cast.client)
    contact = cast.contact(cast.client, "Rosa", "Roux", email="rosa@boulangerie-roux.example")
    sent = invite([Asked(cast.client, contact)], by=cast.marie).sent
    give(cast.nora, *all_but(Right.CLIENT_USERS))
    other = cast.contact(cast.client, "Rémi", "Roux", email="remi@boulangerie-roux.example")
    client.force_login(cast.nora)
    access = ClientAccess.objects.get(user=cast.jules)

    assert not invite([Asked(cast.client, other)], by=cast.nora).sent
    assert revoke(sent, by=cast.nora) == 0
    for path, values in (
        (f"/clients/{cast.client.pk}/portal/invitations/", {"contact": other.pk, "level": "full"}),
        (f"/clients/{cast.client.pk}/portal/people/", {"last_name": "Neuf", "language": "fr"}),
        (f"/clients/{cast.client.pk}/portal/accesses/{access.pk}/level/", {"level": "full"}),
        (f"/clients/{cast.client.pk}/portal/accesses/{access.pk}/closing/", {}),
        (f"/clients/{cast.client.pk}/portal/invitations/{sent[0].pk}/revocation/", {}),
        ("/clients/portal/many/", {"change": "invite", "ids": cast.client.pk, "sure": "yes"}),
    ):
        assert client.post(path, values).status_code == 404, path
    access.refresh_from_db()
    assert (access.level, access.closed_at, Invitation.objects.count()) == ("limited", None, 1)


def test_who_may_not_open_accesses_is_not_offered_it(cast, client):
    cast.put_on_portal(cast.client)
    contact = cast.contact_of(cast.helene, cast.client)
    client.force_login(cast.nora)
    paths = [f"/clients/{cast.client.pk}/", f"/contacts/{contact.pk}/", "/clients/"]
    assert all("/portal/" in client.get(path).content.decode() for path in paths)

    give(cast.nora, *all_but(Right.CLIENT_USERS))

    for path in paths:
        response = client.get(path)
        assert response.status_code == 200
        assert "/portal/" not in response.content.decode(), path
