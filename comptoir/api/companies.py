"""The register of companies, asked with one's own account."""

from typing import Annotated, Literal

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema

from comptoir.clients.forms import unread
from comptoir.clients.standing import standing_of
from comptoir.connectors.actions import LookUpFailed, NoAccount, look_up_company
from comptoir.kernel.identifiers import Unread, read_siren

from .auth import Scope
from .problems import Problem

router = Router(tags=["clients"])


class CompanyShown(Schema):
    """Texts are empty where the register says nothing, or may not say it."""

    siren: str
    name: str
    kind: Literal["organisation", "person"]
    legal_form: str
    address: str
    postal_code: str
    city: str
    country: str
    is_closed: bool


PROBLEM = {
    "description": "Le registre n’a pas répondu comme attendu",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


@router.get("companies/{siren}", response=CompanyShown, auth=Scope("clients:read"), summary="Une entreprise au registre",
            openapi_extra={"responses": {502: PROBLEM}})  # fmt: skip
def get_company(request, siren: Annotated[str, Path(max_length=20)]):
    """Looked up with one's own INPI account: 404 without one, and for a SIREN that the register does not know; 502 when the register fails."""
    if not standing_of(request.user).is_member:
        raise Http404
    try:
        return look_up_company(request.user, read_siren(siren))
    except Unread as reason:
        raise Problem(404, detail=unread(reason)) from None
    except NoAccount:
        raise Problem(404, detail=_("Ajoutez d’abord un compte INPI à vos comptes externes.")) from None
    except LookUpFailed as failure:
        status = 404 if failure.outcome.code == "no_such_company" else 502
        raise Problem(status, detail=failure.outcome.sentence) from None
