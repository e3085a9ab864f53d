"""One client user: what is shown, changed, and done to them as a whole (I1, I2, I5)."""

import pytest
from django.utils import timezone

from comptoir.accounts.models import ApiToken, Session
from comptoir.clients.actions import NothingChosen, NotOfTheCompany, OwnAccess, change_reach, delete_place, restore_place
from comptoir.clients.models import ClientAccess, Dossier, DossierAccess
from comptoir.clients.standing import forget_standing, standing_of
from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.models import Message
from comptoir.events.models import Event
from comptoir.invitations.actions import Asked, invite
from comptoir.invitations.models import Invitation
from tests.conversations.pages import words

from .client_users import PAGE, bill, browser_of, bundle, client_user, place_of, plan


def page_of(place, rest=""):
    return f"{PAGE}{place.pk}/{rest}"


def second_dossier(cast):
    return Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Roux Holding", code="BR-2")


def access_of(user):
    return ClientAccess.objects.select_related("client", "user").get(user=user)


def test_the_profile_says_who_they_are_and_what_they_have(cast):
    place = place_of(cast.helene)
    bill(place, cast.client)

    page = words(browser_of(cast.marie).get(page_of(place)))

    for said in ("Hélène Roux", "helene@example.com", "jamais connecté", "non activée", "Boulangerie Roux", "Administrateur", "Essentiel d’essai"):
        assert said in page


def test_strangers_find_no_profile(cast):
    place = place_of(cast.jules)
    rests = ["", "details/", "applications/", "terms/", "companies/", "welcome/", "validation/", "suspension/", "reopening/", "deletion/"]
    rests.append(f"accesses/{access_of(cast.jules).pk}/")

    for who in ("luc", "vera", "helene", "jules", "gaston", "operator"):
        assert {browser_of(getattr(cast, who)).get(page_of(place, rest)).status_code for rest in rests} == {404}
        assert browser_of(getattr(cast, who)).post(page_of(place, "deletion/")).status_code == 404
    place.refresh_from_db()
    assert place.deleted_at is None


def test_name_and_phone_are_changed_on_the_account_and_the_contact(cast):
    place, contact = place_of(cast.jules), cast.contact_of(cast.jules, cast.client)
    values = {"last_name": "  Roux-Petit ", "first_name": "Jules", "email": "Jules.Roux@Example.com", "phone": "06 12 34 56 78"}

    assert browser_of(cast.marie).post(page_of(place, "details/"), values).status_code == 302

    cast.jules.refresh_from_db()
    contact.refresh_from_db()
    assert (cast.jules.last_name, cast.jules.phone, cast.jules.email) == ("Roux-Petit", "+33612345678", "jules.roux@example.com")
    assert (contact.last_name, contact.phone) == ("Roux-Petit", "+33612345678")
    event = Event.objects.get(verb="client_user.details_changed")
    assert event.actor == cast.marie
    assert set(event.data["before"]) == {"last_name", "phone", "email"}


