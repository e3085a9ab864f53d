"""The operator's pages, as the operator and everybody else find them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.firms.models import Firm, FirmSlug, Licence
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage

NEW = {
    "name": "Cabinet Armand", "slug": "armand", "country": "FR", "time_zone": "Europe/Paris", "licence": "Douai",
    "first_name": "Anne", "last_name": "Armand", "email": "Anne@Armand.example", "language": "fr",
}  # fmt: skip


@pytest.fixture
def operator(cast):
    browser = Client()
    browser.force_login(cast.operator)
    return browser


def test_a_firm_is_made_in_one_form(cast, operator):
    page = operator.post("/operator/firms/new/", NEW, follow=True)

    firm = Firm.objects.get(slug="armand")
    assert "Cabinet Armand est créé" in page.content.decode()
    assert list(Licence.objects.filter(firm=firm).values_list("name", flat=True)) == ["Douai"]
    assert FirmSlug.objects.filter(firm=firm, slug="armand").exists()
    assert list(firm.arrivals.values_list("email", "role")) == [("anne@armand.example", "administrator")]
    assert send_due(MailboxOutlet()) == 1
    assert MailboxMessage.objects.get().delivery.user.email == "anne@armand.example"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"slug": "lormeau"}, "Ce nom est déjà pris par un autre cabinet."),
        ({"slug": "Côté"}, "Des lettres sans accent"),
        ({"email": "anne"}, "Cette adresse e-mail ne peut pas être lue."),
        ({"name": ""}, "Donnez le nom du cabinet."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(cast, operator, wrong, sentence):
    page = operator.post("/operator/firms/new/", NEW | wrong)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="Douai"' in page.content.decode()
    assert not Firm.objects.filter(name="Cabinet Armand").exists()


def test_a_firm_is_suspended_opened_and_its_deletion_ordered_and_taken_back(cast, operator):
    at = f"/operator/firms/{cast.firm.pk}/"

    assert operator.post(f"{at}suspension/", {"reason": ""}).status_code == 422
    assert "suspendu" in operator.post(f"{at}suspension/", {"reason": "Impayé"}, follow=True).content.decode()
    assert "est rouvert" in operator.post(f"{at}resumption/", follow=True).content.decode()
    wrong = operator.post(f"{at}deletion/", {"slug": "vasseur"})
    assert (wrong.status_code, "Ce n’est pas le nom de ce cabinet : lormeau" in wrong.content.decode()) == (422, True)
    assert "Retirer l’ordre de suppression" in operator.post(f"{at}deletion/", {"slug": "lormeau"}, follow=True).content.decode()
    assert "L’ordre est retiré." in operator.post(f"{at}deletion/cancelled/", follow=True).content.decode()
    assert "La copie est en préparation." in operator.post(f"{at}exports/", follow=True).content.decode()


def test_who_is_no_operator_finds_nothing(cast):
    for person in (cast.admin, cast.helene):
        browser = Client()
        browser.force_login(person)
        assert browser.get("/operator/firms/").status_code == 404
        assert browser.post("/operator/firms/new/", NEW).status_code == 404
    assert not Firm.objects.filter(slug="armand").exists()


def test_the_list_takes_as_many_questions_for_two_firms_as_for_five(cast, operator):
    operator.get("/operator/firms/")
    counts = []
    for more in (range(0), range(3)):
        Firm.objects.bulk_create([Firm(name=f"Cabinet {number}", slug=f"cabinet-{number}") for number in more])
        with CaptureQueriesContext(connection) as queries:
            page = operator.get("/operator/firms/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert "Cabinet Vasseur" in page.content.decode()
    assert "Cabinet Vasseur" not in operator.get("/operator/firms/?q=lormeau").content.decode()
