"""The catalogue of the operator and that of a firm, on their pages."""

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.applications.actions import NotOnOffer, give, restore_application, withdraw_application
from comptoir.applications.models import Application, ApplicationFamily, ApplicationGrant, FirmAddress, SignIn
from comptoir.applications.offer import catalogue_of
from comptoir.applications.sentences import sentence
from comptoir.events.models import Event

from .catalogue import CLASSIC, CONSULTATION, common, given, place_of


@pytest.fixture
def admin(cast):
    return browser_of(cast.admin)


@pytest.fixture
def operator(cast):
    return browser_of(cast.operator)


def browser_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def page(browser, address, /, *args, **posted):
    response = browser.post(reverse(address, args=args), posted, follow=True) if posted else browser.get(reverse(address, args=args))
    return response.content.decode()


def test_the_first_day_s_catalogue_is_that_of_seed_002(cast):
    catalogue = catalogue_of(cast.firm.pk)
    families = {family.name: {one.name for one in catalogue.applications if one.pk in family.application_ids} for family in catalogue.families}

    assert families == {
        "Applications classiques": {"Production Compta", "Production Fiscalité", "Production Paie"},
        "Applications en consultation": {"Production Compta (Consultation)", "Production Fiscalité (Consultation)", "Production Paie (Consultation)"},
    }
    assert {(family.group, family.is_required) for family in catalogue.families} == {("production", True)}
    assert {catalogue.by_code[code].kind for code in ("documents", "messagerie")} == {"part"}


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((*CLASSIC[:2], CONSULTATION[2]), "ne se mélangent pas"),
        (CLASSIC[:2], "La famille «Applications classiques» va d’un bloc : il manque «Production Paie»."),
        (("documents",), "Choisissez toutes les applications d’une de ces familles"),
        ((*CLASSIC, *CONSULTATION), "ne se mélangent pas"),
    ],
)
def test_a_wrong_mix_is_refused_in_words(cast, codes, said):
    place = place_of(cast, cast.helene)

    with pytest.raises(NotOnOffer) as refused:
        give([place], [one.pk for one in common(*codes)], by=cast.admin)

    assert said in " ".join(sentence(finding, catalogue_of(cast.firm.pk)) for finding in refused.value.findings)
    assert not ApplicationGrant.objects.exists()


def test_what_another_firm_keeps_is_unknown_here(cast):
    foreign = Application.objects.create(firm=cast.other_firm, code="x", name="Ailleurs", address="https://x.example/")

    with pytest.raises(NotOnOffer) as refused:
        give([place_of(cast, cast.helene)], [*(one.pk for one in common(*CLASSIC)), foreign.pk], by=cast.admin)

    assert sentence(refused.value.findings[0], catalogue_of(cast.firm.pk)).startswith("Une des applications choisies n’est plus proposée")


