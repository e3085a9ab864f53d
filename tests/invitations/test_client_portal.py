"""The portal of one client: on its own page, on the client's and on a person's; switched on, people invited, levels changed, accesses closed (K6, K8, K9)."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.models import Client, ClientAccess, ClientContact, Contact
from comptoir.conversations.actions import Draft, ask
from comptoir.events.models import Event
from comptoir.invitations.actions import Asked, invite
from comptoir.invitations.models import Invitation
from tests.conversations.pages import words


@pytest.fixture
def browser(cast):
    def signed_in(who):
        one = Browser()
        one.force_login(getattr(cast, who))
        return one

    return signed_in


@pytest.fixture
def at(cast):
    """The client's portal, by address."""
    return f"/clients/{cast.client.pk}/portal/"


@pytest.fixture
def luna(cast):
    cast.put_on_portal(cast.client)
    return cast.contact(cast.client, "Luna", "Roux", email="luna@roux.example")


def access_of(user):
    return ClientAccess.objects.get(user=user)


def test_a_client_that_is_not_enabled_says_what_enabling_changes(cast, browser, at):
    marie = browser("marie")
    cast.contact(cast.client, "Luna", "Roux", email="luna@roux.example")

    before = words(marie.get(at))
    assert "Même si personne n’est invité, les futures demandes mènent au portail." in before
    assert "Inviter</button>" not in before
    after = words(marie.post(f"{at}enabling/", {"back": at}, follow=True))

    assert "Portail activé pour Boulangerie Roux." in after
    assert "Le portail du cabinet n’est pas encore activé" in after
    assert Client.objects.get(pk=cast.client.pk).portal_enabled_by == cast.marie


@pytest.mark.parametrize("page", ["/clients/{client}/portal/", "/clients/{client}/", "/contacts/{contact}/"])
def test_the_same_section_stands_on_three_pages_and_leads_back_there(cast, browser, luna, page):
    path, marie = page.format(client=cast.client.pk, contact=luna.pk), browser("marie")

    said = words(marie.get(path))
    for control in ("Accès limité", "Accès complet", "Ce que verra le client", "Inviter</button>"):
        assert control in said, control
    answer = marie.post(f"/clients/{cast.client.pk}/portal/invitations/", {"contact": luna.pk, "level": "full", "back": path})

    assert answer.url == path
    assert "Invitation envoyée à Luna Roux, à l’adresse luna@roux.example." in words(marie.get(path))
    assert "par Marie Dubois" in words(marie.get(path))
    assert [(one.level, one.invited_by) for one in Invitation.objects.all()] == [("full", cast.marie)]


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/clients/1/", "/accounts/logout/", ""])
def test_the_way_back_is_one_of_our_pages(cast, browser, at, back):
    assert browser("marie").post(f"{at}enabling/", {"back": back}).url == at


def test_a_double_click_invites_once(cast, browser, at, luna):
    marie = browser("marie")
    answers = [words(marie.post(f"{at}invitations/", {"contact": luna.pk, "level": "limited"}, follow=True)) for _click in range(2)]

    assert "Une invitation attend déjà sa réponse." in answers[1]
    assert Invitation.objects.get().times_sent == 1


@pytest.mark.parametrize("posted", [{"contact": ""}, {"contact": "x"}, {"contact": "9" * 30}, {}])
def test_an_invitation_without_a_contact_of_the_client_is_not_found(cast, browser, at, luna, posted):
    stranger = cast.contact(cast.other_client, "Gaspard", "Delattre", email="g@delattre.example")
    marie = browser("marie")

    assert marie.post(f"{at}invitations/", posted | {"level": "full"}).status_code == 404
    assert marie.post(f"{at}invitations/", {"contact": stranger.pk, "level": "full"}).status_code == 404
    assert "Choisissez un niveau d’accès." in words(marie.post(f"{at}invitations/", {"contact": luna.pk, "level": "x"}, follow=True))
    assert not Invitation.objects.exists()


def test_an_invitation_is_sent_again_and_revoked(cast, browser, at, luna):
    (made,) = invite([Asked(cast.client, luna)], by=cast.paul).sent
    marie = browser("marie")

    assert "Cette invitation vient d’être envoyée." in words(marie.post(f"{at}invitations/{made.pk}/resending/", follow=True))
    Invitation.objects.update(sent_at=timezone.now() - timezone.timedelta(hours=2))
    assert "Invitation renvoyée à luna@roux.example." in words(marie.post(f"{at}invitations/{made.pk}/resending/", follow=True))
    said = words(marie.post(f"{at}invitations/{made.pk}/revocation/", follow=True))
    assert ("Invitation de Luna Roux révoquée" in said, "révoquée</span>" in said, "Inviter</button>" in said) == (True, True, True)
    assert "Cette invitation n’attend plus de réponse." in words(marie.post(f"{at}invitations/{made.pk}/revocation/", follow=True))


