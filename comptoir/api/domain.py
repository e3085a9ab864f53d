"""A firm's own domain: for its administrators."""

from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Domain, Firm
from comptoir.portal.domain_words import problem_sentence
from comptoir.portal.domains import register_domain, remove_domain, verify_domain

from .auth import Scope
from .bodies import SOME_LINE, Body, PathId, read, takes

router = Router(tags=["firms"])


class DomainShown(Schema):
    """`host` is in ASCII. `problem` is a code and `problem_text` its sentence; both are empty when the last look found nothing wrong."""

    host: str
    state: Literal["waiting", "verified"]
    registered_at: datetime
    verified_at: datetime | None
    checked_at: datetime | None
    problem: str
    problem_text: str


class DomainWanted(Body):
    host: Annotated[str, Field(max_length=300, pattern=SOME_LINE)]


@router.get("firms/{firm_id}/domain", response=DomainShown, auth=Scope("firms:read"), summary="Le domaine du cabinet")
def get_domain(request, firm_id: PathId):
    return shown(domain_of(request.user, firm_id))


@router.put("firms/{firm_id}/domain", response=DomainShown, auth=Scope("firms:write"), summary="Enregistrer un domaine", openapi_extra=takes(DomainWanted))
def put_domain(request, firm_id: PathId):
    """It waits until it is shown that the host leads here; the one before serves no more. The same host once more changes nothing."""
    firm = administered(request.user, firm_id)
    return shown(register_domain(firm, read(request, DomainWanted).host, by=request.user))


@router.delete("firms/{firm_id}/domain", response={204: None}, auth=Scope("firms:write"), summary="Retirer le domaine")
def delete_domain(request, firm_id: PathId):
    remove_domain(domain_of(request.user, firm_id).firm, by=request.user)
    return Status(204, None)


@router.post("firms/{firm_id}/domain/verification", response=DomainShown, auth=Scope("firms:write"), summary="Vérifier le domaine")
def post_domain_verification(request, firm_id: PathId):
    """Looks at the host now, for at most ten seconds; what was found is in the answer."""
    return shown(verify_domain(domain_of(request.user, firm_id), by=request.user))


def administered(user, firm_id):
    return get_object_or_404(Firm, pk__in=standing_of(user).administered_firm_ids & {firm_id})


def domain_of(user, firm_id):
    return get_object_or_404(Domain.objects.select_related("firm"), firm__in=standing_of(user).administered_firm_ids & {firm_id})


def shown(row):
    fields = ("host", "registered_at", "verified_at", "checked_at", "problem")
    return {name: getattr(row, name) for name in fields} | {"state": "verified" if row.is_verified else "waiting", "problem_text": problem_sentence(row)}
