"""Where a payer's methods are looked after: a firm's at «Facturation», a company's on the portal (F2, I4). The pages are the same."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from comptoir.clients.decisions import Hold
from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right

from .models import BillingAddress, Creditor, Payer, PaymentMethod, Terms
from .owing import billed_to, givers_of, held_for_payment, with_billed_company
from .providers import card_provider
from .sentences import no_creditor_sentence, no_provider_sentence


@dataclass(frozen=True)
class Desk:
    """A payer with the addresses of their pages. `prefix` begins the names of these addresses, `args` their arguments."""

    payer: Payer
    prefix: str
    args: tuple
    home: str

    def to(self, name, *args):
        return reverse(f"{self.prefix}_{name}", args=[*self.args, *args])

    @property
    def is_company(self):
        return self.payer.client is not None

    @property
    def frame(self):
        return "billing/at_company.html" if self.is_company else "preferences/base.html"

    @property
    def card(self):
        """How a part of the page is set off; on the portal's plain page the whole stands on one sheet."""
        return "stack" if self.is_company else "sheet card stack"

    @property
    def mandate_page(self):
        return self.to("mandate_new")

    @property
    def cards(self):
        return self.to("cards")

    @property
    def postal_address(self):
        """What is known of where the payer is, to begin with."""
        if self.is_company:
            # What the firm notes of its client is the firm's own: the company says itself where it is.
            return ""
        known = BillingAddress.objects.filter(firm=self.payer.firm).first()
        return known.line if known else ""

    def context(self):
        """What `billing/methods.html` shows."""
        today = timezone.localdate()
        rows = self.payer.methods().select_related("mandate").order_by(*PaymentMethod._meta.ordering)
        methods = [
            {
                "method": row,
                "works": row.works(today),
                "default": self.to("default", row.pk),
                "removal": self.to("removal", row.pk),
                "mandate": self.to("mandate", row.pk),
            }
            for row in rows
        ]
        return {"desk": self, "methods": methods} | ways()

    def billed_and_waiting(self):
        """Whether people of this company wait for its method."""
        return self.is_company and billed_to(self.payer.client).filter(owes_method=True).exists()


def ways():
    """Which ways to pay are offered here, and why the others are not."""
    provider = card_provider()
    has_creditor = Creditor.objects.exists()
    return {
        "takes_mandates": has_creditor,
        "takes_cards": provider is not None,
        "provider": provider,
        "why_not": [one() for one, is_offered in ((no_creditor_sentence, has_creditor), (no_provider_sentence, provider)) if not is_offered],
    }


def billing_firm_of(user):
    """The firm whose bills this person looks after, or None."""
    return Firm.objects.filter(pk=min(standing_of(user).firms_where(Right.BILLING), default=0)).first()


def desk_of_firm(firm):
    return Desk(Payer(firm), "billing", (), reverse("settings_page", args=["billing"]))


def desk_of_company(access):
    """`access` is that of an administrator, with its client and firm."""
    slug = access.firm.slug
    return Desk(Payer(access.firm, access.client), "payment", (slug, access.client_id), reverse("payment", args=[slug]))


def administered(user):
    """The accesses by which somebody administers a company now, also while they wait for its payment method."""
    waiting_or_open = ClientAccess.objects.administering().filter(user=user, hold__in=[Hold.NONE, Hold.PAYMENT], user__is_active=True)
    return waiting_or_open.filter(firm__suspended_at=None, client__merged_into=None).select_related("client", "firm__brand")


def desks_at(user, slug):
    """The desks of the companies that this person administers at a firm, as far as there is something to pay or to look after."""
    accesses = list(administered(user).filter(firm__slug=slug).order_by("client__name_key", "client_id"))
    client_ids = [access.client_id for access in accesses]
    billed = set(Terms.objects.filter(client__in=client_ids, mode=Terms.Mode.CLIENT).values_list("client_id", flat=True))
    billed |= set(PaymentMethod.objects.kept().filter(client__in=client_ids).values_list("client_id", flat=True))
    return [desk_of_company(access) for access in accesses if access.client_id in billed]


@dataclass(frozen=True)
class Waiting:
    """Somebody whose accesses at a firm wait for the method of a company: who can give it. `company` is None where nothing says whom it is billed to."""

    firm: Firm
    company: object
    givers: list


def waiting_at(user, slug):
    """The Waiting of this person at that firm, or None."""
    access = with_billed_company(held_for_payment(user)).filter(firm__slug=slug).select_related("firm__brand", "client").order_by("pk").first()
    if access is None:
        return None
    terms = Terms.objects.filter(client_user__firm=access.firm_id, client_user__user=user).select_related("client").first()
    company = terms.client if terms else None
    return Waiting(access.firm, company, givers_of(company) if company else [])