def test_somebody_new_is_added_and_invited_on_the_spot(cast, browser, at, luna):
    marie, new = browser("marie"), {"last_name": "Petitjean", "first_name": "Rose", "email": " Rose@Roux.example", "language": "nl", "level": "full"}

    said = words(marie.post(f"{at}people/", new | {"invite": "yes"}, follow=True))

    assert "Invitation envoyée à Rose Petitjean, à l’adresse rose@roux.example." in said
    rose = Contact.objects.get(last_name="Petitjean")
    assert (rose.email, rose.language, list(rose.clients.all())) == ("rose@roux.example", "nl", [cast.client])
    assert Event.objects.filter(verb="contact.added", target_id=rose.pk, actor=cast.marie).count() == 1
    marie.post(f"{at}people/", new | {"invite": "yes"})
    assert (Contact.objects.filter(last_name="Petitjean").count(), Invitation.objects.count()) == (1, 1)


def test_somebody_without_an_address_is_added_once_and_cannot_be_invited(cast, browser, at, luna):
    marie, new = browser("marie"), {"last_name": "Petitjean", "first_name": "Rose", "email": "", "language": "fr", "level": "limited"}

    refused = marie.post(f"{at}people/", new | {"invite": "yes"})
    assert (refused.status_code, "Pour inviter cette personne, donnez son adresse e-mail." in words(refused)) == (422, True)
    assert 'value="Petitjean"' in words(refused)
    for _click in range(2):
        said = words(marie.post(f"{at}people/", new, follow=True))

    assert "Rose Petitjean est ajoutée aux personnes-ressources de Boulangerie Roux." in said
    assert "Pas d’adresse e-mail : complétez sa fiche pour l’inviter." in said
    assert Contact.objects.filter(last_name="Petitjean").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"), [({"email": "x"}, "Cette adresse e-mail est illisible"), ({"last_name": ""}, "Il manque le nom"), ({"language": "de"}, "de")]
)
def test_what_cannot_be_read_is_said_at_its_field(cast, browser, at, luna, typed, sentence):
    answer = browser("marie").post(f"{at}people/", {"last_name": "P", "email": "p@roux.example", "language": "fr", "level": "full"} | typed)

    assert (answer.status_code, sentence in words(answer), '<details class="other-way" open>' in words(answer)) == (422, True, True)
    assert Contact.objects.filter(last_name="P").count() == 0


def test_accesses_of_people_who_are_no_contacts_are_listed_too(cast, browser, at, luna):
    cast.contact(cast.client, "Hélène", "Roux", email="Helene@example.com")

    said = words(browser("marie").get(at))

    assert said.count(">Hélène Roux<") == 1
    assert ("Jules Roux" in said, "jamais connecté" in said, "Passer en accès limité" in said, "Passer en accès complet" in said) == (True, True, True, True)


def test_raising_a_level_shows_before_what_becomes_visible(cast, browser, at):
    cast.put_on_portal(cast.client)
    ask(cast.dossier, side="accountant", subject="Bail du fournil", draft=Draft("Bonjour", cast.helene))
    path, marie = f"{at}accesses/{access_of(cast.jules).pk}/level/", browser("marie")

    page = words(marie.get(f"{path}?level=full"))
    assert ("Ce que verra le client" in page, "1 devient visible" in page, "Bail du fournil" in page) == (True, True, True)
    said = words(marie.post(path, {"level": "full"}, follow=True))

    assert "Jules Roux a maintenant un accès complet à Boulangerie Roux." in said
    assert access_of(cast.jules).level == "full"
    assert marie.get(f"{path}?level=x").status_code == 404


