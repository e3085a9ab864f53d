"""The pages of both sides: asking, following, answering, finding again."""

import uuid
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.models import ClientAccess
from comptoir.notifications.models import Notification
from comptoir.requests.actions import cancel_request, complete_request, remind
from comptoir.requests.decisions import State
from comptoir.requests.models import Request
from comptoir.transports.actions import send_due
from comptoir.transports.models import Delivery
from tests.conversations.pages import pdf, words
from tests.notifications.producers import RefusingOutlet

from .asking import colette, demand, link_to, now, post_new, send


@pytest.fixture
def browser(cast):
    def signed_in(who):
        one = Client()
        one.force_login(getattr(cast, who))
        return one

    return signed_in


def answer(browser, request, text="Le voici.", **files):
    return browser.post(f"/requests/{request.pk}/completion/", {"answer": text} | files)


def test_a_request_is_sent_from_a_dossier_and_found_everywhere(cast, browser):
    marie, helene = browser("marie"), cast.contact_of(cast.helene, cast.client)
    assert f"/requests/new/?dossier={cast.dossier.pk}" in marie.get(f"/dossiers/{cast.dossier.pk}/").content.decode()
    without, unreachable = colette(cast), cast.contact(cast.client, "Odile", "Roux")
    form = words(marie.get(f"/requests/new/?dossier={cast.dossier.pk}"))

    sent = post_new(marie, cast, helene, without, due_on=(timezone.localdate() + timedelta(days=5)).isoformat())
    made = Request.objects.get()

    for said in (">portail</span>", ">lien unique</span>", ">sans adresse</span>"):
        assert said in form
    assert f'id="contact-{unreachable.pk}" value="{unreachable.pk}" aria-describedby="way-{unreachable.pk}" disabled' in form
    assert (sent.status_code, sent.url, made.asks_file, made.recipients.count()) == (302, f"/requests/{made.pk}/", True, 2)
    for path in ("/requests/", f"/dossiers/{cast.dossier.pk}/", f"/clients/{cast.client.pk}/", "/search/?q=relevé", sent.url):
        assert "Relevé de novembre" in words(marie.get(path)), path
    assert "Relevé de novembre" not in words(browser("luc").get("/requests/?state=all"))


def test_without_a_dossier_the_page_asks_which_one(cast, browser):
    page = browser("paul").get("/requests/new/")

    assert (page.status_code, "Boulangerie Roux" in words(page), "Garage Delattre" in words(page)) == (200, True, False)
    assert browser("paul").get(f"/requests/new/?dossier={cast.other_dossier.pk}").status_code == 422
    assert browser("paul").get("/requests/new/?dossier=abc").status_code == 422


def test_a_client_without_contacts_says_what_to_do(cast, browser):
    assert "n’a aucune personne-ressource" in words(browser("paul").get(f"/requests/new/?dossier={cast.dossier.pk}"))


def test_the_form_warns_of_those_who_lack_the_account_that_the_policy_demands(cast, browser):
    demand(cast, "mfa")
    cast.put_on_portal(cast.client)
    colette(cast)
    cast.contact_of(cast.helene, cast.client)

    form = words(browser("marie").get(f"/requests/new/?dossier={cast.dossier.pk}"))

    assert "a un compte, second facteur demandé" in form
    assert "sans compte, à inviter" in form
    assert f"/clients/{cast.client.pk}/portal/" in form


def test_what_was_typed_is_still_there_when_a_field_is_refused(cast, browser):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    stranger = cast.contact(cast.other_client, "Gaston", "Delattre", email="g@example.net")
    colette(cast)

    page = post_new(browser("paul"), cast, stranger, subject="Mon objet", body="", due_on=yesterday)

    assert page.status_code == 422
    said = words(page)
    for sentence in ("Mon objet", "Dites ce que vous demandez.", "Cette date est déjà passée.", "Choisissez au moins une personne de ce client", yesterday):
        assert sentence in said, sentence
    assert not Request.objects.exists()


@pytest.mark.parametrize("typed", [{"due_on": "demain"}, {"contacts": ["x"]}, {"contacts": []}, {"subject": "x" * 201}, {"key": "x"}, {"body": "a\0b"}])
def test_nonsense_is_refused_in_the_form(cast, browser, typed):
    assert post_new(browser("paul"), cast, cast.contact_of(cast.helene, cast.client), **typed).status_code == 422
    assert not Request.objects.exists()


def test_a_form_sent_twice_is_one_request(cast, browser):
    key, paul, helene = uuid.uuid4(), browser("paul"), cast.contact_of(cast.helene, cast.client)

    answers = [post_new(paul, cast, helene, key=key) for _click in range(2)]

    assert {one.url for one in answers} == {f"/requests/{Request.objects.get().pk}/"}


