"""Who pays: payment methods, what a firm has, price plans. A card is added at the provider's page, so by people; a mandate also by a program."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.billing.actions import (
    create_plan,
    make_default,
    make_paper,
    price_plan,
    remove_method,
    restore_plan,
    set_subscription,
    sign_mandate,
    withdraw_plan,
)
from comptoir.billing.actions.mandates import Signing
from comptoir.billing.decisions import fault_of_bic, fault_of_iban, needs_bic
from comptoir.billing.desks import administered, billing_firm_of
from comptoir.billing.models import FirmSubscription, Mandate, Payer, PaymentMethod, Plan
from comptoir.billing.prices import price_on
from comptoir.billing.sentences import bic_missing, bic_sentence, iban_sentence
from comptoir.billing.settings_pages import used_by
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm
from comptoir.kernel.addresses import client_address

from .auth import Scope
from .bodies import ONE_LINE, SOME_LINE, Body, Id, PathId, read, takes
from .cursors import Page, one_page, page_schema
from .problems import Invalid

router = Router(tags=["billing"])
Line = Annotated[str, Field(max_length=140, pattern=SOME_LINE)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class PaymentMethodShown(Schema):
    """`client` is null for the firm's own. Of an account or a card only the last four characters are known; `reference` is a mandate's (RUM)."""

    id: int
    firm: int
    client: int | None
    kind: Literal["card", "sepa"]
    label: str
    last_four: str
    holder: str
    reference: str
    expires_on: date | None
    is_default: bool
    works: bool
    added_at: datetime


class NewMandate(Body):
    """A SEPA mandate, signed by the token's person: `accepted` says that they read its text, `signature` is their name.

    Without `client` it is the firm's own.
    """

    client: Id | None = None
    iban: Annotated[str, Field(max_length=60, pattern=SOME_LINE)]
    bic: Annotated[str, Field(max_length=20, pattern=ONE_LINE)] = ""
    holder: Line
    holder_address: Annotated[str, Field(max_length=250, pattern=SOME_LINE)]
    accepted: bool
    signature: Line


class SubscriptionShown(Schema):
    """`amount` is in cents of euros a month, without tax; a null limit is none."""

    firm: int
    name: str
    amount: int | None
    licences: int | None
    places: int | None
    licences_used: int
    places_used: int
    since: date
    includes: list[str]
    contact: str


class SubscriptionWanted(Body):
    name: Annotated[str, Field(max_length=80, pattern=SOME_LINE)]
    amount: Amount | None = None
    licences: Count | None = None
    places: Count | None = None
    since: Day
    includes: list[Annotated[str, Field(max_length=200, pattern=SOME_LINE)]] = []
    contact: Annotated[str, Field(max_length=250, pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$")]


class PriceShown(Schema):
    """In cents of euros a month and user, without tax."""

    amount: int
    valid_from: date


class PlanShown(Schema):
    """`firm` is null for a plan of all firms; `amount` is today's price, null while there is none."""

    id: int
    firm: int | None
    code: str
    name: str
    amount: int | None
    prices: list[PriceShown]
    withdrawn_at: datetime | None


class NewPlan(Body):
    firm: Id | None = None
    code: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Annotated[str, Field(max_length=80, pattern=SOME_LINE)]
    amount: Amount
    valid_from: Day


class NewPrice(Body):
    amount: Amount
    valid_from: Day


class OfPayer(Page):
    client: Id | None = None


@router.get("billing/methods", response=page_schema(PaymentMethodShown), auth=Scope("billing:read"), summary="Moyens de paiement")
def list_payment_methods(request, filters: Query[OfPayer]):
    """The firm's own for who looks after its bills; with `client` those of a company that the person administers."""
    return one_page(payer_for(request.user, filters.client).methods(), filters, show=method, order=("id",))


@router.post("billing/methods", response={200: PaymentMethodShown, 201: PaymentMethodShown}, auth=Scope("billing:write"),
             summary="Signer un mandat SEPA", openapi_extra=takes(NewMandate))  # fmt: skip
def add_payment_method(request):
    """200 when the payer has a mandate on this account already. A card is typed at the provider's page: `/settings/billing/`."""
    asked = read(request, NewMandate)
    payer = payer_for(request.user, asked.client)
    check(asked)
    agent = request.headers.get("User-Agent", "")
    signing = Signing(**asked.model_dump(exclude={"client", "accepted"}), address=client_address(request), agent=agent)
    row, is_new = sign_mandate(payer, signing, by=request.user)
    if is_new:
        make_paper(Mandate.objects.select_related("firm", "method__client", "signed_by").get(method=row))
    return Status(201 if is_new else 200, method(row))


@router.put("billing/methods/{method_id}/default", response=PaymentMethodShown, auth=Scope("billing:write"), summary="Utiliser par défaut")
def put_default_method(request, method_id: PathId):
    row = find(request.user, method_id)
    make_default(row, by=request.user)
    return method(row)


@router.delete("billing/methods/{method_id}", response={204: None}, auth=Scope("billing:write"), summary="Retirer un moyen de paiement")
def remove_payment_method(request, method_id: PathId):
    """A mandate is revoked with it. 409 for the last one of a company that pays for people itself."""
    remove_method(find(request.user, method_id), by=request.user)
    return Status(204, None)


@router.get("subscription", response=SubscriptionShown, auth=Scope("billing:read"), summary="L’abonnement du cabinet")
def get_subscription(request):
    """For who looks after the firm's bills; 404 too while the operator has set none."""
    firm = billing_firm_of(request.user)
    return subscription(get_object_or_404(FirmSubscription, firm=firm))


