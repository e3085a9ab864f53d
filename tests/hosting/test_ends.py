"""A firm suspended, copied and deleted: with the whole demo, so that every table has rows of it."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.clients.models import Dossier
from comptoir.clients.standing import forget_standing
from comptoir.demo.cast import PASSWORD
from comptoir.demo.loading import load
from comptoir.documents.models import StoredFile
from comptoir.events.models import Event
from comptoir.firms.models import Firm
from comptoir.hosting.actions import (
    WrongName,
    ask_for_export,
    cancel_deletion,
    delete_due_firms,
    forget_old_exports,
    make_waiting_exports,
    order_deletion,
    resume_firm,
    suspend_firm,
)
from comptoir.hosting.belongings import paths, rows_of
from comptoir.hosting.decisions import State, is_secret, state_of
from comptoir.hosting.models import FirmExport


@pytest.fixture
def demo(db):
    load()
    return Firm.objects.get(slug="lormeau")


def counts(firm):
    return {model._meta.label: rows_of(model, firm).count() for model in paths()}


def seen_by(email):
    user = User.objects.get(email=email)
    forget_standing(user)
    return Dossier.objects.visible_to(user).count()


def test_a_suspended_firm_is_closed_on_both_sides_and_opens_as_it_was(cast):
    before = {user.email: seen_by(user.email) for user in (cast.admin, cast.paul, cast.helene, cast.vera)}

    assert suspend_firm(cast.firm, reason="Impayé", by=cast.operator)
    assert not suspend_firm(cast.firm, reason="Impayé", by=cast.operator)

    assert [seen_by(user.email) for user in (cast.admin, cast.paul, cast.helene, cast.vera)] == [0, 0, 0, before[cast.vera.email]]
    assert resume_firm(cast.firm, by=cast.operator)
    assert {email: seen_by(email) for email in before} == before
    assert Event.objects.get(verb="firm.suspended").data["reason"] == "Impayé"


def test_an_order_waits_thirty_days_and_can_be_taken_back(cast):
    with pytest.raises(WrongName):
        order_deletion(cast.firm, typed="vasseur", by=cast.operator)
    order_deletion(cast.firm, typed=" lormeau ", by=cast.operator)
    cast.firm.refresh_from_db()
    assert state_of(suspended_at=cast.firm.suspended_at, deletion_due_at=cast.firm.deletion_due_at) is State.LEAVING
    assert not resume_firm(cast.firm, by=cast.operator)
    assert delete_due_firms(timezone.now() + timedelta(days=29, hours=23)) == 0

    assert cancel_deletion(cast.firm, by=cast.operator)

    assert delete_due_firms(timezone.now() + timedelta(days=31)) == 0
    assert resume_firm(cast.firm, by=cast.operator)


def test_deleting_leaves_nothing_of_the_firm_and_all_of_the_others(demo, django_capture_on_commit_callbacks):
    other = Firm.objects.get(slug="vasseur")
    untouched = counts(other)
    files = list(StoredFile.objects.filter(firm=demo).values_list("stored_as", flat=True))
    assert files
    order_deletion(demo, typed="lormeau", by=User.objects.get(is_operator=True))

    with django_capture_on_commit_callbacks(execute=True):
        assert delete_due_firms(timezone.now() + timedelta(days=31)) == 1
    connection.check_constraints()

    assert {label: count for label, count in counts(demo).items() if count} == {}
    assert counts(other) == untouched
    assert not User.objects.filter(email__endswith="@lormeau.example").exists()
    assert not any(default_storage.exists(name) for name in files)
    assert set(User.objects.values_list("email", flat=True)) >= {"admin@vasseur.example", "operator@comptoir.example"}
    [last] = Event.objects.filter(verb="firm.deleted")
    assert (last.firm, last.data["name"], last.data["files"]) == (None, "Cabinet Lormeau", len(files))


def test_a_copy_holds_every_row_and_file_and_no_secret(demo):
    other = Firm.objects.get(slug="vasseur")
    operator = User.objects.get(is_operator=True)
    export = ask_for_export(demo, by=operator)
    assert ask_for_export(demo, by=operator) == export

    assert make_waiting_exports(timezone.now()) == 1
    assert make_waiting_exports(timezone.now()) == 0

    export.refresh_from_db()
    assert export.state == FirmExport.State.DONE
    archive = zipfile.ZipFile(io.BytesIO(default_storage.open(export.stored_as).read()))
    dossiers = [json.loads(line) for line in archive.read("tables/clients.Dossier.jsonl").splitlines()]
    assert len(dossiers) == Dossier.objects.filter(firm=demo).count()
    texts = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("tables/"))
    everything = [json.loads(line) for line in texts.splitlines()]
    assert not {column for row in everything for column in row if is_secret(column)}
    assert User.objects.get(email="paul.petit@lormeau.example").password.encode() not in texts
    assert PASSWORD.encode() not in texts
    assert {row["firm_id"] for row in everything if "firm_id" in row} == {demo.pk}
    assert other.name.encode() not in texts
    assert export.file_count == len({name for name in archive.namelist() if name.startswith("files/")})
    assert forget_old_exports(timezone.now() + timedelta(days=8)) == 1
    assert not default_storage.exists(export.stored_as)