def test_who_is_lowered_or_closed_finds_nothing_at_the_very_next_look(cast, browser, at):
    cast.let_jules_administer()
    conversation = ask(cast.dossier, side="accountant", subject="Bail", draft=Draft("Bonjour", cast.jules)).conversation
    news = f"/conversations/{conversation.pk}/news/?after=0"
    helene, marie, access = browser("helene"), browser("marie"), access_of(cast.helene)
    pages = [f"/conversations/{conversation.pk}/", f"/conversations/{conversation.pk}/thread/", news]
    assert {helene.get(page).status_code for page in pages} <= {200, 204}

    asked = words(marie.get(f"{at}accesses/{access.pk}/level/?level=limited"))
    assert "Hélène Roux ne verra plus que ce qui lui est envoyé." in asked
    marie.post(f"{at}accesses/{access.pk}/level/", {"level": "limited"})
    assert {helene.get(page).status_code for page in pages} == {404}

    marie.post(f"{at}accesses/{access.pk}/level/", {"level": "full"})
    assert "Fermer l’accès" in words(marie.get(f"{at}accesses/{access.pk}/closing/"))
    assert "Accès fermé : Hélène Roux ne voit plus rien de Boulangerie Roux." in words(marie.post(f"{at}accesses/{access.pk}/closing/", follow=True))
    assert {helene.get(page).status_code for page in [*pages, "/p/lormeau/"]} == {404}

    assert "Rouvrir l’accès" in words(marie.get(f"{at}accesses/{access.pk}/reopening/"))
    marie.post(f"{at}accesses/{access.pk}/reopening/")
    assert {helene.get(page).status_code for page in pages} <= {200, 204}
    verbs = Event.objects.filter(target_type="clients.clientaccess").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["access.level_changed", "access.level_changed", "access.closed", "access.opened"]


def test_nobody_closes_or_changes_their_own_access(cast, browser, at):
    own = ClientAccess.objects.create(firm=cast.firm, client=cast.client, user=cast.marie, level="limited")
    marie = browser("marie")

    for verb, posted in (("closing", {}), ("level", {"level": "full"})):
        assert "Cet accès est le vôtre" in words(marie.post(f"{at}accesses/{own.pk}/{verb}/", posted, follow=True))
    own.refresh_from_db()
    assert (own.closed_at, own.level) == (None, "limited")


def test_switching_off_says_what_it_does_and_keeps_the_accesses(cast, browser, at, luna):
    invite([Asked(cast.client, luna)], by=cast.marie)
    marie = browser("marie")

    asked = words(marie.get(f"{at}disabling/"))
    assert ("2 personnes gardent leur accès." in asked, "1 invitation en attente" in asked) == (True, True)
    said = words(marie.post(f"{at}disabling/", follow=True))

    assert "Portail désactivé pour Boulangerie Roux." in said
    assert ("Hélène Roux" in said, "Luna Roux" in said) == (True, False)
    assert ClientAccess.objects.open().filter(client=cast.client).count() == 2


def test_the_preview_stands_beside_the_form_and_on_a_page_of_its_own(cast, browser, at, luna):
    ask(cast.dossier, side="accountant", subject="Bail du fournil", draft=Draft("Bonjour", cast.helene))
    marie, asked = browser("marie"), {"contact": luna.pk, "level": "full"}

    page, part = marie.post(f"{at}preview/", asked), marie.post(f"{at}preview/", asked, headers={"HX-Request": "true"})

    assert ("Bail du fournil" in words(page), "Inviter</button>" in words(page), "<html" in words(page)) == (True, True, True)
    assert ("Bail du fournil" in words(part), "<html" in words(part)) == (True, False)
    assert "Rien de nouveau ne devient visible." in words(marie.get(f"{at}preview/?contact={luna.pk}&level=limited"))


def test_a_contact_s_page_changes_it_and_says_that_an_invitation_must_leave_again(cast, browser, luna):
    invite([Asked(cast.client, luna)], by=cast.marie)
    marie, path = browser("marie"), f"/contacts/{luna.pk}/"
    typed = {"last_name": "Roux", "first_name": "Luna", "email": "luna@nouvelle.example", "phone": "06 12 34 56 78", "language": "en", "job_title": "Gérante"}

    said = words(marie.post(path, typed, follow=True))

    assert "Fiche de Luna Roux enregistrée." in said
    assert "L’invitation en cours est partie à l’ancienne adresse : renvoyez-la." in said
    assert "L’invitation est partie à l’ancienne adresse, luna@roux.example : renvoyez-la." in said
    luna.refresh_from_db()
    assert (luna.email, luna.phone, luna.language, luna.job_title, "luna@nouvelle" in luna.search_text) == (
        "luna@nouvelle.example",
        "+33 6 12 34 56 78",
        "en",
        "Gérante",
        True,
    )
    (event,) = Event.objects.filter(verb="contact.changed")
    assert (event.actor, event.data["before"]["email"], event.data["after"]["email"]) == (cast.marie, "luna@roux.example", "luna@nouvelle.example")
    assert "Rien n’a changé." in words(marie.post(path, typed, follow=True))
    assert Event.objects.filter(verb="contact.changed").count() == 1