@router.put("firms/{firm_id}/subscription", response=SubscriptionShown, auth=Scope("billing:write"), summary="Enregistrer l’abonnement d’un cabinet",
            openapi_extra=takes(SubscriptionWanted))  # fmt: skip
def put_subscription(request, firm_id: PathId):
    """For the operator."""
    firm = get_object_or_404(firms_of_the_operator(request.user), pk=firm_id)
    values = read(request, SubscriptionWanted).model_dump()
    values |= {"since": day("since", values["since"]), "includes": "\n".join(values["includes"])}
    return subscription(set_subscription(firm, values, by=request.user))


@router.get("plans", response=page_schema(PlanShown), auth=Scope("billing:read"), summary="Offres tarifaires")
def list_plans(request, page: Query[Page]):
    """Those that one's firms may choose; all of them for the operator. Others see none."""
    return one_page(plans_for(request.user).prefetch_related("prices"), page, show=plan, order=("id",))


@router.post("plans", response={201: PlanShown}, auth=Scope("billing:write"), summary="Créer une offre tarifaire", openapi_extra=takes(NewPlan))
def add_plan(request):
    """For the operator; others get 404."""
    firms = firms_of_the_operator(request.user)
    asked = read(request, NewPlan)
    firm = firms.filter(pk=asked.firm).first() if asked.firm else None
    if asked.firm and firm is None:
        raise Invalid("firm", _("Ce cabinet n’existe pas."))
    words = {"name": asked.name, "code": asked.code, "amount": asked.amount, "valid_from": day("valid_from", asked.valid_from)}
    return Status(201, plan(create_plan(**words, firm=firm, by=request.user)))


@router.post("plans/{plan_id}/prices", response={201: PlanShown}, auth=Scope("billing:write"), summary="Donner un nouveau prix", openapi_extra=takes(NewPrice))
def add_price(request, plan_id: PathId):
    """From today on at the earliest; no price is ever changed. For the operator."""
    row = kept_plan(request.user, plan_id)
    asked = read(request, NewPrice)
    price_plan(row, amount=asked.amount, valid_from=day("valid_from", asked.valid_from), by=request.user)
    return Status(201, plan(row))


@router.put("plans/{plan_id}/withdrawal", response=PlanShown, auth=Scope("billing:write"), summary="Retirer une offre")
def put_plan_withdrawal(request, plan_id: PathId):
    """Nobody chooses it any more; who has it keeps it. For the operator."""
    row = kept_plan(request.user, plan_id)
    withdraw_plan(row, by=request.user)
    return plan(row)


@router.delete("plans/{plan_id}/withdrawal", response={204: None}, auth=Scope("billing:write"), summary="Proposer une offre à nouveau")
def delete_plan_withdrawal(request, plan_id: PathId):
    restore_plan(kept_plan(request.user, plan_id), by=request.user)
    return Status(204, None)


def payer_for(user, client_id):
    """The Payer whose methods this person looks after. Raises Http404."""
    if client_id:
        access = get_object_or_404(administered(user), client=client_id)
        return Payer(access.firm, access.client)
    firm = billing_firm_of(user)
    if firm is None:
        raise Http404
    return Payer(firm)


def find(user, method_id):
    row = get_object_or_404(PaymentMethod.objects.kept().select_related("firm", "client"), pk=method_id)
    if not payer_for(user, row.client_id).methods().filter(pk=row.pk).exists():
        raise Http404
    return row


def check(asked):
    """What a mandate needs, each fault at its field."""
    if fault := fault_of_iban(asked.iban):
        raise Invalid("iban", iban_sentence(fault, asked.iban))
    if asked.bic and (fault := fault_of_bic(asked.bic)):
        raise Invalid("bic", bic_sentence(fault))
    if not asked.bic and needs_bic(asked.iban):
        raise Invalid("bic", bic_missing())
    if not asked.accepted:
        raise Invalid("accepted", _("Le mandat n’est signé que s’il est accepté."))


def firms_of_the_operator(user):
    """All firms for the operator. Raises Http404 for everybody else."""
    if not user.is_operator:
        raise Http404
    return Firm.objects.all()


def kept_plan(user, plan_id):
    firms_of_the_operator(user)
    return get_object_or_404(Plan, pk=plan_id)


def plans_for(user):
    if user.is_operator:
        return Plan.objects.all()
    offered = Plan.objects.none()
    for firm_id in standing_of(user).firm_ids:
        offered |= Plan.objects.on_offer(firm_id)
    return offered


def day(field, text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(field, _("Un jour est attendu : 2026-12-24.")) from None


def method(row):
    same = ("kind", "label", "last_four", "holder", "expires_on", "is_default", "added_at")
    reference = row.reference if row.kind == PaymentMethod.Kind.SEPA else ""
    return {name: getattr(row, name) for name in same} | {
        "id": row.pk,
        "firm": row.firm_id,
        "client": row.client_id,
        "reference": reference,
        "works": row.works(timezone.localdate()),
    }


def subscription(row):
    same = ("name", "amount", "licences", "places", "since", "contact")
    return {name: getattr(row, name) for name in same} | {"firm": row.firm_id, "includes": row.lines} | used_by(row.firm)


def plan(row):
    price = price_on(row, timezone.localdate())
    prices = [{"amount": one.amount, "valid_from": one.valid_from} for one in row.prices.all()]
    same = {name: getattr(row, name) for name in ("code", "name", "withdrawn_at")}
    return same | {"id": row.pk, "firm": row.firm_id, "amount": price.amount if price else None, "prices": prices}
