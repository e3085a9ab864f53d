"""Companies that pay for their people, mandates that they sign."""

from comptoir.billing.actions import agree, sign_mandate
from comptoir.billing.actions.mandates import Signing
from comptoir.billing.models import Creditor, Payer, Plan
from comptoir.clients.models import ClientUser
from comptoir.clients.standing import forget_standing

IBAN, OTHER_IBAN = "FR7630006000011234567890189", "DE89370400440532013000"
TYPED = {
    "holder": "Boulangerie Roux",
    "holder_address": "12 rue de Béthune, 59000 Lille",
    "iban": "fr76 3000 6000 0112 3456 7890 189",
    "bic": "",
    "accepted": "on",
    "signature": "Hélène Roux",
}


def a_plan():
    """The plan of the first migration, also where another test has emptied the tables."""
    return Plan.objects.get_or_create(firm=None, code="portail-client", defaults={"name": "Portail client"})[0]


def a_creditor():
    return Creditor.objects.get_or_create(pk=1, defaults={"identifier": "FR72ZZZ123456", "name": "Comptoir SAS", "address": "1 place du Marché, 59000 Lille"})[
        0
    ]


def bill(client, *users, mode="client", by=None):
    """These people of a company are billed to it; in the mode «client» they wait for its method unless it has one."""
    places = list(ClientUser.objects.filter(firm=client.firm, user__in=users).select_related("user"))
    agree(places, client=client, mode=mode, plan=a_plan(), by=by)
    for user in users:
        forget_standing(user)


def sign(client_or_firm, by, iban=IBAN):
    """A mandate of this company, or of this firm."""
    a_creditor()
    is_company = hasattr(client_or_firm, "firm")
    payer = Payer(client_or_firm.firm, client_or_firm) if is_company else Payer(client_or_firm)
    signing = Signing(iban=iban, bic="", holder=payer.name, holder_address="12 rue de Béthune, 59000 Lille", signature=by.full_name)
    return sign_mandate(payer, signing, by=by)[0]


def holds_of(*users):
    return [list(user.client_accesses.values_list("hold", flat=True)) for user in users]