def test_a_firm_adds_its_own_and_gives_it(cast, admin):
    html = page(admin, "new_application", name="  Tableau   de bord ", kind="address", address="https://tableau.lormeau.example/", icon="star")

    row = Application.objects.get(firm=cast.firm)
    assert "Application «Tableau de bord» ajoutée." in html
    assert (row.name, row.code, row.family, row.address, row.icon) == ("Tableau de bord", "tableau-de-bord", None, "https://tableau.lormeau.example/", "star")
    assert Event.objects.filter(verb="application.added", firm=cast.firm).count() == 1
    assert row.pk in catalogue_of(cast.firm.pk).optional_ids
    assert row.pk not in catalogue_of(cast.other_firm.pk).optional_ids


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Donnez un nom à l’application."),
        ({"name": "x" * 81}, "Ce nom est trop long"),
        ({"name": "PRODUCTION COMPTA"}, "Une application du catalogue porte déjà ce nom."),
        ({"name": "production fiscalite"}, "Une application du catalogue porte déjà ce nom."),
        ({"address": "http://tableau.example/"}, "L’adresse doit commencer par https://"),
        ({"address": "javascript:alert(1)"}, "Cette adresse ne peut pas être lue."),
        ({"kind": "part", "part": ""}, "Choisissez une partie du portail."),
        ({"kind": "autre"}, "Choisissez dans la liste."),
        ({"icon": "bombe"}, "Choisissez dans la liste."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(cast, admin, changes, said):
    posted = {"name": "Tableau de bord", "kind": "address", "address": "https://tableau.example/", "icon": "star"} | changes

    response = admin.post(reverse("new_application"), posted)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert posted["address"] in response.content.decode()
    assert not Application.objects.filter(firm=cast.firm).exists()


def test_a_family_of_one_s_own_excludes_the_common_ones(cast, admin):
    page(admin, "new_application_family", name="Production réduite", group="production")
    family = ApplicationFamily.objects.get(firm=cast.firm)
    page(admin, "new_application", name="Compta réduite", kind="address", address="https://reduite.example/", family=family.pk, icon="star")
    own = Application.objects.get(firm=cast.firm)

    catalogue = catalogue_of(cast.firm.pk)
    assert catalogue.faults([own.pk]) == []
    assert [one.fault for one in catalogue.faults([own.pk, *(one.pk for one in common(*CLASSIC))])] == ["mixed"]
    assert "Cette famille compte encore 1 applications" in page(admin, "application_family_removal", family.pk, sure="1")


def test_withdrawing_says_how_many_have_it_and_remembers_them(cast, admin, operator):
    given(cast, cast.helene, *CLASSIC, "notes-de-frais")
    given(cast, cast.jules, *CLASSIC, "notes-de-frais")
    (row,) = common("notes-de-frais")

    assert "2 utilisateurs ont «Notes de frais»." in page(operator, "operator_application_withdrawal", row.pk)
    assert "2 utilisateurs l’avaient." in page(operator, "operator_application_withdrawal", row.pk, sure="1")

    assert row.pk not in catalogue_of(cast.firm.pk).optional_ids
    assert ApplicationGrant.objects.filter(application=row).count() == 2
    assert restore_application(row, by=cast.operator)
    assert row.pk in catalogue_of(cast.firm.pk).optional_ids


def test_withdrawn_twice_it_is_told_once(cast):
    (row,) = common("notes-de-frais")

    assert [withdraw_application(row, by=cast.operator) for _ in range(2)] == [0, None]
    assert Event.objects.filter(verb="application.withdrawn").count() == 1


def test_each_firm_says_where_it_has_a_common_application(cast, admin):
    (row,) = common("production-compta")

    assert "adresse manquante" in page(admin, "applications")
    page(admin, "application", row.pk, address="https://compta.lormeau.example/")

    assert [one.address for one in FirmAddress.objects.all()] == ["https://compta.lormeau.example/"]
    assert Application.objects.addressed_for(cast.firm.pk).get(pk=row.pk).place == "https://compta.lormeau.example/"
    assert Application.objects.addressed_for(cast.other_firm.pk).get(pk=row.pk).place == ""
    assert admin.post(reverse("application", args=[row.pk]), {"address": "http://compta.example"}).status_code == 422
    assert admin.post(reverse("application", args=[row.pk]), {"address": ""}).status_code == 302
    assert not FirmAddress.objects.exists()


def test_what_is_the_operator_s_a_firm_does_not_change(cast, admin):
    (row,) = common("production-compta")

    for name in ("application_withdrawal", "application_restoration", "application_position"):
        assert admin.post(reverse(name, args=[row.pk]), {"to": "up"}).status_code == 404
    assert admin.get(reverse("application_family", args=[row.family_id])).status_code == 404
    admin.post(reverse("application", args=[row.pk]), {"name": "Autre", "address": ""})
    row.refresh_from_db()
    assert row.name == "Production Compta"


def test_the_order_is_that_of_the_keeper(cast, admin):
    for name in ("Un", "Deux", "Trois"):
        page(admin, "new_application", name=name, kind="address", icon="star")
    rows = {one.name: one for one in Application.objects.filter(firm=cast.firm)}

    page(admin, "application_position", rows["Trois"].pk, to="up")
    page(admin, "application_position", rows["Un"].pk, to="up")

    assert [one.name for one in Application.objects.filter(firm=cast.firm)] == ["Un", "Trois", "Deux"]


def test_the_secret_of_a_sign_in_is_shown_once(cast, admin):
    (row,) = common("production-compta")

    html = page(admin, "application_sign_in", row.pk, returns="https://compta.example/retour\n\nhttp://localhost:9000/retour\n")
    made = SignIn.objects.get(firm=cast.firm)
    secret = html.split('id="secret">')[1].split("<")[0]

    assert made.client.check_secret(secret)
    assert made.client.get_redirect_uris() == ["https://compta.example/retour", "http://localhost:9000/retour"]
    assert secret not in page(admin, "application", row.pk)
    assert made.client_id in page(admin, "application", row.pk)
    assert secret not in page(admin, "application_sign_in", row.pk, returns="https://compta.example/retour")
    assert not Event.objects.filter(data__icontains=secret).exists()
    page(admin, "application_sign_in_removal", row.pk, sure="1")
    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("returns", "said"),
    [
        ("", "Indiquez au moins une adresse de retour"),
        ("http://compta.example/retour", "http://compta.example/retour : L’adresse doit commencer par https://"),
        ("https://*.example/", "ne contient ni «#» ni «*»"),
        ("\n".join(f"https://compta.example/{n}" for n in range(11)), "Dix adresses de retour au plus."),
    ],
)
def test_a_way_back_that_cannot_be_is_said(cast, admin, returns, said):
    response = admin.post(reverse("application_sign_in", args=[common("production-compta")[0].pk]), {"returns": returns})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not SignIn.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(cast, admin, many, django_assert_num_queries):
    for number in range(many):
        Application.objects.create(firm=cast.firm, code=f"a{number}", name=f"A{number}", address="https://a.example/")
    page(admin, "applications")

    with django_assert_num_queries(12, exact=False):
        html = page(admin, "applications")

    assert html.count("A0") == 1


def test_who_may_keep_it_and_nobody_else(cast, admin, operator):
    for user in (cast.marie, cast.paul, cast.helene, cast.operator):
        assert browser_of(user).get(reverse("applications")).status_code == 404
    for user in (cast.admin, cast.helene):
        assert browser_of(user).get(reverse("operator_applications")).status_code == 404
    assert "Applications classiques" in page(operator, "operator_applications")
    assert "Applications classiques" in page(admin, "applications")
