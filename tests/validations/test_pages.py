"""The pages: asking, reading, deciding, finding again."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.away.actions import start_absence
from comptoir.firms.models import Membership
from comptoir.notifications.models import Notification
from comptoir.validations.actions import accept_validation, refuse_validation, withdraw_validation
from comptoir.validations.decisions import State
from comptoir.validations.models import Validation
from tests.conversations.pages import words

from .asking import make_accountant, request, send


@pytest.fixture
def browser(cast):
    def signed_in(who):
        one = Client()
        one.force_login(getattr(cast, who))
        return one

    return signed_in


def test_a_request_is_made_from_a_dossier_and_found_by_its_addressee(cast, browser):
    paul, marie = browser("paul"), browser("marie")
    assert f"/validations/new/?dossier={cast.dossier.pk}" in paul.get(f"/dossiers/{cast.dossier.pk}/").content.decode()
    form = words(paul.get(f"/validations/new/?dossier={cast.dossier.pk}"))

    answer = send(paul, cast, due_on=(timezone.localdate() + timedelta(days=5)).isoformat())
    made = Validation.objects.get()

    assert f'<option value="{cast.marie.pk}" selected>Marie Dubois</option>' in form
    assert (answer.status_code, answer.url, made.addressed_to, made.requested_by, made.firm) == (
        302,
        f"/validations/{made.pk}/",
        cast.marie,
        cast.paul,
        cast.firm,
    )
    assert "À décider" in words(marie.get("/validations/"))
    for path in ("/validations/", "/", f"/dossiers/{cast.dossier.pk}/", f"/clients/{cast.client.pk}/"):
        assert "Liasse 2025" in words(marie.get(path)), path
    assert "Liasse 2025" not in words(browser("luc").get("/validations/?box=all"))


def test_without_a_dossier_the_page_asks_which_one(cast, browser):
    page = browser("paul").get("/validations/new/")

    assert (page.status_code, "Boulangerie Roux" in words(page), "Garage Delattre" in words(page)) == (200, True, False)
    assert browser("paul").get(f"/validations/new/?dossier={cast.other_dossier.pk}").status_code == 422
    assert browser("paul").get("/validations/new/?dossier=abc").status_code == 422


def test_what_was_typed_is_still_there_when_a_field_is_refused(cast, browser):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()

    page = send(browser("paul"), cast, subject="Mon objet", body="", due_on=yesterday, addressed_to=cast.admin.pk)

    assert page.status_code == 422
    said = words(page)
    for sentence in (
        "Mon objet",
        "Dites ce qui est à valider.",
        "Cette date est déjà passée.",
        "Choisissez un expert-comptable qui travaille sur ce dossier.",
        yesterday,
    ):
        assert sentence in said, sentence
    assert not Validation.objects.exists()


@pytest.mark.parametrize(
    "typed", [{"due_on": "demain"}, {"addressed_to": "x"}, {"subject": "x" * 201}, {"replaces": "999"}, {"replaces": "\0"}, {"key": "x"}, {"body": "a\0b"}]
)
def test_nonsense_is_refused_in_the_form(cast, browser, typed):
    assert send(browser("paul"), cast, **typed).status_code == 422
    assert not Validation.objects.exists()


def test_a_form_sent_twice_is_one_request(cast, browser):
    key = "7e8f7c1e-6c93-4e6e-a0b4-0f6f3a0f7d11"
    paul = browser("paul")

    answers = [send(paul, cast, key=key) for _click in range(2)]

    assert {answer.url for answer in answers} == {f"/validations/{Validation.objects.get().pk}/"}


def test_a_dossier_without_an_accountant_says_what_to_do(cast, browser):
    Membership.objects.filter(user=cast.marie).update(role=Membership.Role.STAFF)

    assert "L’administrateur du cabinet peut donner la licence Lille à l’un d’eux." in words(
        browser("paul").get(f"/validations/new/?dossier={cast.dossier.pk}")
    )
    assert send(browser("paul"), cast).status_code == 422


def test_the_form_says_who_is_away_and_until_when(cast, browser):
    with time_machine.travel("2027-03-02T09:00:00Z"):
        start_absence(cast.marie, cast.firm, by=cast.marie, ends_at=timezone.now() + timedelta(days=6))

        said = words(browser("paul").get(f"/validations/new/?dossier={cast.dossier.pk}"))

    assert "est en absence, de retour lun. 8 mars à 10 h : la demande l’attendra." in said


def test_the_addressee_accepts(cast, browser):
    made = request(cast)
    marie = browser("marie")

    assert "Accepter" in words(marie.get(f"/validations/{made.pk}/"))
    answer = marie.post(f"/validations/{made.pk}/acceptance/", follow=True)

    assert "Demande acceptée." in words(answer)
    assert "Acceptée par Marie Dubois" in words(answer)
    assert "Accepter</button>" not in words(answer)


def test_a_refusal_without_reason_keeps_the_form_open(cast, browser):
    made = request(cast)

    page = browser("marie").post(f"/validations/{made.pk}/refusal/", {"reason": "  "})

    assert page.status_code == 422
    assert "Donnez le motif du refus" in words(page)
    assert '<details class="other-way" open>' in words(page)
    assert Validation.objects.get().is_pending


def test_who_comes_second_is_told_who_decided_and_keeps_their_words(cast, browser):
    made = request(cast)
    accept_validation(made, by=cast.marie)

    page = browser("marie").post(f"/validations/{made.pk}/refusal/", {"reason": "Il manque l’annexe."})

    assert page.status_code == 422
    assert "Cette demande a déjà été acceptée par Marie Dubois" in words(page)
    assert "Il manque l’annexe.</textarea>" in words(page)
    assert Validation.objects.get().state == State.ACCEPTED


def test_a_colleague_reads_it_and_cannot_decide(cast, browser):
    made = request(cast)
    nora = browser("nora")

    assert "Accepter</button>" not in words(nora.get(f"/validations/{made.pk}/"))
    assert "Seule la personne à qui la demande est adressée peut en décider : Marie Dubois" in words(
        nora.post(f"/validations/{made.pk}/acceptance/", follow=True)
    )
    assert "Seuls la personne qui a fait la demande et un administrateur" in words(nora.post(f"/validations/{made.pk}/withdrawal/", follow=True))
    assert "Seule la personne qui a fait la demande peut relancer." in words(nora.post(f"/validations/{made.pk}/reminder/", follow=True))
    assert Validation.objects.get().is_pending


def test_a_second_reminder_of_the_day_says_when_the_next_one_may_leave(cast, browser):
    made, paul = request(cast), browser("paul")

    first, second = [words(paul.post(f"/validations/{made.pk}/reminder/", follow=True)) for _click in range(2)]

    assert "Relance envoyée." in first
    assert "Une relance est déjà partie ; la prochaine est possible à partir de" in second


@pytest.mark.parametrize("who", ["luc", "vera", "helene", "jules", "gaston", "omar", "operator"])
def test_strangers_and_clients_find_nothing(cast, browser, who):
    made = request(cast)
    stranger = browser(who)

    answers = [stranger.get(f"/validations/{made.pk}/")]
    answers += [stranger.post(f"/validations/{made.pk}/{verb}/", {"reason": "x"}) for verb in ("acceptance", "refusal", "withdrawal", "reminder", "reading")]
    answers += [stranger.get(f"/validations/new/?again={made.pk}")]

    assert {answer.status_code for answer in answers} == {404}
    assert Validation.objects.get().is_pending


def test_the_words_are_taken_over_when_it_goes_to_somebody_else(cast, browser):
    make_accountant(cast.nora)
    made, paul = request(cast), browser("paul")

    page = words(paul.get(f"/validations/new/?again={made.pk}"))
    answer = send(paul, cast, addressed_to=cast.nora.pk, replaces=made.pk)

    assert "La demande adressée à Marie Dubois sera retirée" in page
    assert 'value="Liasse 2025"' in page
    assert "Peut-on l’envoyer au greffe ?</textarea>" in page
    assert answer.status_code == 302
    assert {one.state: one.addressed_to for one in Validation.objects.all()} == {State.WITHDRAWN: cast.marie, State.PENDING: cast.nora}


def test_what_was_decided_before_the_form_was_sent_is_not_replaced(cast, browser):
    make_accountant(cast.nora)
    made = request(cast)
    accept_validation(made, by=cast.marie)

    page = send(browser("paul"), cast, addressed_to=cast.nora.pk, replaces=made.pk)

    assert (page.status_code, Validation.objects.count()) == (422, 1)
    assert "Cette demande a déjà été acceptée par Marie Dubois" in words(page)


def test_a_refused_request_is_asked_again_with_its_words(cast, browser):
    made = refuse_validation(request(cast), by=cast.marie, reason="Il manque l’annexe.")

    assert "Demander à nouveau" in words(browser("paul").get(f"/validations/{made.pk}/"))
    page = words(browser("paul").get(f"/validations/new/?again={made.pk}"))
    assert ("Peut-on l’envoyer au greffe ?" in page, "sera retirée" in page) == (True, False)


def test_an_addressee_who_left_is_shown_as_such(cast, browser):
    made = request(cast)
    Membership.objects.filter(user=cast.marie).update(left_at=timezone.now())

    said = words(browser("paul").get(f"/validations/{made.pk}/"))

    assert "Marie Dubois ne peut plus décider" in said
    assert "Adresser à quelqu’un d’autre" in said
    assert "Relancer" not in said


def test_a_page_outlives_the_accounts_it_names(cast, browser):
    asked = request(cast)
    accept_validation(request(cast, subject="Bilan"), by=cast.marie)
    withdraw_validation(request(cast, subject="TVA"), by=cast.paul)
    Validation.objects.update(addressed_to=None, requested_by=None, decided_by=None, withdrawn_by=None)

    for made in Validation.objects.all():
        assert browser("nora").get(f"/validations/{made.pk}/").status_code == 200
    assert "Compte effacé" in words(browser("nora").get(f"/validations/{asked.pk}/"))
    assert "le compte de son destinataire a été effacé" in words(browser("nora").post(f"/validations/{asked.pk}/acceptance/", follow=True))
    assert browser("nora").get("/validations/?box=all").status_code == 200


def test_a_page_that_was_seen_empties_the_bell(cast, browser, drain):
    made = request(cast)
    drain()
    marie = browser("marie")

    marie.get(f"/validations/{made.pk}/")
    assert Notification.objects.filter(user=cast.marie, read_at=None).count() == 1
    assert marie.post(f"/validations/{made.pk}/reading/").status_code == 204
    assert not Notification.objects.filter(user=cast.marie, read_at=None).exists()


def test_what_is_due_first_comes_first_and_what_is_late_says_so(cast, browser):
    today = timezone.localdate()
    request(cast, subject="Sans date")
    request(cast, subject="Plus tard", due_on=today + timedelta(days=9))
    late = request(cast, subject="En retard", due_on=today)
    Validation.objects.filter(pk=late.pk).update(due_on=today - timedelta(days=1))

    said = words(browser("marie").get("/validations/"))

    assert said.index("En retard") < said.index("Plus tard") < said.index("Sans date")
    assert '<span class="pill late">en retard</span>' in said


def test_each_box_holds_its_own_and_words_are_found_without_accents(cast, browser):
    request(cast, subject="Déclaration d’été")
    accept_validation(request(cast, subject="Bilan"), by=cast.marie)
    nora = request(cast, subject="Paie", by=cast.nora)
    paul = browser("paul")

    def shown(query):
        said = words(paul.get(f"/validations/?{query}"))
        return {subject for subject in ("Déclaration d’été", "Bilan", "Paie") if f"<b>{subject}</b>" in said}

    assert shown("") == shown("box=requested") == {"Déclaration d’été", "Bilan"}
    assert shown("box=all") == {"Déclaration d’été", "Bilan", nora.subject}
    assert shown("box=to-decide") == set()
    assert shown("box=all&q=DECLARATION ete") == {"Déclaration d’été"}
    assert shown("box=all&q=roux paie") == {"Paie"}
    assert shown("box=nonsense&page=x&q=%00") == {"Déclaration d’été", "Bilan"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("box=requested", "Vous n’avez rien demandé."),
        ("box=to-decide", "Seuls les experts-comptables reçoivent des demandes de validation."),
        ("box=all", "Aucune demande sur les dossiers que vous suivez."),
        ("box=all&q=zzz", "Aucune demande ne contient ces mots."),
    ],
)
def test_an_empty_list_says_what_to_do(cast, browser, query, sentence):
    assert sentence in words(browser("paul").get(f"/validations/?{query}"))


@pytest.mark.parametrize("path", ["/validations/?box=all", "/validations/", "/", "/dossiers/{dossier}/", "/clients/{client}/"])
def test_lists_cost_the_same_for_one_and_for_three(cast, browser, path):
    marie, counts = browser("marie"), []
    for number in (1, 2):
        for one in range(number):
            request(cast, subject=f"Demande {number}{one}", by=cast.nora if one else cast.paul)
        address = path.format(dossier=cast.dossier.pk, client=cast.client.pk)
        marie.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = marie.get(address)
        assert words(page).count("<b>Demande ") == Validation.objects.count()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_page_costs_the_same_after_many_reminders(cast, browser):
    made, paul, counts = request(cast), browser("paul"), []
    for day in range(3):
        with time_machine.travel(timezone.now() + timedelta(days=2 * day)):
            paul = browser("paul")
            paul.post(f"/validations/{made.pk}/reminder/")
            paul.get(f"/validations/{made.pk}/")
            with CaptureQueriesContext(connection) as queries:
                paul.get(f"/validations/{made.pk}/")
            counts.append(len(queries))

    assert len(set(counts)) == 1
    assert counts[0] <= 12
