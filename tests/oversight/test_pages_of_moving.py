"""«Rattacher à un autre client…» and «Réunir avec un autre client…»: looked for, said in numbers, done once."""

import pytest

from comptoir.clients.models import Client, ClientAccess, Dossier
from comptoir.events.models import Event
from comptoir.firms.models import CustomRole, Membership
from tests.conversations.pages import words
from tests.notifications.producers import question


@pytest.fixture
def fleurs(cast):
    client, _dossier = cast.make_client("Fleurs Martin", cast.lille)
    cast.client_user("flore", "Flore", "Martin", client, level="full", type="administrator")
    ClientAccess.objects.create(firm=cast.firm, client=client, user=cast.jules, level="full")
    return client


@pytest.fixture
def page(client, cast):
    """What Marie reads there."""
    client.force_login(cast.marie)
    return lambda path: words(client.get(path))


def test_a_dossier_says_who_gains_and_who_loses_before_it_moves(cast, client, page, fleurs):
    question(cast)
    path = f"/dossiers/{cast.dossier.pk}/moving/"
    assert "Rattacher à un autre client…" in page(f"/dossiers/{cast.dossier.pk}/")
    assert f'href="?client={fleurs.pk}"' in page(f"{path}?q=fleurs")

    asked = page(f"{path}?client={fleurs.pk}")
    assert "1 personne ne verra plus ce dossier : Hélène Roux" in " ".join(asked.split())
    assert "1 personne le verra : Flore Martin" in " ".join(asked.split())
    assert "1 conversation" in asked
    assert Dossier.objects.get(pk=cast.dossier.pk).client_id == cast.client.pk

    for _twice in range(2):
        answer = client.post(path, {"client": fleurs.pk})
        assert answer.headers["Location"] == f"/dossiers/{cast.dossier.pk}/"
    assert Dossier.objects.get(pk=cast.dossier.pk).client_id == fleurs.pk
    assert Event.objects.filter(verb="dossier.moved").count() == 1


def test_two_clients_become_one_and_the_address_of_the_one_that_is_gone_leads_on(cast, client, page, fleurs):
    path = f"/clients/{fleurs.pk}/merging/"
    assert "Réunir avec un autre client…" in page(f"/clients/{fleurs.pk}/")

    asked = " ".join(page(f"{path}?client={cast.client.pk}").split())
    assert "1 dossier passe à Boulangerie Roux." in asked
    assert "1 personne avait deux niveaux et garde le plus bas : Jules Roux" in asked
    assert "ne verront plus ceux à venir sans qu’on les leur donne : Flore Martin, Hélène Roux" in asked

    assert client.post(path, {"client": cast.client.pk}).headers["Location"] == f"/clients/{cast.client.pk}/"
    assert client.get(f"/clients/{fleurs.pk}/").headers["Location"] == f"/clients/{cast.client.pk}/"
    assert client.post(path, {"client": cast.client.pk}).headers["Location"] == f"/clients/{cast.client.pk}/"
    client.force_login(cast.luc)
    assert client.get(f"/clients/{fleurs.pk}/").status_code == 404


def test_who_says_no_client_or_somebody_elses_changes_nothing(cast, client, page, fleurs):
    client.force_login(cast.marie)
    assert client.post(f"/clients/{fleurs.pk}/merging/", {"client": ""}).status_code == 422
    assert client.post(f"/dossiers/{cast.dossier.pk}/moving/", {}).status_code == 422

    for other in (cast.other_client.pk, cast.foreign_client.pk, fleurs.pk, "x", "9" * 30):
        assert client.post(f"/clients/{fleurs.pk}/merging/", {"client": other}).status_code == 404
    assert not Client.objects.exclude(merged_into=None).exists()


def test_it_takes_the_right_to_change_dossiers(cast, client, page, fleurs):
    for user, may in ((cast.marie, True), (cast.admin, True), (cast.paul, False), (cast.helene, False)):
        client.force_login(user)
        assert client.get(f"/clients/{fleurs.pk}/merging/").status_code == (200 if may else 404), user
        assert client.get(f"/dossiers/{cast.dossier.pk}/moving/").status_code == (200 if may else 404), user
    role = CustomRole.objects.create(firm=cast.firm, name="Accueil", rights="dossiers.manage")
    Membership.objects.filter(user=cast.paul).update(custom_role=role)
    client.force_login(cast.paul)
    assert client.get(f"/clients/{fleurs.pk}/merging/").status_code == 200


def test_the_api_does_the_same(cast, call, fleurs):
    marie = call(cast.marie)
    assert [one["name"] for one in marie.get(f"dossiers/{cast.dossier.pk}/moving", client=fleurs.pk).json()["gain"]] == ["Flore Martin"]
    assert marie.get(f"clients/{fleurs.pk}/merging", client=cast.client.pk).json()["dossiers"] == 1

    assert marie.post(f"dossiers/{cast.dossier.pk}/moving", {"client": cast.other_client.pk}).status_code == 422
    moved = marie.post(f"dossiers/{cast.dossier.pk}/moving", {"client": fleurs.pk})
    assert (moved.status_code, moved.json()["client"]["name"]) == (200, "Fleurs Martin")
    # Without a dossier, a client is seen by those alone who see all of the firm.
    assert marie.get(f"clients/{cast.client.pk}").status_code == 404
    admin = call(cast.admin)
    merged = admin.post(f"clients/{cast.client.pk}/merging", {"client": fleurs.pk}, Idempotency_Key="one-and-only")
    again = admin.post(f"clients/{cast.client.pk}/merging", {"client": fleurs.pk}, Idempotency_Key="one-and-only")
    assert (merged.status_code, again.status_code, again.json()) == (200, 200, merged.json())
    assert call(cast.paul).post(f"clients/{fleurs.pk}/merging", {"client": 1}).status_code == 404
