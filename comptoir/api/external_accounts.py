"""«Comptes externes»: one's accounts with other software. A secret goes in and never comes out."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.clients.standing import standing_of
from comptoir.connectors.actions import add_account, change_account, remove_account, test_account
from comptoir.connectors.decisions import TROUBLES
from comptoir.connectors.models import ExternalAccount
from comptoir.connectors.registry import get_connector
from comptoir.kernel.destinations import open_places, refusal_of_url

from .auth import Scope
from .bodies import ANY_TEXT, ONE_LINE, SOME_TEXT, Body, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid

router = Router(tags=["me"])

Label = Annotated[str, Field(max_length=80, pattern=ONE_LINE)]
Address = Annotated[str, Field(max_length=250, pattern=ONE_LINE)]
Username = Annotated[str, Field(max_length=150, pattern=ONE_LINE)]
Secret = Annotated[str, Field(max_length=1000, pattern=SOME_TEXT)]


class ExternalAccountShown(Schema):
    """`last_error` is empty when the last call was a good one."""

    id: int
    kind: str
    label: str
    address: str
    username: str
    created_at: datetime
    changed_at: datetime
    last_used_at: datetime | None
    last_success_at: datetime | None
    last_error: str
    last_error_at: datetime | None


class TestShown(Schema):
    """`message` says in words what `code` says to programs."""

    __test__ = False

    ok: bool
    code: str
    message: str


class NewExternalAccount(Body):
    """`kind`: inpi, acd or generic. `address` is for those that have one."""

    kind: Annotated[str, Field(max_length=20, pattern=ONE_LINE)]
    label: Label = ""
    address: Address = ""
    username: Username
    secret: Secret


class ExternalAccountChanges(Body):
    """Only what is sent changes. An address on another server needs the secret again."""

    label: Label = ""
    address: Address = ""
    username: Username = ""
    secret: Annotated[str, Field(max_length=1000, pattern=ANY_TEXT)] = ""


@router.get("me/external-accounts", response=page_schema(ExternalAccountShown), auth=Scope("me:read"), summary="Ses comptes externes")
def list_external_accounts(request, page: Query[Page]):
    return one_page(ExternalAccount.objects.visible_to(request.user), page, show=shown)


@router.post("me/external-accounts", response={201: ExternalAccountShown}, auth=Scope("me:write"), summary="Ajouter un compte externe",
             openapi_extra=takes(NewExternalAccount))  # fmt: skip
def add_external_account(request):
    """For members of a firm; others get 404."""
    if not standing_of(request.user).is_member:
        raise Http404
    asked = read(request, NewExternalAccount)
    connector = get_connector(asked.kind)
    if connector is None:
        raise Invalid("kind", _("Ce logiciel n’est pas connu."))
    check(connector, asked.address, asked.username)
    return Status(201, shown(add_account(request.user, connector, **asked.model_dump(exclude={"kind"}))))


@router.get("me/external-accounts/{account_id}", response=ExternalAccountShown, auth=Scope("me:read"), summary="Un compte externe")
def get_external_account(request, account_id: PathId):
    return shown(find(request, account_id))


@router.patch("me/external-accounts/{account_id}", response=ExternalAccountShown, auth=Scope("me:write"), summary="Changer un compte externe",
              openapi_extra=takes(ExternalAccountChanges))  # fmt: skip
def change_external_account(request, account_id: PathId):
    account = find(request, account_id)
    changes = read(request, ExternalAccountChanges).model_dump(exclude_unset=True)
    values = {name: getattr(account, name) for name in ("label", "address", "username")} | changes
    check(account.connector, values["address"], values["username"])
    return shown(change_account(account, by=request.user, **values))


@router.delete("me/external-accounts/{account_id}", response={204: None}, auth=Scope("me:write"), summary="Supprimer un compte externe")
def remove_external_account(request, account_id: PathId):
    remove_account(find(request, account_id), by=request.user)
    return Status(204, None)


@router.post("me/external-accounts/{account_id}/tests", response=TestShown, auth=Scope("me:write"), summary="Tester la connexion d’un compte externe")
def test_external_account(request, account_id: PathId):
    """Calls the other software now, and takes ten seconds at most. `Idempotency-Key` is not needed: trying twice does no harm."""
    outcome = test_account(find(request, account_id))
    return {"ok": outcome.ok, "code": outcome.code, "message": outcome.sentence}


def find(request, account_id):
    return get_object_or_404(ExternalAccount.objects.visible_to(request.user), pk=account_id)


def check(connector, address, username):
    """What this kind of account needs, and nothing that it does not have."""
    if not username.strip():
        raise Invalid("username", _("Ce champ est requis."))
    if "address" not in connector.field_names:
        if address:
            raise Invalid("address", _("Ce logiciel n’a pas d’adresse à donner."))
        return
    refusal = refusal_of_url(address, open_places())
    if refusal:
        raise Invalid("address", str(TROUBLES[refusal]))


def shown(account):
    same = ("kind", "label", "address", "username", "created_at", "changed_at", "last_used_at", "last_success_at", "last_error_at")
    return {name: getattr(account, name) for name in same} | {"id": account.pk, "last_error": account.trouble.sentence if account.trouble else ""}