def test_the_form_says_who_will_be_told(cast, browser):
    people = [cast.contact_of(cast.helene, cast.client).pk, colette(cast).pk]
    typed = {"dossier": cast.dossier.pk, "contacts": people, "subject": "X"}

    said = words(browser("paul").post("/requests/new/preview/", typed, headers={"HX-Request": "true"}))

    assert "Hélène Roux" in said
    assert "<b>Colette Roux</b> (colette@example.net)" in said
    assert "Qui sera prévenu ?" in words(browser("paul").post("/requests/new/preview/", typed))
    assert not Request.objects.exists()
    assert browser("paul").post("/requests/new/preview/", {"dossier": cast.dossier.pk}, headers={"HX-Request": "true"}).status_code == 422


def test_the_list_is_filtered_by_state_sender_dossier_and_words_in_the_address(cast, browser):
    helene = cast.contact_of(cast.helene, cast.client)
    send(cast, subject="Ouverte")
    send(cast, subject="De Paul", by=cast.paul)
    complete_request(send(cast, subject="Finie"), helene, "Oui", None)
    cancel_request(send(cast, subject="Reprise"), by=cast.marie)
    late = send(cast, subject="Tardive")
    Request.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    marie = browser("marie")
    names = {"Ouverte", "De Paul", "Finie", "Reprise", "Tardive"}

    def found(query):
        said = words(marie.get(f"/requests/{query}"))
        return {name for name in names if f"<b>{name}</b>" in said}

    assert found("") == found("?state=rien") == {"Ouverte", "De Paul", "Tardive"}
    assert found("?state=overdue") == {"Tardive"}
    assert found("?state=completed") == {"Finie"}
    assert found("?state=cancelled") == {"Reprise"}
    assert found("?state=all") == names
    assert found("?state=all&mine=1") == names - {"De Paul"}
    assert found(f"?state=all&dossier={cast.dossier.pk}&q=paul") == {"De Paul"}
    assert "en retard" in words(marie.get("/requests/"))
    assert f"?state=completed&mine=1&dossier={cast.dossier.pk}" in words(marie.get(f"/requests/?state=all&mine=1&dossier={cast.dossier.pk}")).replace(
        "&amp;", "&"
    )


@pytest.mark.parametrize("who", ["marie", "helene"])
def test_lists_cost_the_same_for_one_and_for_three(cast, drain, browser, who):
    costs = []
    for number in (1, 2):
        for _ in range(number):
            send(cast, cast.contact_of(cast.helene, cast.client), cast.contact_of(cast.jules, cast.client))
        drain()
        costs.append([cost(browser(who), path) for path in ("/requests/", "/requests/?state=all", "/search/?q=relevé")])

    assert costs[0] == costs[1]


def test_a_request_costs_the_same_for_one_recipient_and_for_three(cast, drain, browser):
    costs = []
    helene, jules = cast.contact_of(cast.helene, cast.client), cast.contact_of(cast.jules, cast.client)
    for people in ([helene], [helene, jules, colette(cast)]):
        made = send(cast, *people)
        drain()
        costs.append(cost(browser("marie"), f"/requests/{made.pk}/"))

    assert costs[0] == costs[1]


def cost(browser, path):
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)


def test_the_firm_s_page_says_what_became_of_each_link_and_mail(cast, drain, browser):
    without = colette(cast)
    made = send(cast, without, cast.contact_of(cast.helene, cast.client))
    drain()
    while send_due(RefusingOutlet()):
        pass
    marie = browser("marie")

    said = words(marie.get(f"/requests/{made.pk}/"))
    assert "E-mail non remis : 550 no such user" in said
    assert "dans sa cloche, pas encore lu" in said
    assert "Lien unique : Valable jusqu’au" in said
    failed = Delivery.objects.get(contact=without)
    again = words(marie.post(f"/requests/{made.pk}/deliveries/{failed.pk}/resending/", follow=True))
    failed.refresh_from_db()

    assert "E-mail renvoyé." in again
    assert failed.state == Delivery.State.PENDING
    assert "n’a pas échoué" in words(marie.post(f"/requests/{made.pk}/deliveries/{failed.pk}/resending/", follow=True))


def test_a_member_reminds_resends_revokes_and_cancels(cast, browser):
    without = colette(cast)
    made, marie = send(cast, without), browser("marie")
    first = link_to(made, without)

    assert "Rappel envoyé." in words(marie.post(f"/requests/{made.pk}/reminder/", follow=True))
    assert "Un rappel est déjà parti ; le prochain est possible" in words(marie.post(f"/requests/{made.pk}/reminder/", follow=True))
    assert "Nouveau lien envoyé." in words(marie.post(f"/requests/{made.pk}/recipients/{without.pk}/link/", follow=True))
    assert link_to(made, without).pk != first.pk
    assert "Lien retiré." in words(marie.post(f"/requests/{made.pk}/recipients/{without.pk}/link/revocation/", follow=True))
    assert not link_to(made, without).is_open(timezone.now())
    assert "Demande annulée." in words(marie.post(f"/requests/{made.pk}/cancellation/", follow=True))
    assert "Cette demande a été annulée" in words(marie.post(f"/requests/{made.pk}/reminder/", follow=True))
    assert now(made).state == State.CANCELLED


