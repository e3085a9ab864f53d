"""Accepting: behind the link, with or without an account, several at once, in two tabs, by the wrong person, too late (K8)."""

import re

import pytest
from django.test import Client as Browser
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.actions import disable_portal
from comptoir.clients.models import Client, ClientAccess, ClientContact, Contact
from comptoir.events.models import Event
from comptoir.firms.models import Firm, Membership
from comptoir.invitations.actions import NotAcceptable, accept, resend, revoke
from comptoir.invitations.actions.rounds import links_of
from comptoir.invitations.models import Invitation
from comptoir.links.models import LinkUse

from .inviting import LUNA, contact_of, filled, invited, link_of, path_of
from .test_inviting import days_later

pytestmark = pytest.mark.django_db


def text(response):
    """What a person reads of the page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def signed_in(user):
    browser = Browser()
    browser.force_login(user)
    return browser


def user_with(email=LUNA, **fields):
    return User.objects.create_user(email, "Trois-bouquetins-42", **{"first_name": "Luna", "last_name": "Roux"} | fields)


def test_opening_consumes_nothing_and_tells_nothing_but_firm_and_sender(cast, client):
    invitation = invited(cast)

    for method in (client.get, client.head):
        assert method(path_of(invitation)).status_code == 200
    page = text(client.get(path_of(invitation)))

    assert "Marie Dubois vous invite sur le portail de Cabinet Lormeau" in page
    assert "Boulangerie" not in page
    assert LUNA not in client.get(path_of(invitation)).content.decode()
    assert Invitation.objects.get().state() == "pending"
    assert links_of([invitation]).alive().exists()
    assert not User.objects.filter(email=LUNA).exists()


def test_who_has_no_account_makes_one_and_lands_on_the_portal(cast, client):
    invitation = invited(cast)
    path = path_of(invitation)
    assert 'value="Luna"' in client.get(path).content.decode()
    planted = client.session.session_key

    response = client.post(path, filled(last_name="Roux-Martin", language="en"), follow=True)

    assert response.redirect_chain == [("/p/lormeau/", 302)]
    assert response.status_code == 200
    user = User.objects.get(email=LUNA)
    assert (user.full_name, user.language, user.check_password("Trois-bouquetins-42")) == ("Luna Roux-Martin", "en", True)
    assert response.wsgi_request.user == user
    assert client.session.session_key != planted
    access = ClientAccess.objects.get(user=user)
    assert (access.client, access.level, access.closed_at) == (cast.client, "full", None)
    assert Contact.objects.get(pk=invitation.contact_id).user == user
    invitation.refresh_from_db()
    assert (invitation.state(), invitation.accepted_by) == ("accepted", user)
    assert not links_of([invitation]).alive().exists()
    assert list(LinkUse.objects.filter(link__in=links_of([invitation])).values_list("kind", flat=True)).count("consumed") == 1
    assert Event.objects.get(verb="invitation.accepted").actor == user


def test_who_has_just_chosen_a_password_is_not_asked_for_it_to_add_a_second_factor(cast, client):
    """Where the firm demands one, that is the very next step (K5)."""
    client.post(path_of(invited(cast)), filled())

    assert client.get("/security/app/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"password": "court1", "again": "court1"}, "password", "au moins 12 caractères"),
        ({"password": "Roux-Luna-2026", "again": "Roux-Luna-2026"}, "password", "trop semblable"),
        ({"password": "Lormeau-Boulangerie1", "again": "Lormeau-Boulangerie1"}, "password", "trop semblable"),
        ({"password": "seulement-des-lettres", "again": "seulement-des-lettres"}, "password", "lettres et des chiffres"),
        ({"again": "Autre-chose-42"}, "again", "diffèrent"),
        ({"first_name": "  "}, "first_name", "obligatoire"),
        ({"last_name": "Roux\u202ecilbup"}, "last_name", "invisible"),
        ({"first_name": "L" * 81}, "first_name", "80"),
        ({"language": "de"}, "language", "de"),
    ],
)
def test_bad_input_is_said_at_its_field_and_keeps_nothing(cast, client, changes, field, words):
    invitation = invited(cast)
    before = Event.objects.count()

    response = client.post(path_of(invitation), filled(**changes))

    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors[field])
    assert set(response.context["form"].errors) == {field}
    assert not User.objects.filter(email=LUNA).exists()
    assert Invitation.objects.get().state() == "pending"
    assert (ClientAccess.objects.filter(client=cast.client).count(), Event.objects.count()) == (2, before)
    if field != "last_name":
        assert 'value="Roux"' in response.content.decode()


def test_an_invented_token_finds_nothing(cast, client):
    invited(cast)

    assert client.get("/l/l_0123456789abcdef/").status_code == 404
    assert client.post("/invitations/renewals/l_0123456789abcdef/").status_code == 404


def test_who_has_an_account_signs_in_on_the_firm_s_page_then_accepts_with_a_click(cast, client):
    invitation, path = invited(cast, email="gaston@example.com"), None
    path = path_of(invitation)
    page = client.get(path).content.decode()
    assert f'href="/p/lormeau/?next={path.replace("/", "%2F")}"' in page
    assert "Se connecter pour accepter" in page
    assert client.post(path, filled()).status_code == 200
    assert Invitation.objects.get().state() == "pending"

    client.force_login(cast.gaston)
    page = text(client.get(path))
    response = client.post(path, {"invitation": invitation.pk})

    assert "Boulangerie Roux" in page
    assert response.headers["Location"] == "/p/lormeau/"
    assert ClientAccess.objects.get(user=cast.gaston, client=cast.client).level == "full"


def test_signed_in_as_somebody_else_sees_a_masked_address_and_ways_out(cast):
    invitation = invited(cast)
    browser = signed_in(cast.gaston)

    for response in (browser.get(path_of(invitation)), browser.post(path_of(invitation), {"invitation": invitation.pk})):
        assert response.status_code == 403
        page = response.content.decode()
        assert "Cette invitation a été envoyée à une autre adresse" in page
        assert "l…@r….example" in page
        assert LUNA not in page
        assert "Boulangerie" not in page
        assert f'name="next" value="{path_of(invitation)}"' in page
        assert "mailto:marie@example.com?subject=Invitation" in page
    assert Invitation.objects.get().state() == "pending"

    response = browser.post("/accounts/logout/", {"next": path_of(invitation)}, follow=True)
    assert response.redirect_chain == [(path_of(invitation), 302)]
    assert "Créer mon compte et accepter" in text(response)


def test_one_acceptance_covers_several_clients_and_firms(cast):
    bakery, garage = invited(cast), invited(cast, client=cast.other_client, by=cast.admin)
    now = timezone.now()
    Firm.objects.filter(pk=cast.other_firm.pk).update(portal_enabled_at=now)
    Client.objects.filter(pk=cast.foreign_client.pk).update(portal_enabled_at=now)
    foreign = cast.contact(cast.foreign_client, "Luna", "Roux", email=LUNA)
    carpentry = invited_elsewhere(cast, foreign)
    user = user_with()
    browser = signed_in(user)

    page = browser.get(path_of(garage))
    assert [firm.name for firm, _rows in page.context["groups"]] == ["Cabinet Lormeau", "Cabinet Vasseur"]
    assert page.content.decode().count("checked") == 3
    response = browser.post(path_of(garage), {"invitation": [garage.pk, carpentry.pk]})

    assert response.status_code == 302
    assert {access.client.name for access in ClientAccess.objects.filter(user=user)} == {"Garage Delattre", "Menuiserie Omar"}
    assert {row.pk: str(row.state()) for row in Invitation.objects.all()} == {bakery.pk: "pending", garage.pk: "accepted", carpentry.pk: "accepted"}
    assert links_of([bakery]).alive().exists()
    assert Contact.objects.filter(user=user).count() == 2


def invited_elsewhere(cast, contact):
    from comptoir.invitations.actions import Asked, invite

    (invitation,) = invite([Asked(cast.foreign_client, contact)], by=cast.vera).sent
    return invitation


def test_a_new_account_may_take_all_invitations_of_the_firm_at_once_and_then_sees_those_of_others(cast, client):
    bakery, garage = invited(cast), invited(cast, client=cast.other_client, by=cast.admin)
    now = timezone.now()
    Firm.objects.filter(pk=cast.other_firm.pk).update(portal_enabled_at=now)
    Client.objects.filter(pk=cast.foreign_client.pk).update(portal_enabled_at=now)
    invited_elsewhere(cast, cast.contact(cast.foreign_client, "Luna", "Roux", email=LUNA))

    page = text(client.get(path_of(bakery)))
    response = client.post(path_of(bakery), filled(others="on"), follow=True)

    assert "Accepter aussi une autre invitation de Cabinet Lormeau" in page
    assert "Garage" not in page
    assert {row.client.name for row in Invitation.objects.filter(pk__in=[bakery.pk, garage.pk]) if row.state() == "accepted"} == {
        "Boulangerie Roux",
        "Garage Delattre",
    }
    assert response.redirect_chain == [("/invitations/", 302)]
    assert "Menuiserie Omar" in text(response)


def test_a_new_account_may_leave_the_others_for_later(cast, client):
    bakery, garage = invited(cast), invited(cast, client=cast.other_client, by=cast.admin)

    response = client.post(path_of(bakery), filled())

    assert response.headers["Location"] == "/invitations/"
    assert (Invitation.objects.get(pk=bakery.pk).state(), Invitation.objects.get(pk=garage.pk).state()) == ("accepted", "pending")


def test_choosing_none_is_said(cast):
    invitation = invited(cast)

    response = signed_in(user_with()).post(path_of(invitation), {})

    assert response.status_code == 422
    assert "Choisissez au moins une invitation." in text(response)
    assert 'name="invitation"' in response.content.decode()


def test_a_second_tab_hears_that_it_is_done_and_finds_the_way_in(cast, client):
    invitation = invited(cast)
    path = path_of(invitation)
    assert client.post(path, filled()).status_code == 302

    second = Browser().post(path, filled(first_name="Autre"))
    same = client.post(path, {"invitation": invitation.pk})

    for response in (second, same):
        assert response.status_code == 200
        assert "Invitation déjà acceptée" in text(response)
        assert 'href="/p/lormeau/"' in response.content.decode()
    assert User.objects.filter(email=LUNA).get().first_name == "Luna"
    assert ClientAccess.objects.filter(client=cast.client, user__email=LUNA).count() == 1


def test_an_account_made_meanwhile_leads_to_the_sign_in(cast, client, monkeypatch):
    """Two people, or one in two browsers, fill the form in at the same moment: the second finds the account there."""
    invitation = invited(cast)
    from comptoir.invitations.views import accepting

    find = accepting.page_of
    monkeypatch.setattr(accepting, "page_of", lambda *args: (find(*args), user_with())[0])

    response = client.post(path_of(invitation), filled(first_name="Autre"))

    assert response.headers["Location"] == path_of(invitation)
    assert User.objects.get(email=LUNA).first_name == "Luna"
    assert Invitation.objects.get().state() == "pending"


ENDS = {
    "expired": "Cette invitation a expiré",
    "revoked": "Cette invitation a été révoquée",
    "undeliverable": "Cette invitation n’est plus valable",
    "replaced": "Une invitation plus récente vous a été envoyée",
    "taken_back": "Ce portail n’est pas ouvert pour le moment",
    "contact_gone": "Ce portail n’est pas ouvert pour le moment",
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("has_account", [False, True])
def test_what_cannot_be_accepted_any_more_says_what_to_do_and_changes_nothing(cast, end, has_account):
    invitation = invited(cast)
    path = path_of(invitation)
    bring_to_an_end(cast, invitation, end)
    browser = signed_in(user_with()) if has_account else Browser()
    before = ClientAccess.objects.count()

    for response in (browser.get(path), browser.post(path, filled(invitation=invitation.pk))):
        assert response.status_code == 410
        assert ENDS[end] in text(response)
        assert "Boulangerie" not in text(response)
        assert ("Recevoir une nouvelle invitation" in text(response)) is (end == "expired")
    assert ClientAccess.objects.count() == before
    assert not Invitation.objects.exclude(accepted_at=None).exists()
    with pytest.raises(NotAcceptable):
        accept([invitation], user=cast.gaston)


def bring_to_an_end(cast, invitation, end):
    ways = {
        "expired": lambda: days_later(invitation, 3),
        "revoked": lambda: revoke([invitation], by=cast.marie),
        "undeliverable": lambda: Invitation.objects.update(undeliverable_at=timezone.now()),
        "replaced": lambda: resend([days_later(invitation, 1)], by=cast.marie),
        "taken_back": lambda: disable_portal(Client.objects.filter(pk=cast.client.pk), by=cast.admin),
        "contact_gone": lambda: ClientContact.objects.filter(contact=invitation.contact).delete(),
    }
    ways[end]()


def test_who_became_a_colleague_meanwhile_is_told_so(cast):
    invitation = invited(cast)
    user = user_with()
    Membership.objects.create(firm=cast.firm, user=user)

    response = signed_in(user).post(path_of(invitation), {"invitation": invitation.pk})

    assert response.status_code == 403
    assert "Vous travaillez dans ce cabinet" in text(response)
    assert not ClientAccess.objects.filter(user=user).exists()
    with pytest.raises(NotAcceptable):
        accept([invitation], user=user)


def test_an_expired_invitation_is_renewed_to_the_same_address_only_and_once(cast, client):
    invitation = days_later(invited(cast), 4)
    token = link_of(invitation).token

    first, second = (client.post(f"/invitations/renewals/{token}/", follow=True) for _press in "12")

    assert "Une nouvelle invitation part à l…@r….example." in text(first)
    for response in (first, second):
        assert "Une invitation plus récente vous a été envoyée" in text(response)
    invitation.refresh_from_db()
    assert (invitation.times_sent, invitation.email, invitation.sent_by, invitation.state()) == (2, LUNA, cast.marie, "pending")
    assert Event.objects.get(verb="invitation.resent").actor is None
    assert link_of(invitation).token != token


def test_nothing_is_renewed_to_another_address_nor_in_the_name_of_who_left(cast, client):
    moved, left = days_later(invited(cast), 4), days_later(invited(cast, email="leo@roux.example", by=cast.paul), 4)
    Contact.objects.filter(pk=moved.contact_id).update(email="voleur@autre.example")
    Membership.objects.filter(user=cast.paul).update(left_at=timezone.now())

    for invitation in (moved, left):
        response = client.post(f"/invitations/renewals/{link_of(invitation).token}/", follow=True)

        assert "Aucune nouvelle invitation n’est partie" in text(response)
        assert "Cette invitation a expiré" in text(response)
    assert set(Invitation.objects.values_list("times_sent", flat=True)) == {1}


def test_what_waits_is_a_page_of_its_own(cast):
    bakery, garage = invited(cast), invited(cast, client=cast.other_client, by=cast.admin)
    days_later(garage, 5)
    browser = signed_in(user_with())

    page = text(browser.get("/invitations/"))
    refused = browser.post("/invitations/acceptance/", {"invitation": garage.pk})
    done = browser.post("/invitations/acceptance/", {"invitation": bakery.pk})

    assert "Boulangerie Roux" in page
    assert "Garage Delattre" not in page
    assert refused.status_code == 422
    assert "Cette invitation n’attend plus votre réponse." in text(refused)
    assert done.headers["Location"] == "/p/lormeau/"
    assert "Aucune invitation n’attend votre réponse." in text(browser.get("/invitations/"))


@pytest.mark.parametrize("bad", ["x", "", "99999999999999999999", "-1", "0"])
def test_an_invented_choice_is_refused_with_a_sentence(cast, bad):
    invited(cast)

    response = signed_in(user_with()).post("/invitations/acceptance/", {"invitation": bad})

    assert response.status_code == 422
    assert not Invitation.objects.exclude(accepted_at=None).exists()


def test_nobody_accepts_what_was_sent_to_another(cast):
    invitation = invited(cast)

    response = signed_in(cast.gaston).post("/invitations/acceptance/", {"invitation": invitation.pk})

    assert response.status_code == 422
    assert Invitation.objects.get().state() == "pending"


def test_an_access_that_was_closed_opens_again_and_an_open_one_is_never_lowered(cast):
    contact = cast.contact_of(cast.jules, cast.client)
    cast.put_on_portal(cast.client)
    access = ClientAccess.objects.get(user=cast.jules)
    ClientAccess.objects.filter(pk=access.pk).update(closed_at=timezone.now())
    invitation = invited(cast, contact=contact, level="limited")
    ClientAccess.objects.filter(pk=access.pk).update(closed_at=None, level="full")

    accept([invitation], user=cast.jules)

    access.refresh_from_db()
    assert (access.level, access.closed_at) == ("full", None)


def test_a_contact_who_is_somebody_else_s_account_keeps_it(cast):
    """Two people with one address: the second acceptance by the same account opens no second access and takes no contact away."""
    first, second = contact_of(cast), contact_of(cast, first="Léo")
    user = user_with()
    invitations = [invited(cast, contact=one) for one in (first, second)]

    assert len(accept(invitations, user=user)) == 2

    assert ClientAccess.objects.filter(user=user, client=cast.client).count() == 1
