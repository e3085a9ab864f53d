"""The welcome e-mail: to whom it goes and in whose name, what its link does, what ends it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptoir.clients.actions import resume, suspend, validate
from comptoir.clients.models import ClientUser, Contact
from comptoir.events.models import Event
from comptoir.firms.models import Membership
from comptoir.links.models import Link, LinkUse
from comptoir.provisioning.actions import provision
from comptoir.provisioning.actions.welcoming import links_to, welcome
from comptoir.transports.models import Delivery
from tests.invitations.inviting import send_mails

from .asking import somebody

PASSWORD = "Trois-bouquetins-42"


@pytest.fixture
def chloe(cast):
    """Somebody whom Marie created, and who was sent nothing yet."""
    return made(cast)


def made(cast, **words):
    [(_asked, place)] = provision([somebody(cast.client, **words)], by=cast.marie, firm=cast.firm).made
    place.refresh_from_db()
    return place


def link_of(place):
    return links_to([place.pk]).alive().get()


def path_of(place):
    return reverse("link", args=[link_of(place).token])


def chosen(browser, path, **words):
    return browser.post(path, {"password": PASSWORD, "again": PASSWORD} | words)


def text(response):
    return response.content.decode()


def days_later(place, days):
    rows = links_to([place.pk])
    for row in rows:
        Link.objects.filter(pk=row.pk).update(made_at=row.made_at - timedelta(days=days), expires_at=row.expires_at - timedelta(days=days))


def test_the_mail_leaves_in_the_name_of_who_sent_it(cast, chloe):
    assert welcome([chloe], by=cast.paul) == [chloe]

    (mail,) = send_mails()
    words = mail.get_body(["plain"]).get_content()
    assert mail["To"] == "chloe.martin@example.com"
    assert mail["Subject"] == "Bienvenue sur le portail de Cabinet Lormeau"
    assert "Paul Petit (Cabinet Lormeau)" in mail["From"]
    assert "paul@example.com" in mail["Reply-To"]
    assert "Boulangerie Roux" in words
    assert link_of(chloe).url in words
    assert mail.get_body(["html"]) is not None
    chloe.refresh_from_db()
    assert chloe.welcomed_at is not None
    assert Event.objects.get(verb="client_user.welcomed").actor == cast.paul


def test_it_speaks_the_persons_language(cast):
    place = made(cast, language="en")
    welcome([place], by=cast.marie)

    (mail,) = send_mails()

    assert mail["Content-Language"] == "en" or 'lang="en"' in mail.get_body(["html"]).get_content()


def test_the_link_is_for_the_billed_company_and_lives_as_long_as_invitations_do(cast, chloe):
    welcome([chloe], by=cast.marie)

    link = link_of(chloe)
    assert (link.client, link.contact.user, link.email) == (cast.client, chloe.user, "chloe.martin@example.com")
    assert link.expires_at - link.made_at == timedelta(days=3)


def test_opening_consumes_nothing_and_names_nobody(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    path = path_of(chloe)

    client.head(path)
    pages = [client.get(path) for _twice in range(2)]

    assert [one.status_code for one in pages] == [200, 200]
    for word in ("Chloé", "Martin", "Boulangerie", "chloe.martin@example.com"):
        assert word not in text(pages[0])
    assert link_of(chloe).consumed_at is None
    assert not chloe.user.has_usable_password()
    assert set(LinkUse.objects.values_list("kind", flat=True)) <= {"opened", "scanned"}


def test_the_password_is_chosen_and_the_person_is_in(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    path = path_of(chloe)

    response = chosen(client, path)

    assert response.url == "/p/lormeau/"
    assert client.session["_auth_user_id"] == str(chloe.user_id)
    chloe.user.refresh_from_db()
    assert chloe.user.check_password(PASSWORD)
    assert LinkUse.objects.filter(kind="consumed").count() == 1
    assert Event.objects.get(verb="client_user.joined").actor == chloe.user
    assert client.get("/p/lormeau/").status_code == 200


def test_a_used_link_leads_to_the_sign_in(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    path = path_of(chloe)
    chosen(client, path)
    client.logout()

    response = client.get(path)

    assert response.status_code == 410
    assert "Ce lien a déjà servi" in text(response)
    assert "/p/lormeau/" in text(response)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"again": "autre chose"}, "Les deux saisies diffèrent."),
        ({"password": "court", "again": "court"}, "id_password_error"),
        ({"password": "", "again": ""}, "Choisissez un mot de passe."),
        ({"password": "chloe.martin1", "again": "chloe.martin1"}, "mot de passe"),
    ],
)
def test_a_password_that_the_firm_refuses_consumes_nothing(cast, chloe, client, words, says):
    welcome([chloe], by=cast.marie)
    path = path_of(chloe)

    response = chosen(client, path, **words)

    assert response.status_code == 422
    assert says in text(response)
    assert link_of(chloe).consumed_at is None


def test_sent_again_the_link_of_before_is_dead(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    old = path_of(chloe)
    welcome([chloe], by=cast.marie)

    response = client.get(old)

    assert response.status_code == 410
    assert "Un lien plus récent vous a été envoyé" in text(response)
    assert chosen(client, old).status_code == 410
    assert not chloe.user.has_usable_password()
    assert [mail["To"] for mail in send_mails()] == ["chloe.martin@example.com"]
    assert client.get(path_of(chloe)).status_code == 200


def test_an_expired_link_offers_a_new_one_to_the_same_address(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    send_mails()
    old = path_of(chloe)
    days_later(chloe, 3)

    page = client.get(old)
    client.post(f"{old}renewal/")

    assert (page.status_code, "Recevoir un nouveau lien" in text(page)) == (410, True)
    (mail,) = send_mails()
    assert mail["To"] == "chloe.martin@example.com"
    assert "Marie Dubois" in mail["From"]
    assert path_of(chloe) != old
    assert Event.objects.filter(verb="client_user.welcomed").latest("pk").actor is None


def test_a_link_that_went_to_an_address_left_since_opens_nothing(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    path = path_of(chloe)
    chloe.user.email = "chloe@ailleurs.example"
    chloe.user.save()

    assert client.get(path).status_code == 410
    assert chosen(client, path).status_code == 410
    assert not type(chloe.user).objects.get(pk=chloe.user_id).has_usable_password()
    assert send_mails() == []


def test_who_has_a_password_is_led_to_the_sign_in(cast, client):
    place = ClientUser.objects.get(user=cast.helene)
    welcome([place], by=cast.marie)

    response = client.get(path_of(place), follow=True)

    assert response.redirect_chain == [("/p/lormeau/", 302)]
    assert "Connectez-vous avec votre mot de passe habituel." in text(response)
    assert Contact.objects.get(user=cast.helene).client_links.get().client == cast.client


def test_who_is_signed_in_as_somebody_else_is_told(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    client.force_login(cast.marie)

    response = client.get(path_of(chloe))

    assert "Ce lien est pour quelqu’un d’autre" in text(response)
    assert "marie@example.com" in text(response)
    chosen(client, path_of(chloe))
    assert not type(chloe.user).objects.get(pk=chloe.user_id).has_usable_password()


def test_nobody_is_welcomed_before_the_validation_nor_while_suspended(cast, chloe):
    cast.let_jules_administer()
    later = made(cast, email="later@example.com", activates_now=False)
    suspend(chloe, by=cast.marie)
    ClientUser.objects.filter(user=cast.jules).update(deleted_at=timezone.now())

    assert welcome([later, chloe, ClientUser.objects.get(user=cast.jules)], by=cast.marie) == []
    assert send_mails() == []

    validate(later, by=cast.marie)
    resume(chloe, by=cast.marie)
    assert welcome([later, chloe], by=cast.marie) == sorted([later, chloe], key=lambda one: one.pk)


def test_who_is_suspended_before_the_mail_leaves_gets_none_and_the_link_is_shut(cast, chloe, client):
    welcome([chloe], by=cast.marie)
    suspend(chloe, by=cast.marie)

    assert send_mails() == []
    assert Delivery.objects.get(content="welcome").outcome == "no_longer_allowed"
    assert client.get(path_of(chloe)).status_code == 410
    assert chosen(client, path_of(chloe)).status_code == 410


def test_a_sender_who_left_the_firm_stays_the_one_who_sent_it(cast, chloe):
    Membership.objects.filter(user=cast.paul).delete()
    welcome([chloe], by=cast.paul)

    (mail,) = send_mails()

    assert "Paul Petit" in mail["From"]


def test_three_are_welcomed_with_the_queries_of_one(cast, django_assert_num_queries):
    places = [made(cast, email=f"p{number}@example.com") for number in range(4)]
    with CaptureQueriesContext(connection) as queries:
        welcome(places[:1], by=cast.marie)

    with django_assert_num_queries(len(queries)):
        welcome(places[1:], by=cast.marie)
    assert len(send_mails()) == 4
