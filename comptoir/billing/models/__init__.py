"""Who pays for what, with what, and on which conditions."""

from .methods import CardSetup, Mandate, Payer, PaymentMethod, ProviderCustomer
from .plans import Plan, PlanPrice, Terms
from .subscriptions import BillingAddress, Creditor, FirmSubscription

__all__ = [
    "BillingAddress",
    "CardSetup",
    "Creditor",
    "FirmSubscription",
    "Mandate",
    "Payer",
    "PaymentMethod",
    "Plan",
    "PlanPrice",
    "ProviderCustomer",
    "Terms",
]
