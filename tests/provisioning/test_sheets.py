"""Client users from a spreadsheet, on real rows (I3)."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from comptoir.applications.models import Application, ApplicationGrant
from comptoir.billing.models import Terms
from comptoir.clients.models import ClientAccess, ClientContact, ClientUser, Contact, Dossier, DossierAccess
from comptoir.events.models import Event
from comptoir.imports.actions import NotUndoable, carry_out, run_waiting_imports, sheets, start_import, undo_import
from comptoir.imports.models import Import
from comptoir.provisioning.sheets.exporting import export, exportable_to
from tests.imports.lists import counts, outcome

from .asking import family, plan
from .sheets import bring, cells, family_name, said, sheet


def people():
    """Every row that an import of client users may write, in plain values."""
    models = (get_user_model(), Contact, ClientContact, ClientUser, ClientAccess, DossierAccess, ApplicationGrant, Terms)
    return {model.__name__: sorted(model.objects.values_list("pk", flat=True)) for model in models}


def test_a_row_comes_in_with_all_that_belongs_to_it(cast):
    job = bring(sheet(cells(1, Dossiers="BR-0142", Niveau="limité", Type="Administrateur", Activation="plus tard", Langue="en")), cast)

    user = get_user_model().objects.get(email="chloe.martin1@roux.example")
    place, access = ClientUser.objects.get(user=user), ClientAccess.objects.get(user=user)
    assert (job.state, counts(job), said(job)) == ("done", outcome(created=1), [])
    assert (user.full_name, user.phone, user.language, user.has_usable_password()) == ("Chloé Martin B", "+33612345678", "en", False)
    assert (access.client, access.type, access.level, access.scope, access.hold) == (cast.client, "administrator", "limited", "chosen", "validation")
    assert list(DossierAccess.objects.filter(access=access).values_list("dossier", flat=True)) == [cast.dossier.pk]
    assert set(place.application_grants.values_list("application_id", flat=True)) == family()
    assert (place.terms.client, place.terms.mode, place.terms.plan) == (cast.client, "firm", plan())
    assert Event.objects.filter(verb="client_user.created", actor=cast.marie).count() == 1


def test_a_dry_run_writes_nothing_and_says_every_fault_of_a_row(cast):
    before = people()
    job = bring(sheet(cells(1), cells(2, **{"E-mail": "faux", "Type": "roi", "Dossiers": ""})), cast, is_dry_run=True)

    assert (job.state, counts(job), people()) == ("checked", outcome(created=1, errors=1), before)
    assert said(job) == [(3, "Type", "type_word"), (3, "E-mail", "email_invalid"), (3, "Dossiers", "reach_empty")]

    carry_out(job, all_or_nothing=False, by=cast.marie)
    run_waiting_imports()
    job.refresh_from_db()
    assert (job.state, counts(job), ClientUser.objects.filter(user__email__contains="martin").count()) == ("done", outcome(created=1, errors=1), 1)


def test_all_or_nothing_with_an_error_is_nothing(cast):
    before = people()
    job = bring(sheet(cells(1), cells(2, Nom="")), cast, is_dry_run=True)

    carry_out(job, all_or_nothing=True, by=cast.marie)
    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, counts(job), people()) == ("checked", outcome(created=1, errors=1), before)


def test_a_generic_address_is_told_and_comes_in(cast):
    job = bring(sheet(cells(1, **{"E-mail": "contact@roux.example"})), cast)

    assert (counts(job), job.warning_count, said(job)) == (outcome(created=1), 1, [(2, "E-mail", "email_generic")])
    assert job.problems.get().is_warning


def test_undone_everything_is_as_before(cast):
    cast.put_on_portal(cast.client)
    known = cast.contact(cast.client, "Chloé", "Martin", email="chloe.martin3@roux.example")
    before = people()
    job = bring(sheet(*(cells(number) for number in range(1, 6))), cast)
    assert counts(job) == outcome(created=5)

    told = undo_import(job, by=cast.marie)

    assert (told.gone, told.kept, people()) == (5, (), before)
    known.refresh_from_db()
    assert (known.user, job.undone_by, job.undone_count) == (None, cast.marie, 5)
    assert Event.objects.get(verb="import.undone").data["gone"] == 5
    with pytest.raises(NotUndoable):
        undo_import(job, by=cast.marie)
    assert counts(bring(sheet(*(cells(number) for number in range(1, 6))), cast)) == outcome(created=5)


def test_whoever_used_it_stays_and_is_listed(cast):
    job = bring(sheet(*(cells(number) for number in range(1, 5))), cast)
    users = list(get_user_model().objects.filter(email__contains="chloe.martin").order_by("pk"))
    users[0].last_login = timezone.now()
    users[0].save()
    ClientAccess.objects.create(firm=cast.firm, client=cast.other_client, user=users[1])
    job_view = job.about.undoing(job)

    told = undo_import(job, by=cast.marie)

    assert told == job_view
    assert (told.gone, [(line, reason) for line, _name, reason in told.kept]) == (2, [(2, "undo_used"), (3, "undo_changed")])
    assert [row.reason for row in job.made.exclude(kept="")] == ["S’est connecté depuis, ou a choisi son mot de passe.", "A reçu d’autres accès depuis."]
    assert set(get_user_model().objects.filter(email__contains="chloe.martin")) == set(users[:2])


def test_no_company_with_users_loses_its_last_administrator_by_undoing(cast):
    client, _dossier = cast.make_client("Fleurs Martin", cast.lille)
    job = bring(
        sheet(*(cells(number, Type=kind, **{"Entreprise facturée": "Fleurs Martin"}) for number, kind in enumerate(["standard", "Administrateur", "admin"]))),
        cast,
    )
    assert counts(job) == outcome(created=3)
    get_user_model().objects.filter(email="chloe.martin0@roux.example").update(last_login=timezone.now())

    told = undo_import(job, by=cast.marie)

    assert [(line, reason) for line, _name, reason in told.kept] == [(2, "undo_used"), (3, "undo_last_administrator")]
    assert ClientAccess.objects.administering().filter(client=client).count() == 1


def test_who_came_back_by_a_sheet_is_deleted_again_and_keeps_the_account(cast):
    bring(sheet(cells(1)), cast)
    user = get_user_model().objects.get(email="chloe.martin1@roux.example")
    ClientAccess.objects.filter(user=user).update(closed_at=timezone.now())
    ClientUser.objects.filter(user=user).update(deleted_at=timezone.now())
    job = bring(sheet(cells(1)), cast)
    assert counts(job) == outcome(created=1)

    told = undo_import(job, by=cast.marie)

    assert (told.gone, ClientUser.objects.get(user=user).deleted_by) == (1, cast.marie)
    assert not ClientAccess.objects.open().filter(user=user).exists()


def test_what_is_exported_comes_in_again_and_changes_nothing(cast):
    second = Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Roux, fils > Lille")
    third = Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Fournil")
    optional = Application.objects.create(code="coffre", name="Coffre, « fort »")
    bring(
        sheet(
            cells(1, Nom="'=Roux", Téléphone="+32 470 12 34 56", Dossiers=f"BR-0142, {third.name}"),
            cells(2, Dossiers='"Roux, fils > Lille"', Applications=f'{family_name()}, "Coffre, « fort »"', Activation="Ultérieurement"),
            cells(3, Dossiers="tous, Garage Delattre > tous", **{"Mode de facturation": "client"}),
        ),
        cast,
        by=cast.admin,
    )
    assert set(ApplicationGrant.objects.filter(application=optional).values_list("client_user__user__email", flat=True)) == {"chloe.martin2@roux.example"}
    assert DossierAccess.objects.filter(dossier=second).count() == 1
    before = people()

    with export(exportable_to(cast.admin), by=cast.admin) as file:
        data = file.read()
    again = bring(SimpleUploadedFile("export.xlsx", data), cast, by=cast.admin)

    assert (said(again), counts(again), people()) == ([], outcome(unchanged=6), before)


def test_a_change_to_somebody_who_is_there_is_refused(cast):
    bring(sheet(cells(1)), cast)

    job = bring(sheet(cells(1, Niveau="limité"), cells(1, Nom="Autre")), cast)

    assert said(job) == [(2, "E-mail", "already_here"), (3, "E-mail", "email_on_line")]


def test_a_worker_that_dies_is_followed_by_one_that_finishes(cast, monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_AT_ONCE", 2)
    wrong = cells(9, Type="roi")
    job = bring(sheet(*(cells(number) for number in range(1, 4)), wrong), cast, is_dry_run=True)
    carry_out(job, all_or_nothing=False, by=cast.marie)
    real, calls = sheets.write_batch, []

    def dying(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        real(*arguments)

    monkeypatch.setattr(sheets, "write_batch", dying)
    run_waiting_imports()
    job.refresh_from_db()
    assert (job.state, job.created_count) == ("running", 2)
    Import.objects.update(claimed_until=timezone.now())

    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, counts(job), said(job)) == ("done", outcome(created=3, errors=1), [(5, "Type", "type_word")])
    assert job.made.count() == 3


def test_rights_are_those_of_the_moment_when_rows_come_in(cast):
    job = bring(sheet(cells(1)), cast, is_dry_run=True)
    cast.firm.memberships.filter(user=cast.marie).update(left_at=timezone.now())
    carry_out(job, all_or_nothing=False, by=cast.admin)

    run_waiting_imports()

    job.refresh_from_db()
    assert (job.state, job.problem, "ne peut plus créer" in job.refusal) == ("failed", "no_right", True)


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_questions_whatever_the_number_of_rows(cast, count, django_assert_max_num_queries):
    cast.put_on_portal(cast.client)
    sheet(cells(1))
    start_import(sheet(*(cells(number) for number in range(count))), firm=cast.firm, kind="client_users", by=cast.marie, is_dry_run=False)
    with django_assert_max_num_queries(110):
        run_waiting_imports()
