"""The verbs of billing, one module per journey."""

from .agreeing import Agreement, PlanWithdrawn, agree, agree_each, settle
from .cards import begin_card, finish_card, finish_visit, forget_removed_cards
from .mandates import NoCreditor, sign_mandate
from .methods import LastMethod, MethodGone, make_default, remove_method
from .papers import make_due_papers, make_paper
from .plans import CodeTaken, PriceInThePast, PriceSet, create_plan, price_plan, restore_plan, withdraw_plan
from .subscribing import change_billing_address, set_creditor, set_subscription

__all__ = [
    "Agreement",
    "CodeTaken",
    "LastMethod",
    "MethodGone",
    "NoCreditor",
    "PlanWithdrawn",
    "PriceInThePast",
    "PriceSet",
    "agree",
    "agree_each",
    "begin_card",
    "change_billing_address",
    "create_plan",
    "finish_card",
    "finish_visit",
    "forget_removed_cards",
    "make_default",
    "make_due_papers",
    "make_paper",
    "price_plan",
    "remove_method",
    "restore_plan",
    "set_creditor",
    "set_subscription",
    "settle",
    "sign_mandate",
    "withdraw_plan",
]
