"""«Pourquoi Paul voit-il ce dossier ?»: a reason exactly for who sees it."""

import pytest
from django.utils import timezone

from comptoir.clients.actions import suspend
from comptoir.clients.models import ClientAccess, ClientUser, Dossier, DossierAccess
from comptoir.firms.models import CustomRole, Membership
from comptoir.oversight.sight import seen_dossiers, sight_of, sights_of
from comptoir.oversight.sight_words import missing_in_words, reasons_in_words
from tests.conversations.pages import words
from tests.firms_and_clients.worlds import World


@pytest.mark.parametrize("seed", range(12))
def test_an_answer_has_a_reason_exactly_where_the_dossier_is_seen(db, seed):
    world = World(seed)
    dossiers = list(Dossier.objects.select_related("client", "licence", "firm"))
    seen = {user.pk: set(Dossier.objects.visible_to(user).values_list("pk", flat=True)) for user in world.users}

    for dossier in dossiers:
        sights = {one.user.pk: one for one in sights_of(dossier, {user.pk for user in world.users})}
        for user in world.users:
            reasons, missing = reasons_in_words(sights[user.pk], dossier), missing_in_words(sights[user.pk], dossier)
            assert bool(reasons) == (dossier.pk in seen[user.pk])
            assert bool(missing) == (dossier.pk not in seen[user.pk])
        # The page lists everybody who sees it, without being told whom to ask about.
        assert {one.user.pk for one in sights_of(dossier) if one.sees} == {pk for pk, theirs in seen.items() if dossier.pk in theirs}
    for user in world.users:
        assert {dossier.pk for dossier, sight in seen_dossiers(user, dossiers) if sight.sees} == seen[user.pk]


def said(dossier, user):
    dossier = Dossier.objects.select_related("client", "licence", "firm").get(pk=dossier.pk)
    one = sight_of(dossier, user)
    return [text.replace("\u202f", " ") for text in reasons_in_words(one, dossier) or missing_in_words(one, dossier)]


def test_each_reason_is_said_with_its_names(cast):
    role = CustomRole.objects.create(firm=cast.firm, name="Direction", rights="dossiers.all")
    Membership.objects.filter(user=cast.luc).update(custom_role=role)

    assert said(cast.dossier, cast.admin) == ["administre le cabinet"]
    assert said(cast.dossier, cast.paul) == ["a la licence Lille", "est gestionnaire n° 2 du dossier"]
    assert said(cast.dossier, cast.luc) == ["a le droit «Voir tous les dossiers du cabinet» par le rôle «Direction»"]
    assert said(cast.dossier, cast.helene) == ["a un accès complet à toute l’entreprise Boulangerie Roux"]
    assert said(cast.dossier, cast.jules) == ["a un accès limité à toute l’entreprise Boulangerie Roux : seulement ce qui lui est envoyé"]


def test_who_does_not_see_it_is_told_what_is_missing(cast):
    Membership.objects.filter(user=cast.nora).update(left_at=timezone.now())
    cast.let_jules_administer()
    suspend(ClientUser.objects.get(user=cast.jules), by=cast.marie)
    ClientAccess.objects.filter(user=cast.helene).update(scope="chosen")

    assert said(cast.dossier, cast.luc) == [
        "Il lui faudrait la licence Lille, être gestionnaire du dossier, ou le droit «Voir tous les dossiers du cabinet».",
    ]
    assert said(cast.dossier, cast.nora) == ["A quitté le cabinet."]
    assert said(cast.dossier, cast.jules) == ["Son accès est suspendu."]
    assert said(cast.dossier, cast.helene) == ["Son accès à Boulangerie Roux se limite à d’autres dossiers : il faudrait y ajouter celui-ci."]
    assert said(cast.dossier, cast.gaston) == ["N’est ni du cabinet ni de l’entreprise Boulangerie Roux."]
    DossierAccess.objects.create(access=ClientAccess.objects.get(user=cast.helene), dossier=cast.dossier)
    assert said(cast.dossier, cast.helene) == ["a un accès complet à ce dossier de Boulangerie Roux, choisi"]


def test_the_page_lists_who_sees_it_and_answers_about_one(cast, client):
    client.force_login(cast.marie)

    page = words(client.get(f"/dossiers/{cast.dossier.pk}/access/?person={cast.luc.pk}"))

    assert "Luc Marchand ne voit pas ce dossier" in page
    assert "est gestionnaire principal du dossier" in page
    assert "Jules Roux" in page
    assert client.get(f"/dossiers/{cast.other_dossier.pk}/access/").status_code == 404


def test_what_somebody_sees_is_for_themselves_and_for_who_manages_people(cast, client):
    for reader, person, status in [
        (cast.paul, cast.paul, 200),
        (cast.admin, cast.paul, 200),
        (cast.paul, cast.marie, 404),
        (cast.paul, cast.jules, 200),
        (cast.luc, cast.jules, 404),
        (cast.vera, cast.paul, 404),
        (cast.helene, cast.jules, 404),
        (cast.helene, cast.helene, 404),
    ]:
        client.force_login(reader)
        assert client.get(f"/firm/members/{person.pk}/dossiers/").status_code == status, (reader, person)
    client.force_login(cast.admin)
    assert "a la licence Lille" in words(client.get(f"/firm/members/{cast.nora.pk}/dossiers/"))


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_asks_as_much_for_one_dossier_as_for_three(cast, client, more, django_assert_num_queries):
    for place in range(more):
        cast.make_client(f"Serre {place}", cast.lille, managers=[cast.paul])
        cast.member(f"m{place}", "Mona", f"Martin {place}", cast.lille)
    dossiers = list(Dossier.objects.select_related("client", "licence", "firm").filter(licence=cast.lille))

    with django_assert_num_queries(5):
        seen_dossiers(cast.paul, dossiers)
    with django_assert_num_queries(6):
        sights_of(dossiers[0])


def test_the_api_gives_the_same_answers(cast, call):
    answer = call(cast.marie).get(f"dossiers/{cast.dossier.pk}/access").json()

    people = {one["user"]["name"]: (one["sees"], one["because"]) for one in answer["people"]}
    assert people["Paul Petit"] == (True, ["licence", "manager"])
    assert people["Luc Marchand"] == (False, [])
    assert people["Hélène Roux"] == (True, ["full_access"])
    assert call(cast.luc).get(f"dossiers/{cast.dossier.pk}/access").status_code == 404
