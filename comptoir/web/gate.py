"""Who is held for a payment method meets it before anything else (I4), and who waits for something else is told what."""

from django.urls import reverse

from comptoir.accounts.models import User
from comptoir.billing.owing import held_for_payment
from comptoir.clients.decisions import Hold
from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership

from .leading import with_next

# Beside the Holds of a person: their firm is suspended as a whole.
FIRM = "firm"


def payment_page(user, slug="", asked=""):
    """The address of the payment page of that firm, or of the first one where this person is held for payment; "" for who is not. It leads on to `asked`."""
    held = held_for_payment(user).select_related("firm").order_by("pk")
    access = (held.filter(firm__slug=slug) if slug else held).first()
    return with_next(reverse("payment", args=[access.firm.slug]), asked) if access else ""


def gate_of(user, asked=""):
    """The payment page for who has nothing else that is open; "" for everybody else."""
    is_elsewhere = not user.is_authenticated or standing_of(user).roles or user.is_operator
    return "" if is_elsewhere else payment_page(user, asked=asked)


def waits_of(user):
    """[{"firm", "hold", "ask"}] for each firm whose accesses of this person are closed to them: for what they wait, and whom to ask."""
    accesses = ClientAccess.objects.filter(user=user, closed_at=None).select_related("firm").order_by("firm__name", "pk")
    waiting = {}
    for access in accesses:
        hold = FIRM if access.firm.suspended_at else access.hold
        if hold:
            waiting.setdefault(access.firm, hold)
    return [{"firm": firm, "hold": hold, "ask": whom_to_ask(user, firm, hold)} for firm, hold in waiting.items()]


def whom_to_ask(user, firm, hold):
    """Somebody of the firm who can open it: who made or suspended the account, else an administrator. None at a firm that is suspended itself."""
    if hold == FIRM:
        return None
    place = user.client_places.filter(firm=firm).first()
    known = [place.suspended_by_id if hold == Hold.SUSPENSION else place.created_by_id] if place else []
    here = Membership.objects.active().filter(firm=firm)
    asked = here.filter(user__in=known).first() or here.filter(role=Membership.Role.ADMINISTRATOR).order_by("pk").first()
    return asked and User.objects.get(pk=asked.user_id)
