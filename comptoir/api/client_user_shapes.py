"""Client users as programs see them."""

from datetime import datetime
from typing import Annotated, Literal

from allauth.mfa.models import Authenticator
from ninja import Schema
from pydantic import Field

from comptoir.clients.actions.reach import reaches_of
from comptoir.clients.models import ClientAccess
from comptoir.provisioning.user_listing import add_what_they_have

from .bodies import ONE_LINE, SOME_LINE, Body, Id
from .shapes import Named, named, person

States = Literal["active", "validation", "payment", "suspended", "deleted"]
Levels = Literal["limited", "full"]
Types = Literal["administrator", "standard"]
Scopes = Literal["whole", "chosen"]
MOST_DOSSIERS = 1000
MOST_AT_ONCE = 5000


class AccessHeld(Schema):
    """`id` is that of the access; `dossiers` are chosen ones, empty where `scope` is «whole»."""

    id: int
    client: Named
    level: Levels
    type: Types
    scope: Scopes
    dossiers: list[int]
    opened_at: datetime
    closed_at: datetime | None


class TermsShown(Schema):
    client: Named
    mode: Literal["client", "firm"]
    plan: Named


class ClientUserProfile(Schema):
    """One person at one firm. Each of their accesses names them in addresses; `accesses` are those to companies that the caller serves."""

    user: int
    firm: int
    first_name: str
    last_name: str
    email: str
    phone: str
    state: States
    created_at: datetime
    created_by: Named | None
    validated_at: datetime | None
    validated_by: Named | None
    suspended_at: datetime | None
    suspended_by: Named | None
    deleted_at: datetime | None
    deleted_by: Named | None
    welcomed_at: datetime | None
    last_sign_in: datetime | None
    has_second_factor: bool
    accesses: list[AccessHeld]
    other_companies: int
    applications: list[Named]
    terms: TermsShown | None


class DetailsAsked(Body):
    """What is left out stays as it is. The address changes only before the first sign-in."""

    last_name: Annotated[str, Field(max_length=80, pattern=SOME_LINE)] | None = None
    first_name: Annotated[str, Field(max_length=80, pattern=ONE_LINE)] | None = None
    email: Annotated[str, Field(max_length=254, pattern=SOME_LINE)] | None = None
    phone: Annotated[str, Field(max_length=30, pattern=ONE_LINE)] | None = None


class AccessAsked(Body):
    """An empty choice is refused: it never means all."""

    level: Levels
    type: Types
    scope: Scopes
    dossiers: Annotated[list[Id], Field(max_length=MOST_DOSSIERS)] = []


class CompanyAsked(AccessAsked):
    client: Id


class ApplicationsAsked(Body):
    applications: Annotated[list[Id], Field(max_length=200)]


class TermsAsked(Body):
    client: Id
    mode: Literal["client", "firm"]
    plan: Id


class FilterAsked(Body):
    """The filters of the list."""

    q: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    company: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    state: States | None = None
    type: Types | None = None
    level: Levels | None = None
    mode: Literal["client", "firm"] | None = None
    application: Id | None = None
    client: Id | None = None


class ManyAsked(Body):
    """`users`: an access of each person, or `filter`: all of whom it keeps. With `dry_run` nothing is written."""

    change: Literal[
        "level", "type", "applications", "add-companies", "remove-companies", "add-dossiers", "remove-dossiers", "validate", "suspend", "resume", "welcome"
    ]
    users: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)] = []
    filter: FilterAsked | None = None
    level: Levels = "full"
    type: Types = "standard"
    clients: Annotated[list[Id], Field(max_length=100)] = []
    dossiers: Annotated[list[Id], Field(max_length=MOST_DOSSIERS)] = []
    applications: Annotated[list[Id], Field(max_length=200)] = []
    dry_run: bool = False


class LeftOutShown(Schema):
    """`reason` is a code; `text` its sentence."""

    reason: str
    count: int
    text: str


class ManyOutcome(Schema):
    """`mass_change` can be undone; null where nothing was written."""

    changed: int
    left_out: list[LeftOutShown]
    mass_change: int | None


def profile(place, user):
    """A ClientUser's ClientUserProfile as far as `user` sees it."""
    add_what_they_have([place], user)
    reach = reaches_of(place.accesses)
    people = {name: person(getattr(place, name)) for name in ("created_by", "validated_by", "suspended_by", "deleted_by")}
    moments = {name: getattr(place, name) for name in ("created_at", "validated_at", "suspended_at", "deleted_at", "welcomed_at")}
    names = {name: getattr(place.user, name) for name in ("first_name", "last_name", "email", "phone")}
    return (
        names
        | people
        | moments
        | {
            "user": place.user_id,
            "firm": place.firm_id,
            "state": place.state,
            "last_sign_in": place.user.last_login,
            "has_second_factor": Authenticator.objects.filter(user=place.user_id).exists(),
            "accesses": [held(row, reach[row.pk]) for row in place.accesses],
            "other_companies": place.unseen,
            "applications": [named(one) for one in place.applications],
            "terms": terms_of(place),
        }
    )


def held(row, reach):
    fields = ("level", "type", "scope", "opened_at", "closed_at")
    chosen = sorted(reach.dossier_ids) if row.scope == ClientAccess.Scope.CHOSEN else []
    return {name: getattr(row, name) for name in fields} | {"id": row.pk, "client": named(row.client), "dossiers": chosen}


def terms_of(place):
    terms = getattr(place, "terms", None)
    return {"client": named(terms.client), "mode": terms.mode, "plan": named(terms.plan)} if terms else None
