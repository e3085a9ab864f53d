"""Client lists brought in, on real rows."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.accounts.models import User
from comptoir.clients.models import Client, ClientContact, Contact, Dossier, DossierManager
from comptoir.events.models import Event
from comptoir.imports.actions import NotReady, batches, carry_out, run_waiting_imports, running, start_import
from comptoir.imports.known import known_to
from comptoir.imports.models import Import
from tests.imports.lists import bring, counts, csv_list, outcome, report, siren, siret, workbook

FILES = Path(__file__).resolve().parents[2] / "comptoir" / "demo" / "files"
FULL = [
    "Code",
    "Raison sociale",
    "SIRET",
    "Forme juridique",
    "Adresse",
    "CP",
    "Ville",
    "Pays",
    "Licence",
    "Gestionnaire",
    "Contact",
    "E-mail",
    "Téléphone",
    "Création",
    "Clôture",
]


def full_row(number, **changes):
    usual = [
        f"C{number:05d}", f"Société d’Été {number}", siret(number), "SARL", f"{number} rue Haute", 59000.0, "Lille", "France", "lille",
        "marie@example.com, Paul Petit",
        f"Hélène DURAND{number}", f"helene{number}@ete.example", "03 20 11 22 33", date(1998, 11, 3), "31/12",
    ]  # fmt: skip
    return [changes.get(title, cell) for title, cell in zip(FULL, usual, strict=True)]


def rows_of(firm):
    """Every row that an import may write, in plain values, without keys and moments."""
    return {
        "clients": list(Client.objects.filter(firm=firm).order_by("name", "siren").values_list("name", "kind", "siren", "siret", "legal_form",
        "address", "postal_code", "city", "country", "founded_on")),
        "dossiers": list(Dossier.objects.filter(firm=firm).order_by("name", "code").values_list("name", "code", "licence__name", "client__name",
        "closing_day", "closing_month")),
        "contacts": list(Contact.objects.filter(firm=firm).order_by("last_name", "email").values_list("first_name", "last_name", "email", "phone")),
        "links": sorted(ClientContact.objects.filter(client__firm=firm).values_list("client__name", "contact__email")),
        "managers": sorted(DossierManager.objects.filter(dossier__firm=firm).values_list("dossier__name", "rank", "user__email")),
    }  # fmt: skip


def test_a_row_comes_in_with_all_that_belongs_to_it(cast):
    job = bring(workbook([FULL, full_row(1)]), cast)

    dossier = Dossier.objects.get(code="C00001")
    assert counts(job) == outcome(created=1)
    assert (dossier.name, dossier.licence, dossier.firm, dossier.closing_day, dossier.closing_month) == ("Société d’Été 1", cast.lille, cast.firm, 31, 12)
    assert [(link.user, link.rank) for link in dossier.manager_links.all()] == [(cast.marie, 0), (cast.paul, 1)]
    client = (
        Client.objects.filter(pk=dossier.client_id)
        .values("name", "siren", "siret", "legal_form", "address", "postal_code", "city", "country", "founded_on")
        .get()
    )
    assert client == {
        "name": "Société d’Été 1", "siren": siren(1), "siret": siret(1), "legal_form": "SARL", "address": "1 rue Haute", "postal_code": "59000",
        "city": "Lille",
        "country": "France", "founded_on": date(1998, 11, 3),
    }  # fmt: skip
    contact = Contact.objects.get(client_links__client=dossier.client_id)
    assert (contact.first_name, contact.last_name, contact.email, contact.phone, contact.user) == (
        "Hélène",
        "Durand1",
        "helene1@ete.example",
        "+33 3 20 11 22 33",
        None,
    )


def test_rows_written_in_sets_have_the_keys_that_the_models_give(cast):
    bring(workbook([FULL, full_row(1)]), cast)

    for row in (
        *Client.objects.filter(name__startswith="Société"),
        *Dossier.objects.filter(code="C00001"),
        *Contact.objects.filter(email="helene1@ete.example"),
    ):
        written = (row.name_key, row.search_text)
        row.index()
        assert written == (row.name_key, row.search_text)


def test_what_is_created_afterwards_gets_the_next_key(cast):
    bring(workbook([FULL, full_row(1), full_row(2)]), cast)

    assert Client.objects.create(firm=cast.firm, name="À la main").pk == max(Client.objects.values_list("pk", flat=True))


def test_running_twice_changes_nothing(cast):
    rows = [FULL, *(full_row(number) for number in range(1, 8)), full_row(8, **{"Raison sociale": "Seconde activité", "SIRET": siret(1)})]
    first = bring(workbook(rows), cast)
    before = rows_of(cast.firm)

    second = bring(workbook(rows), cast)

    assert (counts(first), counts(second)) == (outcome(created=8), outcome(unchanged=8))
    assert rows_of(cast.firm) == before


def test_only_what_differs_is_changed(cast):
    bring(workbook([FULL, *(full_row(number) for number in range(1, 6))]), cast)

    job = bring(
        workbook(
            [
                FULL,
                full_row(1),
                full_row(2, Ville="Douai"),
                full_row(3, Téléphone="06 12 34 56 78"),
                full_row(4, Gestionnaire="Paul Petit"),
                full_row(5, Clôture="30/06", Ville=""),
            ]
        ),
        cast,
    )

    assert counts(job) == outcome(changed=4, unchanged=1)
    cities = list(Client.objects.filter(name__startswith="Société").order_by("name").values_list("city", flat=True))
    assert cities == ["Lille", "Douai", "Lille", "Lille", "Lille"]
    assert Contact.objects.get(email="helene3@ete.example").phone == "+33 6 12 34 56 78"
    assert list(Dossier.objects.get(code="C00004").manager_links.values_list("user", "rank")) == [(cast.paul.pk, 0)]
    assert Dossier.objects.get(code="C00005").closing_month == 6


def test_a_changed_client_is_found_by_its_new_words(cast):
    bring(csv_list("Code;Nom;Ville\nA;Roux;Lille"), cast, licence=cast.lille)
    bring(csv_list("Code;Nom;Ville\nA;Été;Béthune"), cast, licence=cast.lille)

    assert [client.name for client in Client.objects.matching("ete bethune")] == ["Été"]


def test_several_codes_of_one_siren_are_dossiers_of_one_client(cast):
    job = bring(csv_list(f"Code;Nom;SIREN\nA;Roux Lille;{siren(1)}\nB;Roux Arras;{siren(1)}"), cast, licence=cast.lille)

    assert counts(job) == outcome(created=2)
    assert list(Client.objects.filter(siren=siren(1)).values_list("name", "dossiers__code").order_by("dossiers__code")) == [
        ("Roux Lille", "A"),
        ("Roux Lille", "B"),
    ]


def test_a_dossier_without_code_takes_the_code_that_comes_with_its_siren(cast):
    bring(csv_list(f"Nom;SIREN\nRoux;{siren(1)}"), cast, licence=cast.lille)

    job = bring(csv_list(f"Code;Nom;SIREN\nA;Roux;{siren(1)}"), cast, licence=cast.lille)

    assert counts(job) == outcome(changed=1)
    assert [dossier.code for dossier in Dossier.objects.filter(client__siren=siren(1))] == ["A"]


def test_a_name_is_recognised_whatever_its_accents_when_there_is_nothing_better(cast):
    bring(csv_list("Nom\nBoulangerie Été"), cast, licence=cast.lille)

    job = bring(csv_list("Nom;Ville\nBOULANGERIE ETE;Lille"), cast, licence=cast.lille)

    assert counts(job) == outcome(changed=1)


def test_a_code_never_moves_a_dossier_to_another_company(cast):
    bring(csv_list(f"Code;Nom;SIREN\nA;Roux;{siren(1)}"), cast, licence=cast.lille)
    before = rows_of(cast.firm)

    job = bring(csv_list(f"Code;Nom;SIREN\nA;Autre;{siren(2)}"), cast, licence=cast.lille)

    assert (report(job), rows_of(cast.firm)) == ([(2, "Code", "code_of_other_siren")], before)


def test_a_contact_known_by_address_is_linked_to_each_client_and_the_first_row_names_it(cast):
    rows = "Nom;Contact;E-mail\nRoux;Hélène Roux;h@roux.example\nSCI Roux;Roux Gérance;h@roux.example"
    first = bring(csv_list(rows), cast, licence=cast.lille)
    second = bring(csv_list(rows), cast, licence=cast.lille)

    assert (counts(first), counts(second)) == (outcome(created=2), outcome(unchanged=2))
    assert rows_of(cast.firm)["contacts"] == [("Hélène", "Roux", "h@roux.example", "")]
    assert rows_of(cast.firm)["links"] == [("Roux", "h@roux.example"), ("SCI Roux", "h@roux.example")]


def test_nothing_of_another_firm_is_recognised_or_changed(cast):
    Client.objects.filter(pk=cast.foreign_client.pk).update(siren=siren(1), city="Lens")
    before = rows_of(cast.other_firm)

    job = bring(csv_list(f"Code;Nom;SIREN;Ville;Gestionnaire\nA;Menuiserie Omar;{siren(1)};Lille;\nB;x;;;vera@example.com"), cast, licence=cast.lille)

    assert (counts(job), report(job), rows_of(cast.other_firm)) == (outcome(created=1, errors=1), [(3, "Gestionnaire", "unknown_manager")], before)


def test_a_member_imports_into_their_licences_only_and_reaches_no_other_client_by_its_siren(cast):
    Client.objects.filter(pk=cast.other_client.pk).update(siren=siren(1), city="Arras")

    job = bring(csv_list(f"Nom;SIREN;Ville;Licence\nCopie;{siren(1)};Lille;Lille\nAutre;;;Arras"), cast, by=cast.nora)

    assert (counts(job), report(job)) == (outcome(created=1, errors=1), [(3, "Licence", "licence_not_yours")])
    assert sorted(Client.objects.filter(siren=siren(1)).values_list("name", "city")) == [("Copie", "Lille"), ("Garage Delattre", "Arras")]


def test_rights_are_those_of_the_moment_when_rows_come_in(cast):
    job = start_import(csv_list("Nom\nx"), firm=cast.firm, licence=cast.lille, by=cast.nora, is_dry_run=False)
    cast.firm.memberships.filter(user=cast.nora).update(left_at=timezone.now())

    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, job.problem, Client.objects.filter(name="x").exists()) == ("failed", "no_right", False)


def test_a_dry_run_writes_nothing_and_the_good_rows_come_in_afterwards(cast):
    before = rows_of(cast.firm)
    job = bring(csv_list("Nom;E-mail\nRoux;h@roux.example\nDurand;faux\n\nMartin;"), cast, licence=cast.lille, is_dry_run=True)
    assert (job.state, counts(job), report(job), rows_of(cast.firm)) == ("checked", outcome(created=2, errors=1), [(3, "E-mail", "email")], before)

    carry_out(job, all_or_nothing=False, by=cast.admin)
    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, counts(job), report(job), job.rows_read) == ("done", outcome(created=2, errors=1), [(3, "E-mail", "email")], 3)
    assert list(Client.objects.filter(name__in=["Roux", "Durand", "Martin"]).order_by("name").values_list("name", flat=True)) == ["Martin", "Roux"]


def test_all_or_nothing_with_an_error_is_nothing(cast):
    before = rows_of(cast.firm)
    job = bring(csv_list("Nom;E-mail\nRoux;\nDurand;faux"), cast, licence=cast.lille, is_dry_run=True)

    carry_out(job, all_or_nothing=True, by=cast.admin)
    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, counts(job), rows_of(cast.firm)) == ("checked", outcome(created=1, errors=1), before)


def test_all_or_nothing_without_errors_is_all(cast):
    job = bring(workbook([FULL, *(full_row(number) for number in range(5))]), cast, is_dry_run=True)

    carry_out(job, all_or_nothing=True, by=cast.admin)
    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, counts(job), Dossier.objects.filter(code__startswith="C").count()) == ("done", outcome(created=5), 5)


def test_rows_come_in_once_however_often_the_button_is_pressed(cast):
    job = bring(csv_list("Nom\nRoux"), cast, licence=cast.lille, is_dry_run=True)
    carry_out(job, all_or_nothing=False, by=cast.admin)

    with pytest.raises(NotReady):
        carry_out(job, all_or_nothing=False, by=cast.admin)

    assert (run_waiting_imports(), run_waiting_imports()) == (1, 0)


def test_1200_dossiers_come_in_from_a_workbook(cast):
    job = bring(workbook([["Portefeuille du cabinet"], [], FULL, *(full_row(number) for number in range(1200))]), cast)

    assert counts(job) == outcome(created=1200)
    assert Dossier.objects.filter(firm=cast.firm, code__startswith="C").count() == 1200
    assert DossierManager.objects.filter(dossier__code__startswith="C").count() == 2400
    assert Client.objects.filter(firm=cast.firm, founded_on=date(1998, 11, 3)).count() == 1200


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    start_import(workbook([FULL, *(full_row(number) for number in range(300))]), firm=cast.firm, by=cast.admin, is_dry_run=False)

    with django_assert_max_num_queries(60):
        run_waiting_imports()


def test_a_worker_that_dies_between_two_batches_is_followed_by_one_that_finishes(cast, monkeypatch):
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 10)
    write, calls = batches.write, []

    def dying(changes, firm_id):
        calls.append(1)
        if len(calls) == 3:
            raise MemoryError
        write(changes, firm_id)

    monkeypatch.setattr(batches, "write", dying)
    job = start_import(workbook([FULL, *(full_row(number) for number in range(45))]), firm=cast.firm, by=cast.admin, is_dry_run=False)
    run_waiting_imports()
    halfway = Dossier.objects.filter(code__startswith="C").count()
    idle = run_waiting_imports()
    Import.objects.filter(pk=job.pk).update(claimed_until=timezone.now())

    run_waiting_imports()

    job.refresh_from_db()
    assert (halfway, idle) == (20, 0)
    assert (job.state, counts(job), job.rows_read, Dossier.objects.filter(code__startswith="C").count()) == ("done", outcome(created=45), 45, 45)
    assert Event.objects.get(verb="clients.added").data["count"] == 45


def test_a_code_that_somebody_writes_meanwhile_is_recognised_at_a_second_look(cast, monkeypatch):
    write, late = batches.write, []

    def overtaken(changes, firm_id):
        if not late:
            late.append(True)
            raise IntegrityError
        write(changes, firm_id)

    def second_look(job, licence_ids):
        if late and not Dossier.objects.filter(code="A").exists():
            cast.make_client("Roux", cast.lille, code="A")
        return known_to(job, licence_ids)

    monkeypatch.setattr(batches, "write", overtaken)
    monkeypatch.setattr(running, "known_to", second_look)
    job = bring(csv_list("Code;Nom;Ville\nA;Roux;Lille"), cast, licence=cast.lille)

    assert (job.state, counts(job), Dossier.objects.filter(code="A").count()) == ("done", outcome(changed=1), 1)


def test_an_import_that_always_breaks_is_given_up_with_a_sentence(cast, monkeypatch):
    monkeypatch.setattr(batches, "write", lambda changes, firm_id: 1 / 0)
    job = start_import(csv_list("Nom\nRoux"), firm=cast.firm, licence=cast.lille, by=cast.admin, is_dry_run=False)
    for _attempt in range(7):
        run_waiting_imports()
        Import.objects.filter(pk=job.pk).update(claimed_until=timezone.now())

    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "interrupted")


def test_one_import_of_a_firm_runs_at_a_time(cast):
    first, second = (start_import(csv_list("Nom\nRoux"), firm=cast.firm, licence=cast.lille, by=cast.admin) for _ in range(2))
    Import.objects.filter(pk=first.pk).update(state="running", claimed_until=timezone.now() + batches.CLAIM)

    assert run_waiting_imports() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [("rien du tout", "no_header"), ("Ville;SIREN\nLille;", "no_name_column"), ("Nom;Ville", "no_rows"), ("Nom;Ville\n;\n", "no_rows"), (";;\n", "empty")],
)
def test_a_file_without_a_list_is_refused_with_a_sentence(cast, content, code):
    job = bring(csv_list(content), cast, licence=cast.lille)

    assert (job.state, job.problem, job.refusal.endswith(".")) == ("failed", code, True)


def test_new_clients_are_told_once_and_the_end_of_an_import_once(cast):
    bring(workbook([FULL, *(full_row(number) for number in range(4))]), cast)

    events = Event.objects.filter(verb__in=["import.completed", "import.failed", "clients.added"]).order_by("verb")
    assert [event.verb for event in events] == ["clients.added", "import.completed"]
    assert events[0].data == {"count": 4, "licence_ids": [cast.lille.pk], "names": ["Société d’Été 0", "Société d’Été 1", "Société d’Été 2"]}
    assert {name: events[1].data[name] for name in ("created", "changed", "unchanged", "errors", "started_by")} == {
        "created": 4, "changed": 0, "unchanged": 0, "errors": 0, "started_by": cast.admin.pk,
    }  # fmt: skip


def test_the_demo_lists_come_in_whole_and_the_faulty_one_shows_each_fault(cast):
    for user, address in ((cast.marie, "marie.dubois"), (cast.paul, "paul.petit"), (cast.jean, "jean.lefort"), (cast.admin, "admin")):
        User.objects.filter(pk=user.pk).update(email=f"{address}@lormeau.example")

    jobs = [bring(upload(name), cast, licence=licence) for name, licence in (("clients-lille.xlsx", cast.lille), ("clients-arras.csv", cast.arras))]
    faulty = bring(upload("clients-avec-fautes.csv"), cast)

    assert [counts(job) for job in jobs] == [outcome(created=44, changed=1), outcome(created=15)]
    assert counts(faulty) == outcome(created=6, errors=27)
    assert len({code for _line, _column, code in report(faulty)}) >= 20
    assert Dossier.objects.filter(code="BR-0142", name="Boulangerie Roux").count() == 1


def upload(name):
    return SimpleUploadedFile(name, (FILES / name).read_bytes())


BAD = [
    {"SIRET": "123"},
    {"E-mail": "faux"},
    {"Raison sociale": ""},
    {"Gestionnaire": "Personne"},
    {"Clôture": "31/06"},
    {"Licence": "Dunkerque"},
    {"Code": "C00900"},
]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.none(), st.just("blank"), st.integers(0, len(BAD) - 1)), min_size=1, max_size=25))
def test_whatever_the_mixture_good_rows_are_in_and_bad_ones_nowhere(cast, kinds):
    Dossier.objects.filter(code__startswith="C0").delete()
    Client.objects.filter(name__startswith="Société").delete()
    Contact.objects.filter(email__endswith="@ete.example").delete()
    lines = [[] if kind == "blank" else full_row(number, **({} if kind is None else BAD[kind])) for number, kind in enumerate(kinds, start=1)]

    job = bring(workbook([FULL, full_row(900), *lines]), cast)

    good = [900, *(number for number, kind in enumerate(kinds, start=1) if kind is None)]
    bad = [number for number, kind in enumerate(kinds, start=1) if kind not in (None, "blank")]
    assert counts(job) == outcome(created=len(good), errors=len(bad))
    assert [line for line, _column, _code in report(job)] == [number + 2 for number in bad]
    assert sorted(Dossier.objects.filter(code__startswith="C0").values_list("code", flat=True)) == sorted(f"C{number:05d}" for number in good)
    assert Client.objects.filter(name__startswith="Société").count() == Contact.objects.filter(email__endswith="@ete.example").count() == len(good)
    assert job.rows_total == len(good) + len(bad)
