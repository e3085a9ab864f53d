"""Three thousand client users in one sheet with thirty kinds of faults: looked at, reported, brought in, taken back (I3)."""

from datetime import datetime

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from comptoir.applications.models import Application
from comptoir.billing.models import Plan
from comptoir.clients.models import Client, ClientAccess, ClientUser, Contact, Dossier
from comptoir.events.models import Event
from comptoir.imports.actions import carry_out, run_waiting_imports, undo_import
from tests.imports.lists import counts, outcome, siren

from .sheets import bring, cells, changed, family_name, names_of, said, sheet

ROWS = 3_000
COMPANY = "Entreprise facturée"
MAIL, PHONE, MODE, PLAN, SENDS = "E-mail", "Téléphone", "Mode de facturation", "Offre tarifaire", "Envoyer un e-mail"


@pytest.fixture
def town(cast):
    """What the faulty rows speak of: a merged company, two namesakes, one nobody administers, a second dossier, a withdrawn plan and application."""
    merged = Client.objects.create(firm=cast.firm, name="Pains Roux", siren=siren(7), merged_into=cast.client, merged_at=timezone.now())
    for number in (8, 9):
        twin, _dossier = cast.make_client("Café du Coin", cast.lille)
        Client.objects.filter(pk=twin.pk).update(siren=siren(number))
    cast.make_client("Fleurs Martin", cast.lille, code="FM-1")
    own, _dossier = cast.make_client("Librairie Dubois", cast.lille, code="LD-1")
    ClientAccess.objects.create(firm=cast.firm, client=own, user=cast.helene, type="administrator")
    Client.objects.filter(pk=cast.client.pk).update(siren=siren(1))
    Plan.objects.create(code="ancienne", name="Ancienne offre", withdrawn_at=timezone.now())
    Application.objects.create(code="fax", name="Fax", withdrawn_at=timezone.now())
    return merged