def test_the_client_answers_at_the_same_address(cast, browser):
    made, helene = send(cast), browser("helene")
    assert "Il nous manque le relevé du compte courant." in words(helene.get(f"/requests/{made.pk}/"))
    assert "Relevé de novembre" in words(helene.get("/requests/"))

    page = answer(helene, made, file=pdf("relevé.pdf"))
    shown = words(helene.get(page.url))

    assert (page.status_code, now(made).completed_by, now(made).file.name) == (302, cast.contact_of(cast.helene, cast.client), "relevé.pdf")
    for said in ("Merci. Votre réponse est arrivée au cabinet.", "relevé.pdf", "Le voici.", "Hélène Roux a répondu, "):
        assert said in shown
    assert "Envoyer ma réponse" not in words(helene.get(page.url))
    assert "Le voici." in words(browser("marie").get(f"/requests/{made.pk}/"))


def test_a_refused_file_says_why_and_keeps_the_words(cast, browser):
    made = send(cast)

    page = answer(browser("helene"), made, "Mes explications", file=pdf("programme.exe", b"MZ\x90\x00"))

    assert page.status_code == 422
    assert "«programme.exe» n’est pas d’un type accepté" in words(page)
    assert "Mes explications</textarea>" in words(page)
    assert now(made).is_open


def test_an_empty_file_and_an_empty_answer_are_refused_in_the_form(cast, browser):
    made, helene = send(cast), browser("helene")

    assert "«vide.pdf» est vide." in words(answer(helene, made, file=pdf("vide.pdf", b"")))
    assert "Joignez un fichier ou écrivez quelques mots." in words(answer(helene, made, ""))
    assert now(made).is_open


def test_of_two_windows_the_second_is_told_and_keeps_its_words(cast, browser):
    made, helene = send(cast), browser("helene")
    assert answer(helene, made, "Première").status_code == 302

    page = answer(helene, made, "Seconde")

    assert page.status_code == 422
    assert "Hélène Roux a déjà répondu à cette demande" in words(page)
    assert "Seconde</textarea>" in words(page)
    assert now(made).answer == "Première"


def test_an_account_that_was_opened_without_a_contact_answers_too(cast, browser):
    made = send(cast, cast.contact_of(cast.jules, cast.client))

    assert answer(browser("helene"), made).status_code == 302

    assert (now(made).state, now(made).completed_by) == (State.COMPLETED, None)
    assert "Hélène Roux a répondu." in words(browser("marie").get(f"/requests/{made.pk}/"))
    assert "Réponse reçue, " in words(browser("jules").get(f"/requests/{made.pk}/"))


def test_limited_access_sees_only_what_was_sent_to_that_person(cast, browser):
    made, theirs = send(cast), send(cast, cast.contact_of(cast.jules, cast.client), subject="Pour Jules")
    jules = browser("jules")

    assert jules.get(f"/requests/{made.pk}/").status_code == 404
    assert answer(jules, made).status_code == 404
    assert jules.get(f"/requests/{theirs.pk}/").status_code == 200
    said = words(jules.get("/requests/")) + words(jules.get("/search/?q=relevé"))
    assert "Relevé de novembre" not in said
    assert "Pour Jules" in said


@pytest.mark.parametrize("who", ["luc", "vera", "gaston", "omar", "operator"])
def test_strangers_find_nothing(cast, browser, who):
    without = colette(cast)
    made = send(cast, without)
    complete_request(made, without, "", pdf())
    stranger = browser(who)

    verbs = ("completion", "cancellation", "reminder", "reading", f"recipients/{without.pk}/link", f"recipients/{without.pk}/link/revocation")
    answers = [stranger.get(f"/requests/{made.pk}/"), stranger.get(f"/requests/{made.pk}/file/")]
    answers += [stranger.post(f"/requests/{made.pk}/{verb}/", {"answer": "x"}) for verb in verbs]

    assert {one.status_code for one in answers} == {404}


