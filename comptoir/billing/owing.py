"""Which companies have no payment method yet, who pays with one, and who gives it."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from comptoir.clients.decisions import Hold
from comptoir.clients.models import ClientAccess, ClientUser

from .models import PaymentMethod, Terms


def companies_without_method(client_ids):
    """The ids of those of these clients that have no payment method that works."""
    wanted = set(client_ids)
    return wanted - set(PaymentMethod.objects.working(timezone.localdate()).filter(client__in=wanted).values_list("client_id", flat=True))


def billed_to(client):
    """The places of the people for whom this company pays itself (billing mode «Client»)."""
    return ClientUser.objects.kept().filter(terms__client=client, terms__mode=Terms.Mode.CLIENT)


def givers_of(client):
    """The administrators of a company who can give its method now, in the order of their names."""
    held = ClientAccess.objects.administering().filter(client=client, hold__in=[Hold.NONE, Hold.PAYMENT], user__is_active=True)
    return [access.user for access in held.select_related("user").order_by("user__last_name", "user__first_name", "pk")]


def held_for_payment(user):
    """The accesses of a person that wait for a payment method and for nothing else."""
    return ClientAccess.objects.filter(user=user, hold=Hold.PAYMENT, closed_at=None, user__is_active=True, firm__suspended_at=None)


def with_billed_company(accesses):
    """The same accesses, each with the id of the company that is billed for its person, as `billed_id`."""
    terms = Terms.objects.filter(client_user__firm=OuterRef("firm"), client_user__user=OuterRef("user"), mode=Terms.Mode.CLIENT)
    return accesses.annotate(billed_id=Subquery(terms.values("client_id")[:1]))