def faults():
    """{what is wrong: (the cells that differ, [(column, code), …] of the report)}"""
    mixed = f"{family_name()}, {family_name('consultation')}"
    return {
        "no name": ({"Nom": ""}, [("Nom", "name_missing")]),
        "a name without letters": ({"Nom": 45292.0}, [("Nom", "no_letter")]),
        "a name too long": ({"Nom": "M" * 81}, [("Nom", "too_long")]),
        "a formula": ({"Prénom": " =1+1"}, [("Prénom", "formula")]),
        "an error of Excel": ({"Prénom": " #N/A"}, [("Prénom", "excel_error")]),
        "a date for a name": ({"Prénom": datetime(2026, 7, 1)}, [("Prénom", "not_text")]),
        "no address": ({MAIL: ""}, [(MAIL, "email_missing")]),
        "an unreadable address": ({MAIL: "chloé@@roux"}, [(MAIL, "email_invalid")]),
        "a client user's address": ({MAIL: " HELENE@Example.com "}, [(MAIL, "already_here")]),
        "another firm's address": ({MAIL: "omar@example.com"}, [(MAIL, "email_taken")]),
        "a colleague's address": ({MAIL: "Paul@example.com"}, [(MAIL, "colleague")]),
        "a repeated address": ({MAIL: " CHLOE.martin0@roux.example"}, [(MAIL, "email_on_line")]),
        "an unreadable phone": ({PHONE: "12 34"}, [(PHONE, "phone")]),
        "an unknown type": ({"Type": "roi"}, [("Type", "type_word")]),
        "an unknown level": ({"Niveau": "moyen"}, [("Niveau", "level_word")]),
        "a first user who does not administer": ({COMPANY: "Fleurs Martin"}, [("Type", "first_must_administer")]),
        "no company": ({COMPANY: ""}, [(COMPANY, "company_missing")]),
        "an unknown company": ({COMPANY: "Nulle Part"}, [(COMPANY, "company_unknown")]),
        "a company that one does not serve": ({COMPANY: "Garage Delattre"}, [(COMPANY, "company_unknown")]),
        "another firm's company": ({COMPANY: "Menuiserie Omar"}, [(COMPANY, "company_unknown")]),
        "a merged company": ({COMPANY: siren(7)}, [(COMPANY, "company_merged")]),
        "two companies of one name": ({COMPANY: "CAFE du coin"}, [(COMPANY, "company_ambiguous")]),
        "a SIREN too short": ({COMPANY: siren(1)[:8]}, [(COMPANY, "siren_length")]),
        "a SIREN with a wrong digit": ({COMPANY: siren(1)[:8] + str((int(siren(1)[8]) + 1) % 10)}, [(COMPANY, "siren_check")]),
        "no dossier": ({"Dossiers": ""}, [("Dossiers", "reach_empty")]),
        "nothing but commas": ({"Dossiers": " , ; "}, [("Dossiers", "reach_empty")]),
        "an unknown dossier": ({"Dossiers": "BR-0142, XX-1"}, [("Dossiers", "dossier_unknown_name")]),
        "another company's dossier": ({"Dossiers": "LD-1"}, [("Dossiers", "dossier_elsewhere")]),
        "another firm's dossier": ({"Dossiers": "Menuiserie Omar"}, [("Dossiers", "dossier_unknown_name")]),
        "no application": ({"Applications": ""}, [("Applications", "applications")]),
        "mixed applications": ({"Applications": mixed}, [("Applications", "applications")]),
        "part of a family": ({"Applications": ", ".join(names_of()[:2])}, [("Applications", "applications")]),
        "an unknown application": ({"Applications": "Minitel"}, [("Applications", "application_unknown")]),
        "a withdrawn application": ({"Applications": f"{family_name()}, Fax"}, [("Applications", "applications")]),
        "an unknown mode": ({MODE: "troc"}, [(MODE, "mode_word")]),
        "no plan": ({PLAN: ""}, [(PLAN, "plan_missing")]),
        "an unknown plan": ({PLAN: "Offre de rêve"}, [(PLAN, "plan_unknown")]),
        "a withdrawn plan": ({PLAN: "ancienne offre"}, [(PLAN, "plan_withdrawn")]),
        "an unknown activation": ({"Activation": 45292.0}, [("Activation", "activation_word")]),
        "an unknown wish": ({SENDS: "peut-être"}, [(SENDS, "mail_word")]),
        "an unknown language": ({"Langue": "klingon"}, [("Langue", "language_word")]),
        "several at once": (
            {"Nom": "", COMPANY: "Nulle Part", "Type": "roi", PHONE: "x"},
            [(PHONE, "phone"), ("Type", "type_word"), (COMPANY, "company_unknown"), ("Nom", "name_missing")],
        ),
    }


def good_rows(count):
    """Rows with nothing wrong, written in the ways in which people write."""
    company = {COMPANY: " ".join([siren(1)[:3], siren(1)[3:6], siren(1)[6:]]), "Dossiers": "*"}
    ways = [
        {},
        company,
        {COMPANY: "br-0142", "Dossiers": "BR-0142", "Niveau": "LIMITÉ", "Activation": "Plus tard"},
        {"Applications": ", ".join(names_of()), "Type": "administrateur", "Langue": "néerlandais", PHONE: 612345678.0},
        {"Applications": family_name("consultation"), MODE: "Client", PHONE: "", "Langue": ""},
    ]
    usual = cells()
    return [changed(usual, **{MAIL: f"chloe.martin{number}@roux.example"} | ways[number % len(ways)]) for number in range(count)]


def everything():
    """What an import may have changed, as plain values."""
    models = (get_user_model(), ClientUser, ClientAccess, Contact)
    return [sorted(model.objects.values_list("pk", flat=True)) for model in models] + [list(Dossier.objects.values_list("pk", "client_id"))]


