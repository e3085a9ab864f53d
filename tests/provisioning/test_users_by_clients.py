"""A company's administrator looks after its users, within what the firm allows and never beyond what they have (seed 002)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.accounts.models import User
from comptoir.applications.actions import give
from comptoir.clients.actions import change_reach
from comptoir.clients.models import ClientAccess, Dossier
from comptoir.preferences.actions import change_settings_at
from comptoir.preferences.models import Holder
from comptoir.provisioning.by_clients import BY_CLIENTS, is_within
from comptoir.provisioning.holdings import Held
from tests.conversations.pages import words

from .asking import family
from .client_users import bill, browser_of, bundle, client_user, place_of

PAGE = "/p/lormeau/users/"


def allow(cast, how):
    change_settings_at(Holder.of_firm(cast.firm), {BY_CLIENTS: how}, by=cast.admin)


def asked(cast, **values):
    usual = {"last_name": "Roux", "first_name": "Lina", "email": "lina@roux-essai.fr", "phone": "", "type": "standard", "level": "limited"}
    return usual | {"client": cast.client.pk, "scope": "whole"} | values


def give_family(cast):
    """What Hélène may pass on: one of the families of which one must be given."""
    give([place_of(cast.helene)], family(), by=cast.marie)


HELDS = st.builds(Held, st.sampled_from(["full", "limited"]), st.just("standard"), st.sampled_from(["whole", "chosen"]), st.frozensets(st.integers(1, 3)))


def sees(held):
    """What an access lets see of a company with three dossiers, and how far."""
    return {(pk, held.level) for pk in ({1, 2, 3, "to come"} if held.scope == "whole" else held.dossier_ids)}


@given(HELDS, HELDS)
def test_within_is_never_more_than_one_has(theirs, own):
    if is_within(theirs, own):
        assert {pk for pk, _level in sees(theirs)} <= {pk for pk, _level in sees(own)}
        assert not (theirs.level == "full" and own.level == "limited")


def test_administrators_see_the_users_of_their_company_and_nobody_else(cast):
    page = words(browser_of(cast.helene).get(PAGE))

    assert "Jules Roux" in page
    assert "Gaston" not in page
    for who in ("jules", "omar", "marie", "admin", "operator"):
        assert browser_of(getattr(cast, who)).get(PAGE).status_code == 404
        assert browser_of(getattr(cast, who)).post(f"{PAGE}new/", asked(cast)).status_code == 404
    assert not User.objects.filter(email="lina@roux-essai.fr").exists()


def test_the_home_leads_there_for_administrators_alone(cast):
    cast.put_on_portal(cast.client)

    assert PAGE in words(browser_of(cast.helene).get("/p/lormeau/"))
    assert PAGE not in words(browser_of(cast.jules).get("/p/lormeau/"))


def test_by_default_the_firm_validates(cast):
    give_family(cast)
    bill(place_of(cast.helene), cast.client)

    response = browser_of(cast.helene).post(f"{PAGE}new/", asked(cast, applications=sorted(family())))

    assert response.status_code == 302, words(response)
    place = place_of(User.objects.get(email="lina@roux-essai.fr"))
    assert (place.hold, place.created_by, place.terms.client) == ("validation", cast.helene, cast.client)
    assert "à valider" in words(browser_of(cast.marie).get("/firm/client-users/"))


def test_at_once_or_not_at_all_as_the_firm_says(cast):
    give_family(cast)
    bill(place_of(cast.helene), cast.client)
    allow(cast, "at_once")
    browser_of(cast.helene).post(f"{PAGE}new/", asked(cast, applications=sorted(family())))
    assert place_of(User.objects.get(email="lina@roux-essai.fr")).hold == ""

    allow(cast, "nobody")
    assert browser_of(cast.helene).post(f"{PAGE}new/", asked(cast, email="b@roux-essai.fr")).status_code == 404
    assert "Nouvel utilisateur" not in words(browser_of(cast.helene).get(PAGE))


def test_without_billing_the_firm_is_asked(cast):
    response = browser_of(cast.helene).post(f"{PAGE}new/", asked(cast))

    assert response.status_code == 422
    assert "n’est pas encore convenue" in words(response)


@pytest.mark.parametrize("beyond", ["client", "dossier", "application", "level", "whole"])
def test_nobody_gives_more_than_they_have(cast, beyond):
    three, optional = bundle()
    for pk in three:
        place_of(cast.helene).application_grants.create(application_id=pk)
    bill(place_of(cast.helene), cast.client)
    values = asked(cast, applications=three)
    if beyond == "client":
        values["client"] = cast.other_client.pk
    elif beyond == "dossier":
        values |= {"scope": "chosen", "dossiers": cast.other_dossier.pk}
    elif beyond == "application":
        values["applications"] = [*three, optional]
    elif beyond == "level":
        cast.helene.client_accesses.update(level="limited")
        values["level"] = "full"
    else:
        Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Roux Holding")
        change_reach(ClientAccess.objects.get(user=cast.helene), "chosen", {cast.dossier.pk}, by=cast.marie)

    response = browser_of(cast.helene).post(f"{PAGE}new/", values)

    assert response.status_code == 422
    assert not User.objects.filter(email="lina@roux-essai.fr").exists()
    assert browser_of(cast.helene).post(f"{PAGE}new/", asked(cast, applications=three, scope="chosen", dossiers=cast.dossier.pk)).status_code == 302


def test_others_are_suspended_and_opened_again(cast):
    place, browser = place_of(cast.jules), browser_of(cast.helene)
    assert "1 dossier ne sera plus visible" in words(browser.get(f"{PAGE}{place.pk}/suspension/"))

    browser.post(f"{PAGE}{place.pk}/suspension/")
    assert place_of(cast.jules).suspended_by == cast.helene
    browser.post(f"{PAGE}{place.pk}/resumption/")
    assert place_of(cast.jules).suspended_at is None


def test_what_the_firm_closed_the_firm_opens(cast):
    place = place_of(cast.jules)
    browser_of(cast.marie).post(f"/firm/client-users/{place.pk}/suspension/")

    assert browser_of(cast.helene).post(f"{PAGE}{place.pk}/resumption/").status_code == 404
    assert place_of(cast.jules).suspended_at is not None


def test_who_has_more_or_is_oneself_or_elsewhere_is_not_touched(cast):
    cast.let_jules_administer()
    own, more = place_of(cast.helene), client_user(cast, "more")
    more.user.client_accesses.create(firm=cast.firm, client=cast.other_client)

    for who, place in ((cast.helene, own), (cast.helene, more), (cast.jules, own), (cast.helene, place_of(cast.gaston)), (cast.helene, place_of(cast.omar))):
        assert browser_of(who).post(f"{PAGE}{place.pk}/suspension/").status_code == 404
        place.refresh_from_db()
        assert place.suspended_at is None
