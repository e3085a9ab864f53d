"""The access review, for members: what is worth a second look, why, and what can be done about it (X10)."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from comptoir.oversight.actions import attend_to, ignore
from comptoir.oversight.review import find_one, may_review, review

from .auth import Scope
from .bodies import ONE_LINE, Body, Search, read, takes
from .cursors import Page, one_page_of_list, page_schema
from .problems import Invalid
from .shapes import Named, person

router = Router(tags=["clients"])
SEVERITIES = ("danger", "warning", "information")
FindingId = Annotated[str, Field(max_length=90)]


class FindingRemedyShown(Schema):
    """`url` where it is done on a page and not here; `confirmation` says what it does where that is not easily undone."""

    code: str
    label: str
    url: str
    confirmation: str


class FindingIgnoredShown(Schema):
    by: Named | None
    at: datetime
    until: datetime
    why: str


class AccessFindingShown(Schema):
    """`id` is the check's code and the row that it speaks of. `remedies` are none for what was let be."""

    id: str
    firm: int
    check: str
    label: str
    reason: str
    severity: Literal["danger", "warning", "information"]
    subject: str
    words: str
    url: str
    remedies: list[FindingRemedyShown]
    ignored: FindingIgnoredShown | None


class FindingFilters(Page):
    check: Annotated[str, Field(max_length=60)] | None = None
    state: Literal["open", "ignored"] = "open"
    q: Search | None = Field(None, description="Mots à trouver, sans souci des accents")


class RemedyAsked(Body):
    """The code of one of the finding's remedies that are done here."""

    remedy: Annotated[str, Field(max_length=60, pattern=ONE_LINE)]


class IgnoringAsked(Body):
    why: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""


class RemedyGiven(Schema):
    """What became of it, in words; `mended` is false where there was nothing left to mend."""

    mended: bool
    sentence: str


@router.get("access-findings", response=page_schema(AccessFindingShown), auth=Scope("clients:read"), summary="Revue des accès")
def list_access_findings(request, filters: Query[FindingFilters]):
    """For members who manage client users or members; of what they see themselves. The gravest first."""
    if not may_review(request.user):
        raise Http404
    groups = review(request.user, only=filters.check or "", words=filters.q or "")
    pairs = [(group.check, one, None) for group in groups for one in group.found]
    if filters.state == "ignored":
        pairs = [(group.check, one, row) for group in groups for one, row in group.ignored]
    page = one_page_of_list(pairs, filters, name="access-findings", show=lambda pair: pair)
    return page | {"items": dressed(page["items"])}


@router.post("access-findings/{finding_id}/remedy", response=RemedyGiven, auth=Scope("clients:write"), summary="Remédier à un point de la revue",
             openapi_extra=takes(RemedyAsked))  # fmt: skip
def remedy_access_finding(request, finding_id: FindingId):
    """What it does is done without asking again. A point that is no longer one, or that one does not see, is not found."""
    check, found = finding_of(request, finding_id)
    code = read(request, RemedyAsked).remedy
    one = next((one for one in check.remedies(found) if one.code == code and one.is_deed), None)
    if one is None:
        raise Invalid("remedy", _("Ce point n’a pas ce remède."))
    return {"mended": True, "sentence": one.act(request.user).sentence}


@router.post("access-findings/{finding_id}/ignoring", response=FindingIgnoredShown, auth=Scope("clients:write"), summary="Ignorer un point pour 90 jours",
             openapi_extra=takes(IgnoringAsked))  # fmt: skip
def ignore_access_finding(request, finding_id: FindingId):
    check, found = finding_of(request, finding_id)
    return ignored(ignore(check, found, by=request.user, why=read(request, IgnoringAsked).why))


@router.delete("access-findings/{finding_id}/ignoring", response=RemedyGiven, auth=Scope("clients:write"), summary="Ne plus ignorer un point")
def attend_to_access_finding(request, finding_id: FindingId):
    check, found = finding_of(request, finding_id)
    return {"mended": attend_to(check, found, by=request.user), "sentence": ""}


def finding_of(request, finding_id):
    """(Check, Found); 404 for a check that is none of the caller's, and for a point that is none, or not theirs to see."""
    code, _dot, pk = finding_id.rpartition(".")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    check, found = find_one(request.user, code, int(pk))
    if check is None or found is None:
        raise Http404
    return check, found


def dressed(pairs):
    """What is shown, with what the remedies of each check need read at once."""
    for check in {check.code: check for check, _found, _row in pairs}.values():
        check.dress([found for of, found, row in pairs if of is check and row is None])
    return [shown(*pair) for pair in pairs]


def shown(check, found, row):
    remedies = [] if row else check.remedies(found)
    return {
        "id": f"{check.code}.{found.pk}",
        "firm": found.firm_id,
        "check": check.code,
        "label": str(check.label),
        "reason": str(check.reason),
        "severity": SEVERITIES[check.severity],
        "subject": found.subject,
        "words": found.words,
        "url": found.url,
        "remedies": [{"code": one.code, "label": one.label, "url": one.url, "confirmation": one.asks} for one in remedies],
        "ignored": ignored(row) if row else None,
    }


def ignored(row):
    return {"by": person(row.ignored_by), "at": row.ignored_at, "until": row.until, "why": row.why}
