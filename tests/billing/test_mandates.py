"""A mandate signed online: what is kept, what is shown, and the paper."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from comptoir.billing import papers
from comptoir.billing.actions import LastMethod, MethodGone, make_default, make_due_papers, make_paper, remove_method
from comptoir.billing.models import Mandate, PaymentMethod
from comptoir.billing.papers import PaperMissing, mandate_pdf
from comptoir.events.models import Event
from comptoir.kernel.secrets import is_sealed, unseal

from .paying import IBAN, OTHER_IBAN, TYPED, bill, holds_of, sign

PAGE = "/settings/billing/mandates/new/"


@pytest.fixture
def no_pango(monkeypatch):
    def missing():
        raise PaperMissing("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(papers, "drawing_library", missing)


def test_a_firm_signs_a_mandate_and_reads_it_again(cast, creditor, browser):
    page = browser(cast.admin).post(PAGE, TYPED | {"holder": "Cabinet Lormeau"}, HTTP_USER_AGENT="Firefox", follow=True)

    method, mandate = PaymentMethod.objects.get(), Mandate.objects.get()
    assert (method.firm, method.client, method.last_four, method.is_default, method.reference) == (cast.firm, None, "0189", True, mandate.reference)
    assert (mandate.country, mandate.signature, mandate.agent, mandate.address, mandate.signed_by) == ("FR", "Hélène Roux", "Firefox", "127.0.0.1", cast.admin)
    assert (mandate.creditor_identifier, mandate.creditor_name) == ("FR72ZZZ123456", "Comptoir SAS")
    assert mandate.text.startswith("En signant ce formulaire de mandat")
    assert len(mandate.reference) <= 35
    words = page.content.decode()
    assert "0189" in words
    assert mandate.reference in words
    file = browser(cast.admin).get(f"/settings/billing/methods/{method.pk}/mandate/")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/pdf")
    assert b"".join(file.streaming_content).startswith(b"%PDF")


def test_the_account_is_sealed_and_stands_nowhere_in_clear(cast, creditor, browser, caplog):
    answer = browser(cast.admin).post(PAGE, TYPED, follow=True)

    mandate = Mandate.objects.get()
    assert is_sealed(mandate.iban)
    assert unseal(mandate.iban) == IBAN
    told = (
        answer.content.decode() + str(list(Event.objects.values())) + caplog.text + str(Mandate.objects.values("text", "holder", "signature", "method__label"))
    )
    assert "30006000011234567890" not in told.replace(" ", "")


def test_what_was_typed_stays_beside_the_sentence(cast, creditor, browser):
    answer = browser(cast.admin).post(PAGE, TYPED | {"iban": "FR76 3000", "signature": "…"})

    words = answer.content.decode()
    assert answer.status_code == 422
    assert "compte 27 caractères" in words
    assert "FR76 3000" in words
    assert "Tapez vos prénom et nom." in words
    assert not PaymentMethod.objects.exists()


def test_nobody_signs_without_accepting(cast, creditor, browser):
    answer = browser(cast.admin).post(PAGE, {name: value for name, value in TYPED.items() if name != "accepted"})

    assert "Cochez «J’accepte»" in answer.content.decode()
    assert not Mandate.objects.exists()


def test_a_swiss_account_needs_its_bank_s_code(cast, creditor, browser):
    typed = TYPED | {"iban": "CH93 0076 2011 6238 5295 7"}

    assert "le BIC de la banque est demandé" in browser(cast.admin).post(PAGE, typed).content.decode()
    assert browser(cast.admin).post(PAGE, typed | {"bic": "UBSWCHZH80A"}).status_code == 302
    assert Mandate.objects.get().bic == "UBSWCHZH80A"


def test_the_same_account_twice_is_one_method(cast, creditor, browser):
    browser(cast.admin).post(PAGE, TYPED)
    answer = browser(cast.admin).post(PAGE, TYPED | {"iban": IBAN}, follow=True)

    assert "déjà enregistré" in answer.content.decode()
    assert PaymentMethod.objects.count() == Mandate.objects.count() == 1


def test_two_payers_may_have_the_same_account(cast):
    sign(cast.firm, cast.admin)
    sign(cast.client, cast.helene)

    assert PaymentMethod.objects.filter(is_default=True).count() == 2


def test_without_a_creditor_no_mandate_is_offered_and_the_page_says_why(cast, browser):
    answer = browser(cast.admin).get(PAGE, follow=True).content.decode()

    assert "l’exploitant n’a pas enregistré le créancier" in answer
    assert "Signer un mandat SEPA" not in answer


def test_the_paper_holds_the_mandate_and_fetches_nothing(cast):
    mandate = sign(cast.client, cast.helene).mandate
    Mandate.objects.filter(pk=mandate.pk).update(holder='<img src="http://127.0.0.1:9/x.png">', agent='<link rel="stylesheet" href="file:///etc/passwd">')
    mandate.refresh_from_db()

    content = mandate_pdf(mandate)

    assert content.startswith(b"%PDF")
    with pytest.raises(Exception, match="Nothing is fetched"):
        papers.only_our_font("https://example.com/font.ttf")
    assert BytesIO(content).getbuffer().nbytes < 400_000


def test_without_pango_the_mandate_is_kept_and_its_paper_comes_later(cast, creditor, browser, no_pango, monkeypatch):
    answer = browser(cast.admin).post(PAGE, TYPED, follow=True)

    method = PaymentMethod.objects.get()
    assert "Son PDF sera prêt plus tard" in answer.content.decode()
    assert "PDF du mandat en préparation" in answer.content.decode()
    assert browser(cast.admin).get(f"/settings/billing/methods/{method.pk}/mandate/").status_code == 404
    assert make_due_papers() == 0
    monkeypatch.undo()
    assert make_due_papers() == 1
    assert make_due_papers() == 0
    assert browser(cast.admin).get(f"/settings/billing/methods/{method.pk}/mandate/").status_code == 200


def test_a_paper_made_twice_at_once_is_one(cast):
    mandate = sign(cast.firm, cast.admin).mandate
    late = Mandate.objects.get(pk=mandate.pk)

    assert make_paper(mandate) == make_paper(late)
    assert cast.firm.files.count() == 1


def test_one_default_per_payer_also_for_the_database(cast):
    sign(cast.firm, cast.admin)
    second = sign(cast.firm, cast.admin, OTHER_IBAN)

    assert not second.is_default
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentMethod.objects.update(is_default=True)


def test_the_default_moves_and_follows_who_stays(cast):
    first, second = sign(cast.firm, cast.admin), sign(cast.firm, cast.admin, OTHER_IBAN)

    assert (make_default(second, by=cast.admin), make_default(second, by=cast.admin)) == (True, False)
    assert PaymentMethod.objects.get(is_default=True) == second
    assert (remove_method(second, by=cast.admin), remove_method(second, by=cast.admin)) == (True, False)
    assert PaymentMethod.objects.get(is_default=True) == first
    assert Mandate.objects.get(method=second).revoked_by == cast.admin
    with pytest.raises(MethodGone):
        make_default(second, by=cast.admin)


def test_the_last_method_of_a_company_that_pays_stays(cast, browser):
    bill(cast.client, cast.helene, cast.jules)
    method = sign(cast.client, cast.helene)
    address = f"/p/lormeau/payment/{cast.client.pk}/methods/{method.pk}/removal/"

    with pytest.raises(LastMethod):
        remove_method(method, by=cast.helene)
    answer = browser(cast.helene).post(address)
    assert answer.status_code == 422
    assert "Boulangerie Roux paie directement pour 2 personnes" in answer.content.decode()
    sign(cast.client, cast.helene, OTHER_IBAN)
    assert browser(cast.helene).post(address).status_code == 302
    assert holds_of(cast.helene, cast.jules) == [[""], [""]]


def test_a_removal_is_confirmed_first(cast, browser):
    method = sign(cast.firm, cast.admin)

    page = browser(cast.admin).get(f"/settings/billing/methods/{method.pk}/removal/").content.decode()

    assert "C’est le seul moyen de paiement enregistré." in page
    assert PaymentMethod.objects.kept().exists()