def test_the_address_is_theirs_after_the_first_sign_in(cast):
    cast.jules.last_login = timezone.now()
    cast.jules.save()
    values = {"last_name": "Roux", "first_name": "Jules", "email": "autre@example.com", "phone": ""}

    browser_of(cast.marie).post(page_of(place_of(cast.jules), "details/"), values)

    cast.jules.refresh_from_db()
    assert cast.jules.email == "jules@example.com"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "HELENE@example.com", "Cette adresse sert déjà d’identifiant"),
        ("email", "n’importe quoi", "Cette adresse e-mail est illisible"),
        ("phone", "12", "Ce numéro de téléphone est illisible"),
        ("last_name", "", "Ce champ est obligatoire"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays_typed(cast, field, value, sentence):
    values = {"last_name": "Tapé", "first_name": "Jules", "email": "jules@example.com", "phone": "", field: value}

    response = browser_of(cast.marie).post(page_of(place_of(cast.jules), "details/"), values)

    assert response.status_code == 422
    assert sentence in words(response)
    assert field == "last_name" or "Tapé" in words(response)
    cast.jules.refresh_from_db()
    assert cast.jules.last_name == "Roux"


def test_who_is_also_another_firms_is_not_renamed(cast):
    cast.omar.client_places.create(firm=cast.firm)
    ClientAccess.objects.create(firm=cast.firm, client=cast.client, user=cast.omar, level="full")
    place = cast.omar.client_places.get(firm=cast.firm)

    response = browser_of(cast.marie).post(page_of(place, "details/"), {"last_name": "Autre", "first_name": "", "email": "omar@example.com", "phone": ""})

    assert response.status_code == 422
    assert "Cette personne est aussi connue d’un autre cabinet" in words(response)


def test_level_type_and_dossiers_of_a_company_are_changed_together(cast):
    second, access = second_dossier(cast), access_of(cast.jules)
    values = {"level": "full", "type": "administrator", "scope": "chosen", "dossiers": [second.pk]}

    assert browser_of(cast.marie).post(page_of(place_of(cast.jules), f"accesses/{access.pk}/"), values).status_code == 302

    access.refresh_from_db()
    assert (access.level, access.type, access.scope) == ("full", "administrator", "chosen")
    assert set(Dossier.objects.represented_by(cast.jules)) == {second}
    assert Event.objects.filter(verb="access.reach_changed").get().data["after"] == {"scope": "chosen", "dossiers": [second.pk]}


def test_an_empty_choice_is_refused(cast):
    access = access_of(cast.jules)
    values = {"level": "full", "type": "standard", "scope": "chosen"}

    response = browser_of(cast.marie).post(page_of(place_of(cast.jules), f"accesses/{access.pk}/"), values)

    assert response.status_code == 422
    assert "Choisissez au moins un dossier" in words(response)
    access.refresh_from_db()
    assert (access.level, access.scope) == ("limited", "whole")


def test_dossiers_that_the_member_does_not_work_on_stay_as_they_are(cast):
    elsewhere = Dossier.objects.create(firm=cast.firm, licence=cast.arras, client=cast.client, name="Roux Arras")
    access = access_of(cast.jules)
    change_reach(access, "chosen", {elsewhere.pk}, by=cast.admin)

    browser_of(cast.marie).post(
        page_of(place_of(cast.jules), f"accesses/{access.pk}/"), {"level": "limited", "type": "standard", "scope": "chosen", "dossiers": [cast.dossier.pk]}
    )

    assert set(DossierAccess.objects.filter(access=access).values_list("dossier_id", flat=True)) == {elsewhere.pk, cast.dossier.pk}


def test_reach_is_refused_for_oneself_for_nothing_and_for_other_companies(cast):
    access = access_of(cast.jules)

    for by, ids, refusal in (
        (cast.jules, {cast.dossier.pk}, OwnAccess),
        (cast.marie, set(), NothingChosen),
        (cast.marie, {cast.other_dossier.pk}, NotOfTheCompany),
        (cast.marie, {cast.dossier.pk, cast.foreign_dossier.pk}, NotOfTheCompany),
    ):
        with pytest.raises(refusal):
            change_reach(access, "chosen", ids, by=by)
    assert not change_reach(access, "whole", set(), by=cast.marie)
    assert not Event.objects.filter(verb="access.reach_changed").exists()


@pytest.mark.parametrize("rest", ["suspension/", "deletion/", "demotion"])
def test_the_last_administrator_stays(cast, rest):
    place, access = place_of(cast.helene), access_of(cast.helene)
    if rest == "demotion":
        response = browser_of(cast.marie).post(page_of(place, f"accesses/{access.pk}/"), {"level": "full", "type": "standard", "scope": "whole"})
        assert response.status_code == 422
    else:
        response = browser_of(cast.marie).post(page_of(place, rest), follow=True)
    assert "Boulangerie Roux doit garder au moins un administrateur" in words(response)
    access.refresh_from_db()
    place.refresh_from_db()
    assert (access.type, access.closed_at, access.hold, place.deleted_at) == ("administrator", None, "", None)


def test_a_company_is_added_and_closed_and_opened_again(cast):
    place, browser = place_of(cast.jules), browser_of(cast.admin)
    contact = cast.contact_of(cast.jules, cast.client)
    assert "Garage Delattre" in words(browser.get(page_of(place, "companies/?q=garage")))

    browser.post(page_of(place, f"companies/?client={cast.other_client.pk}"), {"level": "limited", "type": "standard", "scope": "whole"})
    access = ClientAccess.objects.get(user=cast.jules, client=cast.other_client)
    assert (access.level, access.scope, access.is_open) == ("limited", "whole", True)
    assert contact.clients.filter(pk=cast.other_client.pk).exists()

    assert "1 dossier ne sera plus visible" in words(browser.get(page_of(place, f"accesses/{access.pk}/closing/")))
    browser.post(page_of(place, f"accesses/{access.pk}/closing/"))
    access.refresh_from_db()
    assert not access.is_open
    browser.post(page_of(place, f"accesses/{access.pk}/reopening/"))
    access.refresh_from_db()
    assert access.is_open


def test_a_company_that_the_member_does_not_serve_is_not_offered(cast):
    page = words(browser_of(cast.marie).get(page_of(place_of(cast.jules), f"companies/?client={cast.other_client.pk}&q=garage")))

    assert "Garage Delattre" not in page


def test_applications_are_given_as_the_catalogue_allows(cast):
    three, optional = bundle()
    place, browser = place_of(cast.jules), browser_of(cast.marie)

    refused = browser.post(page_of(place, "applications/"), {"applications": three[:2]})
    assert refused.status_code == 422
    assert browser.post(page_of(place, "applications/"), {"applications": [*three, optional]}).status_code == 302

    assert set(place.application_grants.values_list("application_id", flat=True)) == {*three, optional}


def test_billing_terms_are_agreed(cast):
    place, offer = place_of(cast.jules), plan()
    values = {"client": cast.client.pk, "mode": "firm", "plan": offer.pk}

    assert browser_of(cast.marie).post(page_of(place, "terms/"), values).status_code == 302

    place = place_of(cast.jules)
    assert (place.terms.client, place.terms.mode, place.terms.plan) == (cast.client, "firm", offer)
    assert browser_of(cast.marie).post(page_of(place, "terms/"), values | {"client": cast.other_client.pk}).status_code == 422


def test_later_is_validated(cast):
    place = client_user(cast, "waiting", validated_at=None)
    assert not standing_of(place.user).client_ids

    browser_of(cast.marie).post(page_of(place, "validation/"))

    place = place_of(place.user)
    assert (place.validated_by, place.hold) == (cast.marie, "")
    assert standing_of(place.user).client_ids == {cast.client.pk}


def test_suspended_sees_nothing_and_reopened_finds_everything_again(cast):
    place, browser = place_of(cast.jules), browser_of(cast.marie)
    ask(cast.dossier, side="entrepreneur", subject="Bail", draft=Draft("Bonjour", cast.marie), recipient_ids=[cast.jules.pk])
    effects = words(browser.get(page_of(place, "suspension/")))
    assert "1 dossier ne sera plus visible" in effects
    assert "1 conversation en cours reste ouverte" in effects

    browser.post(page_of(place, "suspension/"))
    forget_standing(cast.jules)
    assert not standing_of(cast.jules).client_ids
    browser.post(page_of(place, "reopening/"))
    forget_standing(cast.jules)
    assert standing_of(cast.jules).limited_client_ids == {cast.client.pk}


def test_a_welcome_mail_waits_for_the_validation(cast):
    place = client_user(cast, "waiting", validated_at=None)

    page = words(browser_of(cast.marie).get(page_of(place, "welcome/")))

    assert "Il n’y a rien à changer" in page
    assert "Un e-mail part à jules@example.com" in words(browser_of(cast.marie).get(page_of(place_of(cast.jules), "welcome/")))


def test_deleting_says_its_effects_in_numbers_and_keeps_what_was_written(cast):
    cast.put_on_portal(cast.client, cast.other_client)
    place, browser = place_of(cast.jules), browser_of(cast.admin)
    ask(cast.dossier, side="accountant", subject="Bail", draft=Draft("Bonjour", cast.jules))
    contact = cast.contact(cast.other_client, "Jules", "Roux", email="jules@example.com")
    invite([Asked(cast.other_client, contact, "limited")], by=cast.admin)
    browser_of(cast.jules).get("/p/lormeau/")
    ApiToken.issue(cast.jules, name="Export", scopes=["me:read"])

    page = words(browser.get(page_of(place, "deletion/")))
    for said in ("1 dossier", "1 conversation en cours", "1 invitation en attente", "1 session sera fermée", "1 jeton d’API sera révoqué"):
        assert said in page, page[page.find("client-user-effects") :][:1500]
    browser.post(page_of(place, "deletion/"))

    place = place_of(cast.jules)
    assert (place.deleted_by, access_of(cast.jules).closed_at) == (cast.admin, place.deleted_at)
    assert not Session.objects.filter(user=cast.jules).exists()
    assert not ApiToken.objects.usable(timezone.now()).filter(user=cast.jules).exists()
    assert Invitation.objects.get().revoked_at is not None
    assert Message.objects.filter(author=cast.jules).exists()
    assert ">supprimé</span>" in words(browser.get(page_of(place)))


def test_who_has_another_place_stays_signed_in(cast):
    cast.jules.client_places.create(firm=cast.other_firm, validated_at=timezone.now())
    browser_of(cast.jules)

    delete_place(cast.jules.client_places.get(firm=cast.firm), by=cast.admin)

    assert Session.objects.filter(user=cast.jules).exists()


def test_deleted_and_opened_again_has_what_was_there(cast):
    three, _optional = bundle()
    closed_before = cast.jules.client_accesses.create(firm=cast.firm, client=cast.other_client, closed_at=timezone.now())
    place = place_of(cast.jules)
    for pk in three:
        place.application_grants.create(application_id=pk)

    assert delete_place(place, by=cast.admin)
    assert not delete_place(place, by=cast.admin)
    assert restore_place(place, by=cast.admin)
    assert not restore_place(place, by=cast.admin)

    access = cast.jules.client_accesses.get(client=cast.client)
    closed_before.refresh_from_db()
    assert (access.level, access.type, access.is_open, closed_before.is_open) == ("limited", "standard", True, False)
    assert place.application_grants.count() == 3


def test_nobody_changes_their_own(cast):
    """Marie is also a client user of her firm."""
    cast.marie.client_places.create(firm=cast.firm, validated_at=timezone.now())
    cast.marie.client_accesses.create(firm=cast.firm, client=cast.client, level="limited")
    place, browser = place_of(cast.marie), browser_of(cast.marie)

    for rest in ("suspension/", "deletion/", "details/", "terms/", f"accesses/{access_of(cast.marie).pk}/closing/"):
        assert "Cet accès est le vôtre" in words(browser.post(page_of(place, rest), {"last_name": "X"}, follow=True)), rest
    place.refresh_from_db()
    assert (place.suspended_at, place.deleted_at) == (None, None)
