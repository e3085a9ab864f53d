"""Client users made by programs, as the wizard makes them. The address has its other methods in the router of clients, which this adds to."""

from typing import Annotated, Literal

from django.http import Http404
from ninja import Schema, Status
from pydantic import Field

from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right
from comptoir.provisioning.actions import provision
from comptoir.provisioning.asked import Asked
from comptoir.provisioning.asking import companies_for
from comptoir.provisioning.checking import check
from comptoir.provisioning.sentences import sentence

from .auth import Scope
from .bodies import ONE_LINE, Body, Id, read, takes
from .clients import ClientUserShown, client_user, router
from .problems import Problem

MOST_COMPANIES, MOST_DOSSIERS, MOST_APPLICATIONS = 200, 2000, 200
# What each field of Asked is called in the body.
FIELDS = {"client_id": "client", "plan_id": "plan", "application_ids": "applications"}
Line = Annotated[str, Field(max_length=300, pattern=ONE_LINE)]


class ReachAsked(Body):
    """A company, as a whole, those of its dossiers that are to come included; or with `dossiers` only these."""

    client: Id
    dossiers: Annotated[list[Id], Field(max_length=MOST_DOSSIERS)] | None = None


class ClientUserAsked(Body):
    """`client` is the company that is billed, reached as a whole unless `reach` says otherwise. With `dry_run` everything is checked and nothing is made."""

    last_name: Line
    first_name: Line = ""
    email: Line
    phone: Line = ""
    language: Line = "fr"
    type: Line
    level: Line = "full"
    client: Id
    mode: Line
    plan: Id
    reach: Annotated[list[ReachAsked], Field(max_length=MOST_COMPANIES)] | None = None
    applications: Annotated[list[Id], Field(max_length=MOST_APPLICATIONS)] = []
    activation: Literal["now", "later"] = "now"
    send_mail: bool = False
    dry_run: bool = False

    def as_asked(self):
        same = self.model_dump(include={"last_name", "first_name", "email", "phone", "language", "type", "level", "mode"})
        reach = {self.client: None} if self.reach is None else {one.client: None if one.dossiers is None else frozenset(one.dossiers) for one in self.reach}
        ids = {"client_id": self.client, "plan_id": self.plan, "application_ids": frozenset(self.applications)}
        return Asked(**same, **ids, reach=reach, activates_now=self.activation == "now", sends_mail=self.send_mail)


class WarningShown(Schema):
    field: str
    message: str


class ClientUserMade(Schema):
    """`user` and `accesses` of who was made; null and none for a dry run. `warnings` are advice, such as that of a shared address."""

    user: int | None
    accesses: list[ClientUserShown]
    warnings: list[WarningShown]


@router.post("client-users", response={200: ClientUserMade, 201: ClientUserMade}, auth=Scope("client_users:write"), summary="Créer un utilisateur client",
             openapi_extra=takes(ClientUserAsked))  # fmt: skip
def add_client_user(request):
    """For members who may create client users; others get 404. All that is wrong is said at once, field by field. 200 for a dry run."""
    firm_ids = standing_of(request.user).firms_where(Right.CLIENT_USERS)
    if not firm_ids:
        raise Http404
    body = read(request, ClientUserAsked)
    asked, company = body.as_asked(), companies_for(request.user).filter(pk=body.client).select_related("firm").first()
    firm = company.firm if company else Firm.objects.get(pk=min(firm_ids))
    problems = check([asked], by=request.user, firm=firm)[0]
    refuse([one for one in problems if not one.is_warning])
    warnings = [{"field": FIELDS.get(one.field, one.field), "message": sentence(one)} for one in problems]
    if body.dry_run:
        return Status(200, {"user": None, "accesses": [], "warnings": warnings})
    outcome = provision([asked], by=request.user, firm=firm)
    refuse([one for _asked, found in outcome.refused for one in found if not one.is_warning])
    [(_asked, place)] = outcome.made
    rows = ClientAccess.objects.filter(user=place.user_id, firm=firm).select_related("client", "user").order_by("client__name_key", "pk")
    return Status(201, {"user": place.user_id, "accesses": [client_user(row) for row in rows], "warnings": warnings})


def refuse(problems):
    if problems:
        raise Problem(422, errors=[(FIELDS.get(one.field, one.field), sentence(one)) for one in problems])
