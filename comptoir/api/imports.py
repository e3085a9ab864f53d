"""Files on their way in, and taken back: for members."""

from datetime import datetime
from typing import Literal

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Licence
from comptoir.imports.actions import carry_out, start_import, undo_import
from comptoir.imports.kinds import CLIENTS, get_kind, kinds_for
from comptoir.imports.models import Import
from comptoir.imports.sentences import sentence

from .absence import firm_of
from .auth import Scope
from .bodies import Body, Id, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid
from .shapes import Named, person

router = Router(tags=["imports"])


class ImportShown(Schema):
    id: int
    firm: int
    kind: str
    licence: int | None
    file: str
    state: Literal["waiting", "running", "checked", "done", "failed"]
    is_dry_run: bool
    all_or_nothing: bool
    started_by: Named | None
    started_at: datetime
    finished_at: datetime | None
    refusal: str
    rows_total: int
    rows_read: int
    created_count: int
    changed_count: int
    unchanged_count: int
    error_count: int
    warning_count: int
    ignored_columns: list[str]
    undone_at: datetime | None
    undone_count: int


class ImportProblemShown(Schema):
    """`line` as the spreadsheet numbers it; a row with nothing but warnings comes in."""

    line: int
    column: str
    value: str
    message: str
    is_warning: bool


class ImportKept(Schema):
    """Something that an import made and that stays when it is undone."""

    line: int
    name: str
    reason: str


class ImportUndoing(Schema):
    """What undoing would do, or did: how much goes, and what stays and why."""

    gone: int
    kept: list[ImportKept]


class ImportAsked(Body):
    """`kind`: what the file holds, «clients» or «client_users». `licence` is where clients without one go; `firm` is needed by who works for several;
    `is_dry_run` false brings the rows in at once.
    """

    kind: str = CLIENTS
    firm: Id | None = None
    licence: Id | None = None
    is_dry_run: bool = True


class Confirmation(Body):
    """True: one bad row keeps the whole file out."""

    all_or_nothing: bool = False


FILE = {"file": {"type": "string", "format": "binary"}}


def takes_file(schema):
    shape = schema.model_json_schema()
    shape |= {"properties": shape["properties"] | FILE, "required": ["file"]}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": shape}}}}


@router.get("imports", response=page_schema(ImportShown), auth=Scope("imports:read"), summary="Importations")
def list_imports(request, page: Query[Page]):
    return one_page(imports_of(request.user), page, show=shown)


@router.post("imports", response={201: ImportShown}, auth=Scope("imports:write"), summary="Importer une liste", openapi_extra=takes_file(ImportAsked))
def start(request):
    """The file is read in the background: look at `imports/{id}` until its state is checked, done or failed."""
    asked = read(request, ImportAsked)
    firm = firm_of(request.user, asked.firm)
    kind, licence = kind_of(request.user, firm, asked.kind), licence_of(request.user, firm, asked.licence)
    job = start_import(the_file(request), firm=firm, by=request.user, kind=kind, licence=licence, is_dry_run=asked.is_dry_run)
    return Status(201, shown(job))


@router.get("imports/{import_id}", response=ImportShown, auth=Scope("imports:read"), summary="Une importation")
def get_import(request, import_id: PathId):
    return shown(get_object_or_404(imports_of(request.user), pk=import_id))


@router.get("imports/{import_id}/problems", response=page_schema(ImportProblemShown), auth=Scope("imports:read"), summary="Lignes en erreur")
def list_problems(request, import_id: PathId, page: Query[Page]):
    job = get_object_or_404(Import.objects.visible_to(request.user), pk=import_id)
    return one_page(job.problems.all(), page, show=problem, order=("line", "id"))


@router.post("imports/{import_id}/confirmation", response=ImportShown, auth=Scope("imports:write"), summary="Faire entrer les lignes vérifiées",
             openapi_extra=takes(Confirmation))  # fmt: skip
def confirm(request, import_id: PathId):
    """409 for an import that was not checked, or whose rows are in already."""
    job = get_object_or_404(imports_of(request.user), pk=import_id)
    carry_out(job, all_or_nothing=read(request, Confirmation).all_or_nothing, by=request.user)
    return shown(imports_of(request.user).get(pk=job.pk))


@router.get("imports/{import_id}/undoing", response=ImportUndoing, auth=Scope("imports:read"), summary="Ce qu’annuler ferait")
def get_undoing(request, import_id: PathId):
    """Nothing is undone by looking. 404 for an import that cannot be taken back by this person."""
    job = undoable(request.user, import_id)
    return undoing_shown(job, job.about.undoing(job))


@router.post("imports/{import_id}/undoing", response=ImportUndoing, auth=Scope("imports:write"), summary="Annuler une importation")
def undo(request, import_id: PathId):
    """What it made goes, as far as nobody has used it since. 409 for an import that made nothing, or is undone already."""
    job = undoable(request.user, import_id)
    return undoing_shown(job, undo_import(job, by=request.user))


def undoable(user, import_id):
    job = get_object_or_404(imports_of(user).select_related("firm"), pk=import_id)
    if job.about.undo is None or not job.about.may(user, job.firm_id):
        raise Http404
    return job


def undoing_shown(job, told):
    kept = [{"line": line, "name": name, "reason": sentence(reason, kind=job.about)} for line, name, reason in told.kept]
    return {"gone": told.gone, "kept": kept}


def kind_of(user, firm, code):
    if code != CLIENTS and not any(kind.code == code and get_kind(code).may(user, firm.pk) for kind in kinds_for(user)):
        raise Invalid("kind", _("Choisissez ce que vous pouvez importer."))
    return code


def imports_of(user):
    return Import.objects.visible_to(user).select_related("file", "started_by")


def the_file(request):
    file = request.FILES.get("file") if request.content_type == "multipart/form-data" else None
    if file is None:
        raise Invalid("file", _("Joignez un fichier .xlsx ou .csv."))
    return file


def licence_of(user, firm, licence_id):
    if licence_id is None:
        return None
    standing = standing_of(user)
    mine = Q(pk__in=standing.licence_ids) | Q(firm__in=standing.whole_firm_ids)
    licence = Licence.objects.filter(mine, firm=firm, pk=licence_id).first()
    if licence is None:
        raise Invalid("licence", _("Choisissez une licence dans laquelle vous travaillez."))
    return licence


def shown(job):
    same = ("state", "is_dry_run", "all_or_nothing", "started_at", "finished_at", "refusal", "rows_total", "rows_read")
    counts = ("created_count", "changed_count", "unchanged_count", "error_count", "warning_count", "ignored_columns", "undone_at", "undone_count", "kind")
    return {name: getattr(job, name) for name in same + counts} | {
        "id": job.pk,
        "firm": job.firm_id,
        "licence": job.licence_id,
        "file": job.file.name,
        "started_by": person(job.started_by),
    }


def problem(row):
    return {"line": row.line, "column": row.column, "value": row.value, "message": row.text, "is_warning": row.is_warning}