def test_a_contact_s_field_that_cannot_be_read_keeps_what_was_typed(cast, browser, luna):
    answer = browser("marie").post(f"/contacts/{luna.pk}/", {"last_name": "Nouveau", "email": "x@", "phone": "12", "language": "fr"})

    said = words(answer)
    assert answer.status_code == 422
    for sentence in ("Cette adresse e-mail est illisible", "Ce numéro de téléphone est illisible", 'value="Nouveau"', 'value="x@"', "<h1>Luna Roux</h1>"):
        assert sentence in said, sentence
    assert Contact.objects.get(pk=luna.pk).last_name == "Roux"


def test_a_contact_s_page_shows_the_clients_one_serves_and_no_others(cast, browser, luna):
    ClientContact.objects.create(client=cast.other_client, contact=luna)

    assert ("Boulangerie Roux" in words(browser("marie").get(f"/contacts/{luna.pk}/")), "Garage" in words(browser("marie").get(f"/contacts/{luna.pk}/"))) == (
        True,
        False,
    )
    assert "Garage Delattre" in words(browser("admin").get(f"/contacts/{luna.pk}/"))


def test_contacts_are_links_on_the_client_s_page(cast, browser, luna):
    assert f'<a href="/contacts/{luna.pk}/">' in words(browser("marie").get(f"/clients/{cast.client.pk}/"))


@pytest.mark.parametrize("who", ["luc", "vera", "helene", "jules", "gaston", "omar", "operator"])
def test_strangers_and_clients_find_nothing_and_change_nothing(cast, browser, at, luna, who):
    (made,) = invite([Asked(cast.client, luna)], by=cast.marie).sent
    access, stranger = access_of(cast.jules), browser(who)
    before = [list(model.objects.order_by("pk").values()) for model in (Client, Contact, ClientAccess, Invitation)]

    addresses = [
        "", "enabling/", "disabling/", "people/", "invitations/", "preview/", f"invitations/{made.pk}/resending/", f"invitations/{made.pk}/revocation/",
        f"accesses/{access.pk}/level/", f"accesses/{access.pk}/closing/", f"accesses/{access.pk}/reopening/",
    ]  # fmt: skip
    posted = {"contact": luna.pk, "level": "full", "last_name": "Intrus", "language": "fr"}
    answers = [stranger.post(f"{at}{one}", posted).status_code for one in addresses] + [stranger.get(f"{at}{one}").status_code for one in addresses]
    answers += [stranger.get(f"/contacts/{luna.pk}/").status_code, stranger.post(f"/contacts/{luna.pk}/", posted).status_code]

    assert set(answers) <= {404, 405}
    assert [list(model.objects.order_by("pk").values()) for model in (Client, Contact, ClientAccess, Invitation)] == before


def test_an_access_and_an_invitation_of_another_client_are_not_found_here(cast, browser, at, luna):
    other = cast.contact(cast.other_client, "Gaspard", "Delattre", email="g@delattre.example")
    cast.put_on_portal(cast.other_client)
    (made,) = invite([Asked(cast.other_client, other)], by=cast.admin).sent
    admin = browser("admin")

    assert admin.post(f"{at}invitations/{made.pk}/revocation/").status_code == 404
    assert admin.post(f"{at}accesses/{access_of(cast.gaston).pk}/closing/").status_code == 404
    assert access_of(cast.gaston).closed_at is None


@pytest.mark.parametrize("page", ["/clients/{client}/portal/", "/clients/{client}/", "/contacts/{contact}/"])
def test_pages_cost_the_same_for_one_person_and_for_three(cast, browser, luna, page):
    marie, counts = browser("marie"), []
    for number in range(3):
        one = cast.contact(cast.client, "P", str(number), email=f"p{number}@roux.example")
        invite([Asked(cast.client, one)], by=cast.marie)
        client, _dossier = cast.make_client(f"Client {number}", cast.lille)
        ClientContact.objects.create(client=client, contact=luna)
        path = page.format(client=cast.client.pk, contact=luna.pk)
        marie.get(path)
        with CaptureQueriesContext(connection) as queries:
            marie.get(path)
        counts.append(len(queries))

    assert len(set(counts)) == 1
