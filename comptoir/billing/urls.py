"""The pages of who pays, at their two doors: «Facturation», and the portal of a company."""

from django.urls import path

from .views import announcements, cards, firm, gate, methods
from .views import operator as operators
from .views.doors import at_the_company, at_the_firm


def desk(prefix, door):
    """The same pages at one door, their names beginning with `prefix`."""
    return [
        path("mandates/new/", door(methods.mandate_new), name=f"{prefix}_mandate_new"),
        path("cards/", door(cards.cards), name=f"{prefix}_cards"),
        path("cards/<uuid:visit>/", door(cards.card), name=f"{prefix}_card"),
        path("cards/<uuid:visit>/return/", door(cards.card_return), name=f"{prefix}_card_return"),
        path("methods/<int:pk>/default/", door(methods.default), name=f"{prefix}_default"),
        path("methods/<int:pk>/removal/", door(methods.removal), name=f"{prefix}_removal"),
        path("methods/<int:pk>/mandate/", door(methods.mandate), name=f"{prefix}_mandate"),
    ]


of_the_firm = [path("address/", firm.address, name="billing_address"), *desk("billing", at_the_firm)]
of_a_company = desk("payment", at_the_company)
of_the_operator = [
    path("plans/", operators.plans, name="operator_plans"),
    path("plans/<int:pk>/", operators.plan, name="operator_plan"),
    path("plans/<int:pk>/withdrawal/", operators.withdrawal, name="operator_plan_withdrawal"),
    path("plans/<int:pk>/restoration/", operators.restoration, name="operator_plan_restoration"),
    path("firms/<int:pk>/subscription/", operators.subscription, name="operator_subscription"),
    path("creditor/", operators.creditor, name="operator_creditor"),
]
payment, announcement = gate.payment, announcements.card_provider_announcement
