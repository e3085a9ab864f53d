"""«Nouveau client», step by step: what each step asks, keeps and refuses, and what may happen to the world while a draft waits."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.applications.models import Application
from comptoir.billing.models import Plan
from comptoir.clients.models import Client, ClientAccess, ClientUser, Dossier
from comptoir.firms.models import CustomRole, LicenceAccess
from comptoir.provisioning.drafts import unfinished_for
from comptoir.provisioning.forms.applications import ApplicationsShown
from comptoir.provisioning.models import Draft

from .asking import family, plan
from .drafting import CHLOE, NEW, answered, applications, begun, company, page, person, whole

User = get_user_model()


@pytest.fixture
def marie(cast, client):
    plan(), family(), family("consultation")
    client.force_login(cast.marie)
    return client


def text(response):
    return response.content.decode()


def test_the_six_steps_make_one_user_and_nothing_before_the_last(cast, marie):
    draft = answered(marie, cast.client)
    assert draft.step == "activation"
    assert not User.objects.filter(email=CHLOE["email"]).exists()

    response = marie.post(page(draft, "activation"), {"when": "now"}, follow=True)

    made = ClientUser.objects.get(user__email=CHLOE["email"])
    draft.refresh_from_db()
    assert (draft.client_user, made.validated_at is not None, made.welcomed_at) == (made, True, None)
    assert "Chloé Martin est créé. Envoyez-lui l’e-mail de bienvenue" in text(response)
    assert ClientAccess.objects.get(user=made.user).scope == "whole"


def test_later_the_user_waits_for_somebody_to_validate_and_no_mail_leaves(cast, marie):
    draft = answered(marie, cast.client)

    response = marie.post(page(draft, "activation"), {"when": "later", "mail": "on"}, follow=True)

    made = ClientUser.objects.get(user__email=CHLOE["email"])
    assert (made.validated_at, made.welcomed_at, made.hold) == (None, None, "validation")
    assert "une fois validé" in text(response)


def test_with_the_mail_it_is_on_its_way_at_once(cast, marie):
    draft = answered(marie, cast.client)

    response = marie.post(page(draft, "activation"), {"when": "now", "mail": "on"}, follow=True)

    assert ClientUser.objects.get(user__email=CHLOE["email"]).welcomed_at
    assert "L’e-mail de bienvenue part à chloe.martin@example.com." in text(response)


def test_a_look_at_the_first_step_leaves_nothing_behind(cast, marie):
    response = marie.get(f"{NEW}?client={cast.client.pk}")

    assert "Entreprise facturée" in text(response)
    assert f'value="{cast.client.pk}" selected' in text(response)
    assert not Draft.objects.exists()


def test_a_double_click_on_the_first_step_begins_one_draft(cast, marie):
    key = "6f0c1f0e-3f0b-4d0e-9b1a-2b7a5a3c9d11"

    for _twice in range(2):
        marie.post(NEW, company(cast.client) | {"key": key})

    assert Draft.objects.count() == 1


def test_what_was_typed_is_kept_even_where_it_is_wrong(cast, marie):
    response = marie.post(NEW, company(cast.client, plan="", mode="client"))

    draft = Draft.objects.get()
    assert response.status_code == 422
    assert "Choisissez une offre tarifaire." in text(response)
    assert draft.answers["company"] == {"client": str(cast.client.pk), "mode": "client", "plan": ""}


def test_back_and_forth_loses_nothing(cast, marie):
    draft = begun(marie, cast.client)

    back = marie.post(page(draft, "person"), person(email="pas une adresse") | {"go": "previous"})

    assert back.url == page(draft, "company")
    again = marie.get(page(draft, "person"))
    assert 'value="pas une adresse"' in text(again)
    assert "Cette adresse e-mail ne peut pas être lue." in text(again)


def test_quitting_keeps_the_draft_and_the_list_resumes_it(cast, marie):
    draft = begun(marie, cast.client)

    response = marie.post(page(draft, "person"), person() | {"go": "quit"}, follow=True)

    assert "Brouillon conservé" in text(response)
    draft.refresh_from_db()
    assert (draft.step, draft.answers["person"]["last_name"]) == ("person", "Martin")
    resumed = marie.get(f"/firm/client-users/drafts/{draft.pk}/", follow=True)
    assert 'value="Chloé"' in text(resumed)


def test_a_step_cannot_be_jumped_over(cast, marie):
    draft = begun(marie, cast.client)

    assert marie.get(page(draft, "activation")).url == page(draft, "person")
    assert marie.post(page(draft, "activation"), {"when": "now"}).url == page(draft, "person")
    assert not ClientUser.objects.filter(user__email=CHLOE["email"]).exists()


def test_a_shared_address_is_advised_against_and_goes_on_at_the_second_press(cast, marie):
    draft = begun(marie, cast.client)

    first = marie.post(page(draft, "person"), person(email="Compta@Example.com"))
    second = marie.post(page(draft, "person"), person(email="Compta@Example.com", confirmed="compta@example.com"))

    assert first.status_code == 422
    assert "une adresse partagée" in text(first)
    assert "Pour la garder quand même" in text(first)
    assert 'name="confirmed" value="compta@example.com"' in text(first)
    assert second.url == page(draft, "dossiers")


def test_another_shared_address_is_warned_about_anew(cast, marie):
    draft = begun(marie, cast.client)

    response = marie.post(page(draft, "person"), person(email="info@example.com", confirmed="compta@example.com"))

    assert response.status_code == 422


def test_an_address_of_ones_own_client_user_leads_to_the_profile(cast, marie):
    draft = begun(marie, cast.client)

    response = marie.post(page(draft, "person"), person(email="HELENE@Example.com"))

    assert response.status_code == 422
    assert f"/firm/client-users/{ClientUser.objects.get(user=cast.helene).pk}/" in text(response)


def test_an_address_of_another_firm_reveals_nothing_of_it(cast, marie):
    draft = begun(marie, cast.client)

    response = marie.post(page(draft, "person"), person(email="omar@example.com"))

    assert response.status_code == 422
    assert "Cette adresse sert déjà d’identifiant." in text(response)
    for word in ("Omar", "Haddad", "Vasseur", "Menuiserie"):
        assert word not in text(response)


def test_an_address_with_an_accent_in_its_domain_is_the_same_in_ascii(cast, marie):
    User.objects.create_user("lea@café.example")
    draft = begun(marie, cast.client)

    assert marie.post(page(draft, "person"), person(email="Lea@CAFÉ.example")).status_code == 422


def test_the_first_user_of_a_company_is_its_administrator(cast, marie):
    alone, _dossier = cast.make_client("Atelier Neuf", cast.lille)
    draft = begun(marie, alone)

    offered = marie.get(page(draft, "person"))
    refused = marie.post(page(draft, "person"), person(type="standard"))

    assert 'value="administrator" aria-describedby="id_type_administrator_words" checked' in text(offered)
    assert "Atelier Neuf n’a pas encore d’administrateur" in text(offered)
    assert refused.status_code == 422
    assert marie.post(page(draft, "person"), person(type="administrator")).status_code == 302


def test_the_billed_company_is_chosen_as_a_whole(cast, marie):
    draft = begun(marie, cast.client)
    marie.post(page(draft, "person"), person())

    response = marie.get(page(draft, "dossiers"))

    assert f'name="whole" value="{cast.client.pk}" checked' in text(response)
    assert "entreprise facturée" in text(response)


def test_an_empty_choice_of_dossiers_is_refused(cast, marie):
    draft = begun(marie, cast.client)
    marie.post(page(draft, "person"), person())

    response = marie.post(page(draft, "dossiers"), {"company": cast.client.pk})

    assert response.status_code == 422
    assert "Choisissez au moins un dossier" in text(response)


def test_other_companies_and_single_dossiers_are_searched_for_and_added(cast, marie):
    other, dossier = cast.make_client("Fromagerie Caron", cast.lille)
    draft = begun(marie, cast.client)
    marie.post(page(draft, "person"), person())

    found = marie.post(page(draft, "dossiers"), whole(cast.client) | {"go": "search", "q": "caron"})
    marie.post(page(draft, "dossiers"), whole(cast.client) | {"go": f"add:{other.pk}:{dossier.pk}"})

    assert f'value="add:{other.pk}"' in text(found)
    assert f'value="add:{other.pk}:{dossier.pk}"' in text(found)
    assert "Garage Delattre" not in text(found)
    draft.refresh_from_db()
    assert draft.answers["dossiers"]["dossier"] == [f"{other.pk}:{dossier.pk}"]


def test_enter_in_the_search_searches_and_does_not_go_on(cast, marie):
    cast.make_client("Fromagerie Caron", cast.lille)
    draft = begun(marie, cast.client)
    marie.post(page(draft, "person"), person())

    response = marie.post(page(draft, "dossiers"), whole(cast.client) | {"go": "enter", "q": "caron"})

    assert "Ajouter l’entreprise Fromagerie Caron" in text(response)


def test_a_company_that_was_added_is_taken_away_again(cast, marie):
    other, _dossier = cast.make_client("Fromagerie Caron", cast.lille)
    draft = begun(marie, cast.client)
    marie.post(page(draft, "person"), person())

    marie.post(page(draft, "dossiers"), whole(cast.client, other) | {"go": f"without:{other.pk}"})

    draft.refresh_from_db()
    assert draft.answers["dossiers"] == {"company": [str(cast.client.pk)], "whole": [str(cast.client.pk)], "dossier": []}


def test_another_company_billed_takes_the_place_of_the_first_among_the_dossiers(cast, marie):
    other, _dossier = cast.make_client("Fromagerie Caron", cast.lille)
    draft = answered(marie, cast.client)

    marie.post(page(draft, "company"), company(other))

    draft.refresh_from_db()
    assert draft.answers["dossiers"]["whole"] == [str(other.pk)]
    # Caron has no administrator yet: the person's step says so.
    assert marie.get(page(draft, "summary")).url == page(draft, "person")


def test_a_search_among_many_companies_replaces_the_list(cast, marie):
    Client.objects.bulk_create([Client(firm=cast.firm, name=f"Société {number:03}") for number in range(301)])
    rows = list(Client.objects.filter(name__startswith="Société"))
    for row in rows:
        row.index()
    Client.objects.bulk_update(rows, ["name_key", "search_text"])
    Dossier.objects.bulk_create([Dossier(firm=cast.firm, licence=cast.lille, client=row, name=row.name) for row in rows])

    blank, found = marie.get(NEW), marie.post(NEW, {"go": "search", "q": "societe 042"})

    assert "Société 007" not in text(blank)
    assert "Société 042" in text(found)
    assert "Société 007" not in text(found)


@pytest.mark.parametrize(
    ("choose", "says"),
    [
        (lambda: sorted(family())[:2], "vont ensemble"),
        (lambda: sorted(family() | family("consultation")), "Ne mélangez pas"),
        (lambda: [*sorted(family())[:1], *sorted(family("consultation"))[:1]], "Ne mélangez pas"),
        (list, "Choisissez l’un de ces ensembles"),
        (lambda: [*family(), 999_999], "n’est pas, ou plus, proposée"),
    ],
)
def test_wrong_choices_of_applications_are_refused_with_a_sentence(cast, marie, choose, says):
    draft = begun(marie, cast.client)
    marie.post(page(draft, "person"), person())
    marie.post(page(draft, "dossiers"), whole(cast.client))

    response = marie.post(page(draft, "applications"), applications(choose()))

    assert response.status_code == 422
    assert says in text(response)
    assert "ATTENTION" in text(response)


def test_one_press_chooses_a_family_and_leaves_the_other(cast, marie):
    draft = begun(marie, cast.client)
    marie.post(page(draft, "person"), person())
    marie.post(page(draft, "dossiers"), whole(cast.client))
    optional = Application.objects.create(code="coffre", name="Coffre-fort")
    other = Application.objects.get(pk=min(family("consultation"))).family_id

    marie.post(page(draft, "applications"), applications([*sorted(family())[:2], optional.pk]) | {"go": f"family:{other}"})

    draft.refresh_from_db()
    assert set(map(int, draft.answers["applications"]["application"])) == family("consultation") | {optional.pk}


# Meanwhile


def test_a_plan_withdrawn_meanwhile_leads_back_to_its_step(cast, marie):
    other = Plan.objects.create(code="autre", name="Autre offre")
    draft = answered(marie, cast.client)
    Plan.objects.exclude(pk=other.pk).update(withdrawn_at=timezone.now())

    response = marie.post(page(draft, "activation"), {"when": "now"}, follow=True)

    assert response.redirect_chain[-1][0] == page(draft, "company")
    assert "Cette offre n’est plus proposée" in text(response)
    assert not User.objects.filter(email=CHLOE["email"]).exists()


def test_a_company_merged_meanwhile_names_the_one_it_became(cast, marie):
    other, _dossier = cast.make_client("Roux et filles", cast.lille)
    draft = answered(marie, cast.client)
    Client.objects.filter(pk=cast.client.pk).update(merged_into=other, merged_at=timezone.now())

    response = marie.get(page(draft, "activation"), follow=True)

    assert response.redirect_chain[-1][0] == page(draft, "company")
    assert "réunie avec «Roux et filles»" in text(response)


def test_a_dossier_that_moved_meanwhile_is_named_at_its_step(cast, marie):
    other, _dossier = cast.make_client("Roux et filles", cast.lille)
    Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Fournil")
    draft = answered(marie, cast.client)
    marie.post(page(draft, "dossiers"), {"company": cast.client.pk, "dossier": f"{cast.client.pk}:{cast.dossier.pk}"})
    Dossier.objects.filter(pk=cast.dossier.pk).update(client=other)

    response = marie.get(page(draft, "summary"), follow=True)

    assert response.redirect_chain[-1][0] == page(draft, "dossiers")
    assert "Ne peut plus être choisi, et n’est plus dans la liste : Boulangerie Roux." in text(response).replace("\u202f", " ")


def test_names_of_what_one_does_not_serve_are_not_told(cast, marie):
    draft = answered(marie, cast.client)
    forged = {"company": [cast.foreign_client.pk, cast.other_client.pk], "dossier": [f"{cast.client.pk}:{cast.other_dossier.pk}", "1:", ":2", "a:b", "1:2:3"]}

    response = marie.post(page(draft, "dossiers"), whole(cast.client) | forged)

    assert response.status_code == 302
    response = marie.post(page(draft, "dossiers"), {"whole": [cast.foreign_client.pk], "dossier": f"{cast.other_client.pk}:{cast.other_dossier.pk}"})
    assert response.status_code == 422
    assert "2 entreprises ou dossiers de ce choix ne sont plus des vôtres." in text(response)
    for name in ("Menuiserie", "Garage"):
        assert name not in text(response)


def test_an_address_taken_meanwhile_leads_back_to_the_person(cast, marie):
    draft = answered(marie, cast.client)
    User.objects.create_user(CHLOE["email"])

    response = marie.post(page(draft, "activation"), {"when": "now"}, follow=True)

    assert response.redirect_chain[-1][0] == page(draft, "person")
    assert "Cette adresse sert déjà d’identifiant." in text(response)


def test_who_loses_the_right_finds_nothing_any_more(cast, marie):
    draft = answered(marie, cast.client)
    role = CustomRole.objects.create(firm=cast.firm, name="Lecture", rights="lists.export")
    cast.marie.memberships.update(custom_role=role)

    assert marie.get(page(draft, "activation")).status_code == 404
    assert marie.post(page(draft, "activation"), {"when": "now"}).status_code == 404
    assert marie.get(NEW).status_code == 404


def test_who_no_longer_serves_the_company_is_led_to_the_first_step(cast, marie):
    draft = answered(marie, cast.client)
    LicenceAccess.objects.filter(membership__user=cast.marie).delete()
    cast.marie.manager_links.all().delete()

    response = marie.get(page(draft, "activation"), follow=True)

    assert response.redirect_chain[-1][0] == page(draft, "company")
    assert "pas, ou plus, un de vos clients" in text(response)


def test_a_draft_left_for_a_month_still_works(cast, marie):
    draft = answered(marie, cast.client)
    month = timezone.now() - timedelta(days=31)
    Draft.objects.filter(pk=draft.pk).update(started_at=month, changed_at=month)

    assert marie.get(page(draft, "activation")).status_code == 200
    marie.post(page(draft, "activation"), {"when": "now"})

    assert ClientUser.objects.filter(user__email=CHLOE["email"]).exists()


# Who


def test_a_colleague_of_the_company_may_go_on_and_finish(cast, marie, client):
    draft = answered(marie, cast.client)
    client.force_login(cast.paul)

    client.post(page(draft, "activation"), {"when": "now"})

    assert ClientUser.objects.get(user__email=CHLOE["email"]).created_by == cast.paul


@pytest.mark.parametrize("who", ["luc", "vera", "helene", "jules", "operator"])
def test_who_does_not_serve_the_company_finds_nothing(cast, marie, client, who):
    draft = answered(marie, cast.client)
    client.force_login(getattr(cast, who))

    assert client.get(page(draft, "person")).status_code == 404
    assert client.post(f"/firm/client-users/drafts/{draft.pk}/removal/").status_code == 404
    assert Draft.objects.unfinished().count() == 1


def test_a_second_press_shows_whom_the_first_created(cast, marie):
    draft = answered(marie, cast.client)
    marie.post(page(draft, "activation"), {"when": "now"})

    again = marie.post(page(draft, "activation"), {"when": "now"}, follow=True)

    assert "Ce brouillon est terminé : Chloé Martin est créé." in text(again).replace("\u202f", " ")
    assert ClientUser.objects.filter(user__email=CHLOE["email"]).count() == 1


def test_a_dropped_draft_leads_back_to_the_list(cast, marie):
    draft = answered(marie, cast.client)

    marie.post(f"/firm/client-users/drafts/{draft.pk}/removal/")
    response = marie.post(page(draft, "person"), person(), follow=True)

    assert "abandonné" in text(response)
    assert not Draft.objects.unfinished().exists()


def test_an_unknown_step_is_no_page(cast, marie):
    draft = begun(marie, cast.client)

    assert marie.get(page(draft, "unknown")).status_code == 404


def test_garbage_is_refused_with_sentences(cast, marie):
    response = marie.post(NEW, {"client": "9" * 400, "mode": "<b>", "plan": "-1\x00"})

    assert response.status_code == 422
    assert "Choisissez l’entreprise facturée." in text(response)
    assert "Choisissez qui est facturé" in text(response)


def test_the_list_of_drafts_takes_the_same_queries_for_one_and_for_three(cast, marie):
    counts = []
    for wanted in (1, 3):
        while Draft.objects.count() < wanted:
            begun(marie, cast.client)
        user = User.objects.get(pk=cast.marie.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(unfinished_for(user)) == wanted
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_parts_of_the_portal_are_ticked_until_somebody_answers(cast):
    untouched, emptied = ApplicationsShown({}, cast.firm.pk), ApplicationsShown({"application": []}, cast.firm.pk)

    assert {one.name for one, is_ticked in untouched.optional if is_ticked} >= {"Documents"}
    assert not any(is_ticked for _one, is_ticked in emptied.optional)