@pytest.mark.parametrize("who", ["helene", "jules"])
def test_clients_do_nothing_of_the_firm_and_read_none_of_its_story(cast, browser, who):
    contact = cast.contact_of(getattr(cast, who), cast.client)
    made, client = send(cast, contact), browser(who)
    remind(made, by=cast.marie)

    verbs = ("cancellation", "reminder", f"recipients/{contact.pk}/link", f"recipients/{contact.pk}/link/revocation", "deliveries/1/resending")
    assert {client.post(f"/requests/{made.pk}/{verb}/").status_code for verb in verbs} == {404}
    assert {client.get("/requests/new/").status_code, client.post("/requests/new/preview/").status_code} == {404}
    page = words(client.get(f"/requests/{made.pk}/"))
    for hidden in ("Ce qui s’est passé", "Destinataires", "Lien unique", "a envoyé un rappel"):
        assert hidden not in page


def test_files_are_downloaded_only_by_who_may_see_the_request(cast, browser):
    made = send(cast)
    complete_request(made, cast.contact_of(cast.helene, cast.client), "", pdf("relevé.pdf"))
    path = f"/requests/{made.pk}/file/"

    assert {who: browser(who).get(path).status_code for who in ("marie", "paul", "helene", "jules", "luc", "vera", "gaston")} == {
        "marie": 200,
        "paul": 200,
        "helene": 200,
        "jules": 404,
        "luc": 404,
        "vera": 404,
        "gaston": 404,
    }
    response = browser("helene").get(path)
    assert "attachment" in response.headers["Content-Disposition"]
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert browser("marie").get(f"/requests/{send(cast).pk}/file/").status_code == 404


def test_a_firm_that_demands_a_second_factor_asks_for_it_before_the_request_and_its_file(cast, browser):
    cast.put_on_portal(cast.client)
    demand(cast, "mfa")
    made, helene = send(cast), browser("helene")
    Authenticator.objects.create(user=cast.helene, type="totp", data={})

    pages = [helene.get(f"/requests/{made.pk}/"), answer(helene, made)]
    complete_request(made, cast.contact_of(cast.helene, cast.client), "", pdf())
    pages.append(helene.get(f"/requests/{made.pk}/file/"))

    assert {one.status_code for one in pages} == {302}
    assert all(f"next=%2Frequests%2F{made.pk}%2F" in one.url for one in pages)
    assert browser("marie").get(f"/requests/{made.pk}/file/").status_code == 200


def test_answering_may_ask_for_more_than_seeing(cast, browser):
    cast.put_on_portal(cast.client)
    demand(cast, "mfa", "upload")
    made, helene = send(cast), browser("helene")
    Authenticator.objects.create(user=cast.helene, type="totp", data={})

    page = words(helene.get(f"/requests/{made.pk}/"))

    assert "Confirmer et répondre" in page
    assert "Envoyer ma réponse" not in page
    assert helene.get(f"/requests/{made.pk}/?answer").status_code == 302
    assert answer(helene, made, file=pdf()).status_code == 302
    assert now(made).is_open


def test_before_the_client_is_enabled_no_second_factor_is_asked_for(cast, browser):
    demand(cast, "mfa")
    made = send(cast)

    assert browser("helene").get(f"/requests/{made.pk}/").status_code == 200


def test_reading_the_page_empties_the_bell(cast, drain, browser):
    made = send(cast)
    drain()

    assert browser("helene").post(f"/requests/{made.pk}/reading/").status_code == 204

    assert not Notification.objects.filter(user=cast.helene, read_at=None).exists()


def test_clients_have_what_is_to_do_first_then_what_is_done(cast, browser):
    contact = cast.contact_of(cast.helene, cast.client)
    complete_request(send(cast, contact, subject="Fait hier"), contact, "Oui", None)
    cancel_request(send(cast, contact, subject="Repris"), by=cast.marie)
    send(cast, contact, subject="Sans échéance")
    send(cast, contact, subject="Pour bientôt", due_on=timezone.localdate() + timedelta(days=3))

    said = words(browser("helene").get("/requests/"))

    assert sorted(("Fait hier", "Repris", "Sans échéance", "Pour bientôt"), key=said.index)[:2] == ["Pour bientôt", "Sans échéance"]


def test_who_has_two_clients_reads_the_requests_of_the_chosen_one(cast, browser):
    ClientAccess.objects.create(firm=cast.firm, client=cast.other_client, user=cast.helene, level="full")
    send(cast, subject="Pour Roux")
    send(cast, cast.contact(cast.other_client, "Gaston", "Delattre", email="g@example.net"), subject="Pour Delattre", dossier=cast.other_dossier, by=cast.luc)
    helene = browser("helene")

    def found(query):
        said = words(helene.get(f"/requests/{query}"))
        return [name for name in ("Pour Roux", "Pour Delattre") if name in said]

    assert found("") == ["Pour Roux", "Pour Delattre"]
    assert found(f"?client={cast.client.pk}") == ["Pour Roux"]
    assert found(f"?client={cast.other_client.pk}") == ["Pour Delattre"]
    assert found("?client=999999") == ["Pour Roux", "Pour Delattre"]