def test_three_thousand_client_users_with_every_fault(cast, town):
    cast.put_on_portal(cast.client)
    wrong = faults()
    assert len(wrong) >= 30
    rows = good_rows(ROWS - len(wrong))
    first_wrong = len(rows) + 2
    rows += [cells(9_000 + number, **changes) for number, (changes, _codes) in enumerate(wrong.values())]
    expected = [(first_wrong + number, column, code) for number, (_changes, codes) in enumerate(wrong.values()) for column, code in codes]
    before = everything()

    job = bring(sheet(*rows), cast, is_dry_run=True)

    assert sorted(said(job)) == sorted(expected)
    assert (job.state, counts(job), everything()) == ("checked", outcome(created=ROWS - len(wrong), errors=len(wrong)), before)
    assert all(problem.text and "%(" not in problem.text for problem in job.problems.all())

    carry_out(job, all_or_nothing=False, by=cast.marie)
    run_waiting_imports()
    job.refresh_from_db()

    assert (job.state, counts(job)) == ("done", outcome(created=ROWS - len(wrong), errors=len(wrong)))
    assert sorted(said(job)) == sorted(expected)
    assert ClientUser.objects.filter(user__email__endswith="@roux.example").count() == ROWS - len(wrong)
    assert Event.objects.filter(verb="client_user.created").count() == ROWS - len(wrong)

    told = undo_import(job, by=cast.marie)

    assert (told.gone, told.kept, everything()) == (ROWS - len(wrong), (), before)


def test_what_one_does_not_serve_is_told_as_what_does_not_exist(cast, town):
    """Nora works in Lille: the garage is of Arras. Omar's workshop is another firm's."""
    names = ["Nulle Part", "Garage Delattre", "Menuiserie Omar"]
    job = bring(sheet(*(cells(number, **{COMPANY: name}) for number, name in enumerate(names))), cast, by=cast.nora, is_dry_run=True)

    assert {problem.text for problem in job.problems.all()} == {job.problems.first().text}
    assert {problem.column for problem in job.problems.all()} == {COMPANY}


def test_the_first_administrator_may_stand_anywhere_in_the_file(cast, town):
    rows = [cells(1, **{COMPANY: "Fleurs Martin"}), cells(2, **{COMPANY: "FM-1", "Type": "Administrateur"})]

    assert counts(bring(sheet(*rows), cast)) == outcome(created=2)


def test_an_administrator_who_cannot_come_in_leads_nobody(cast, town):
    rows = [cells(1, **{COMPANY: "Fleurs Martin"}), cells(2, **{COMPANY: "FM-1", "Type": "Administrateur", "Langue": "klingon"})]

    assert said(bring(sheet(*rows), cast)) == [(2, "Type", "first_must_administer"), (3, "Langue", "language_word")]


def test_a_computed_cell_counts_for_what_it_shows(cast):
    """A formula that nobody computed shows nothing."""
    job = bring(sheet(cells(1, Nom="=CONCATENATE(1)")), cast, is_dry_run=True)

    assert said(job) in ([(2, "Nom", "name_missing")], [(2, "Nom", "no_letter")], [(2, "Nom", "formula")])


def test_columns_stand_in_any_order_under_their_usual_names_below_a_title(cast):
    titles = {"Mail": "a.b@roux.example", "Nom de famille": "Bé", "Société": "Boulangerie Roux", "Accès": "limité", "Dossier": "tous", "Profil": "admin"}
    extra = {"Offre": cells()[10], "Applis": family_name(), "Remarque": "rien"}
    job = bring(sheet(["Utilisateurs"], [], list(titles | extra), list((titles | extra).values()), header=["Cabinet Lormeau"]), cast)

    assert (counts(job), said(job), job.ignored_columns) == (outcome(created=1), [], ["Remarque"])


@pytest.mark.parametrize(("header", "problem"), [(["Nom", "Prénom", "Type"], "no_name_column"), (["x", "y"], "no_header")])
def test_a_sheet_without_addresses_is_refused_in_words(cast, header, problem):
    job = bring(sheet(["a", "b", "c"], header=header), cast, is_dry_run=True)

    assert (job.state, job.problem) == ("failed", problem)
    assert "E-mail" in job.refusal
