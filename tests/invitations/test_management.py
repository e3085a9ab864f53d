"""«Personnes-ressources > Portail client» (K7): how many are enabled, who was invited, and what is done to many at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.models import Client, ClientAccess, Dossier
from comptoir.events.models import Event
from comptoir.invitations.actions import Asked, invite, revoke
from comptoir.invitations.listing import share_of
from comptoir.invitations.models import Invitation
from tests.conversations.pages import words

PAGE, MANY, UNDO = "/clients/portal/", "/clients/portal/many/", "/clients/portal/undo/"


@pytest.fixture
def browser(cast):
    def signed_in(who):
        one = Browser()
        one.force_login(getattr(cast, who))
        return one

    return signed_in


def invited(cast, client, name, *, email=None, **moments):
    """A contact of this client with an invitation that has become what `moments` say."""
    contact = cast.contact(client, name, "Roux", email=email or f"{name.lower()}@roux.example")
    (made,) = invite([Asked(client, contact, "limited")], by=cast.admin).sent
    Invitation.objects.filter(pk=made.pk).update(**moments)
    return contact


def names(response):
    said = words(response)
    return {client.name for client in Client.objects.all() if f"<b>{client.name}</b>" in said}


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_no_share_is_rounded_to_none_or_to_all(part, rest):
    whole = part + rest
    share = share_of(part, whole)

    assert (share == 0) == (part == 0)
    assert (share == 100) == (part == whole and whole > 0)
    assert 0 <= share <= 100


def test_the_page_says_how_many_are_enabled_and_where_each_invitation_stands(cast, browser):
    cast.put_on_portal(cast.client)
    now = timezone.now()
    for name, moments in (
        ("Anna", {}),
        ("Bruno", {"expires_at": now - timedelta(hours=1)}),
        ("Chloé", {"accepted_at": now}),
        ("Denis", {"undeliverable_at": now}),
    ):
        invited(cast, cast.client, name, email=f"{name[0]}@roux.example", **moments)
    revoke([Invitation.objects.get(contact=invited(cast, cast.client, "Emma"))], by=cast.admin)

    said = words(browser("admin").get(PAGE))

    assert "<b>50 %</b> <span>1 client activé sur 2</span>" in said
    assert "2 utilisateurs · 4 invités" in said
    for state in ("1 en attente", "1 expirée", "1 acceptée", "1 non remise", "1 révoquée"):
        assert f">{state}</span>" in said, state


def test_members_see_the_clients_they_serve_and_others_find_nothing(cast, browser):
    assert names(browser("marie").get(PAGE)) == {"Boulangerie Roux"}
    assert names(browser("luc").get(PAGE)) == {"Garage Delattre"}
    assert names(browser("admin").get(PAGE)) == {"Boulangerie Roux", "Garage Delattre"}
    for who in ("helene", "jules", "gaston", "omar", "operator"):
        assert browser(who).get(PAGE).status_code == 404
        assert browser(who).post(MANY, {"change": "enable", "everything": "yes"}).status_code == 404
        assert browser(who).post(UNDO).status_code == 404
    assert not Client.objects.exclude(portal_enabled_at=None).exists()


def test_the_title_says_since_when_and_by_whom(cast, browser):
    browser("marie").post(MANY, {"change": "enable", "ids": cast.client.pk})

    assert "par Marie Dubois" in words(browser("admin").get(PAGE))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=BOULANGERIE", {"Boulangerie Roux"}),
        ("q=delattré", {"Garage Delattre"}),
        ("portal=on", {"Boulangerie Roux"}),
        ("portal=off", {"Garage Delattre", "Sellerie Noël"}),
        ("people=pending", {"Boulangerie Roux"}),
        ("people=expired", set()),
        ("people=undeliverable", set()),
        ("people=nobody", {"Sellerie Noël"}),
        ("q=noel&portal=off&people=nobody", {"Sellerie Noël"}),
        ("portal=x&people=y&page=z&q=%00", {"Boulangerie Roux", "Garage Delattre", "Sellerie Noël"}),
    ],
)
def test_the_list_is_narrowed_by_words_and_filters_of_the_address(cast, browser, query, shown):
    cast.put_on_portal(cast.client)
    invited(cast, cast.client, "Anna")
    cast.make_client("Sellerie Noël", cast.arras)

    assert names(browser("admin").get(f"{PAGE}?{query}")) == shown


def test_an_empty_list_says_so(cast, browser):
    assert "Aucun client ne correspond à ce filtre." in words(browser("marie").get(f"{PAGE}?q=zzz"))
    assert "Aucun client pour l’instant." in words(Browser_of(cast.member("lost", "Lou", "Perdu")).get(PAGE))


def Browser_of(user):
    one = Browser()
    one.force_login(user)
    return one


def test_a_row_and_the_clients_page_lead_to_the_client(cast, browser):
    assert f'<a href="/clients/{cast.client.pk}/portal/">' in words(browser("marie").get(PAGE))
    assert f'href="{PAGE}"' in words(browser("marie").get("/clients/"))


def test_the_page_costs_the_same_for_one_client_and_for_three(cast, browser):
    admin, counts = browser("admin"), []
    cast.put_on_portal(cast.client, cast.other_client)
    for number in range(3):
        client, _dossier = cast.make_client(f"Client {number}", cast.lille)
        cast.put_on_portal(client)
        invited(cast, client, f"P{number}")
        admin.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            admin.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_ten_thousand_clients_cost_as_many_queries_as_ten(cast, browser):
    marie = browser("marie")
    marie.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        marie.get(PAGE)
    Client.objects.bulk_create([Client(firm=cast.firm, name=f"Client {n}", name_key=f"client {n:05}", search_text=f"client {n}") for n in range(10_000)])
    made = Client.objects.filter(name__startswith="Client ").values_list("pk", flat=True)
    Dossier.objects.bulk_create([Dossier(firm=cast.firm, licence=cast.lille, client_id=pk, name="Dossier") for pk in made])

    with connection.cursor() as cursor:
        # As in a firm's database, whose tables were not filled a moment ago.
        cursor.execute("ANALYZE")

    with CaptureQueriesContext(connection) as queries:
        page = marie.get(f"{PAGE}?page=100")
    with CaptureQueriesContext(connection) as filtered:
        marie.get(f"{PAGE}?q=99&people=nobody")

    assert len(queries) == len(few) <= 9
    # What every page asks (session, person, standing, look, bell) and four of its own; a filter counts what it keeps.
    assert len(filtered) == len(few) + 1
    assert "10 001" in words(page).replace("\u202f", " ")
    answer = marie.post(MANY, {"change": "enable", "everything": "yes"}, follow=True)
    assert "Portail activé pour 10001 clients." in words(answer)
    assert Client.objects.exclude(portal_enabled_at=None).count() == 10_001


def test_enabling_many_tells_each_and_can_be_undone(cast, browser):
    admin = browser("admin")
    cast.put_on_portal(cast.client)

    said = words(admin.post(MANY, {"change": "enable", "ids": [cast.client.pk, cast.other_client.pk], "query": "q=e"}, follow=True))

    assert "Portail activé pour un client." in said
    assert [event.target_id for event in Event.objects.filter(verb="client.portal_enabled")] == [cast.other_client.pk]
    assert "Annulé pour un client." in words(admin.post(UNDO, follow=True))
    assert set(Client.objects.exclude(portal_enabled_at=None)) == {cast.client}
    assert "Il n’y a plus rien à annuler." in words(admin.post(UNDO, follow=True))


def test_a_double_click_enables_once(cast, browser):
    admin = browser("admin")
    answers = [words(admin.post(MANY, {"change": "enable", "everything": "yes"}, follow=True)) for _click in range(2)]

    assert "Portail activé pour 2 clients." in answers[0]
    assert "Le portail était déjà activé pour tous." in answers[1]
    assert Event.objects.filter(verb="client.portal_enabled").count() == 2


def test_only_one_s_own_clients_are_changed(cast, browser):
    browser("marie").post(MANY, {"change": "enable", "ids": [cast.client.pk, cast.other_client.pk, cast.foreign_client.pk, "x"]})

    assert set(Client.objects.exclude(portal_enabled_at=None)) == {cast.client}


def test_disabling_many_says_what_it_does_before(cast, browser):
    cast.put_on_portal(cast.client, cast.other_client)
    admin = browser("admin")

    asked = words(admin.post(MANY, {"change": "disable", "ids": [cast.client.pk, cast.other_client.pk]}))
    assert ("Désactiver le portail de 2 clients" in asked, "3 personnes gardent leur accès." in asked) == (True, True)
    assert Client.objects.exclude(portal_enabled_at=None).count() == 2

    done = words(admin.post(MANY, {"change": "disable", "ids": [cast.client.pk, cast.other_client.pk], "sure": "yes"}, follow=True))
    assert "Portail désactivé pour 2 clients." in done
    assert ClientAccess.objects.open().filter(client__firm=cast.firm).count() == 3
    assert "Annulé pour 2 clients." in words(admin.post(UNDO, follow=True))


def test_inviting_many_says_first_whom_and_whom_not(cast, browser):
    cast.put_on_portal(cast.client)
    cast.contact(cast.client, "Anna", "Roux", email="anna@roux.example")
    cast.contact(cast.client, "Sans", "Adresse")
    cast.contact_of(cast.helene, cast.client)
    invited(cast, cast.client, "Bruno")
    ended = invited(cast, cast.client, "Chloé", email="chloe@roux.example", expires_at=timezone.now())
    closed = cast.contact_of(cast.jules, cast.client)
    ClientAccess.objects.filter(user=cast.jules).update(closed_at=timezone.now())
    cast.contact(cast.other_client, "Gaspard", "Delattre", email="gaspard@delattre.example")
    admin = browser("admin")

    asked = words(admin.post(MANY, {"change": "invite", "everything": "yes"}))

    assert "Inviter 2 personnes" in asked
    for reason in (
        "Sans adresse e-mail : 1",
        "Ont déjà un accès : 1",
        "Ont déjà une invitation en attente : 1",
        "Leur accès a été fermé : rouvrez-le un à un : 1",
        "Le portail de leur client n’est pas activé : 1",
    ):
        assert reason in asked, reason
    assert "Deviendront visibles :" in asked
    assert Invitation.objects.count() == 2

    done = words(admin.post(MANY, {"change": "invite", "everything": "yes", "sure": "yes", "level": "full"}, follow=True))

    assert ("2 invitations envoyées." in done, "5 personnes laissées de côté." in done) == (True, True)
    assert set(Invitation.objects.filter(level="full").values_list("contact__first_name", flat=True)) == {"Anna", "Chloé"}
    assert Invitation.objects.get(contact=ended).times_sent == 2
    assert not Invitation.objects.filter(contact=closed).exists()
    assert "Aucune invitation n’est partie." in words(admin.post(MANY, {"change": "invite", "everything": "yes", "sure": "yes"}, follow=True))


def test_inviting_many_costs_the_same_for_one_and_for_three(cast, browser):
    admin, counts = browser("admin"), []
    admin.get(PAGE)
    for number in range(3):
        client, _dossier = cast.make_client(f"Client {number}", cast.lille)
        cast.put_on_portal(client)
        cast.contact(client, "P", str(number), email=f"p{number}@roux.example")
        with CaptureQueriesContext(connection) as queries:
            admin.post(MANY, {"change": "invite", "everything": "yes"})
        counts.append(len(queries))

    assert len(set(counts)) == 1


def test_sending_many_again_takes_those_that_wait_or_ended(cast, browser):
    cast.put_on_portal(cast.client)
    long_ago = timezone.now() - timedelta(days=4)
    invited(cast, cast.client, "Anna", sent_at=long_ago)
    invited(cast, cast.client, "Bruno", sent_at=long_ago, expires_at=long_ago)
    invited(cast, cast.client, "Denis", undeliverable_at=long_ago)
    invited(cast, cast.client, "Emma", accepted_at=long_ago)
    admin = browser("admin")

    asked = words(admin.post(MANY, {"change": "resend", "everything": "yes"}))
    assert "Renvoyer 2 invitations" in asked
    assert "1 en attente, dont le lien d’avant ne vaudra plus." in asked

    assert "2 invitations envoyées." in words(admin.post(MANY, {"change": "resend", "everything": "yes", "sure": "yes"}, follow=True))
    assert set(Invitation.objects.filter(times_sent=2).values_list("contact__first_name", flat=True)) == {"Anna", "Bruno"}


@pytest.mark.parametrize("posted", [{}, {"change": "enable"}, {"change": "x", "everything": "yes"}, {"change": "enable", "ids": ["0", "abc", "9" * 30]}])
def test_nothing_chosen_says_so(cast, browser, posted):
    assert "Cochez d’abord des clients." in words(browser("admin").post(MANY, posted, follow=True))
