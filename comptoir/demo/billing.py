"""Who pays in the demo: plans with prices of before, now and later; the firm's subscription and mandate; a company that pays for its people itself."""

from datetime import timedelta

from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.billing.actions import agree, change_billing_address, create_plan, make_paper, price_plan, set_creditor, set_subscription, sign_mandate
from comptoir.billing.actions.mandates import Signing
from comptoir.billing.models import Mandate, Payer, Plan, PlanPrice, Terms
from comptoir.clients.actions import open_access
from comptoir.clients.models import Client, ClientAccess, ClientUser, Contact
from comptoir.firms.models import Firm

# An account of the examples that banks print.
IBAN = "FR7630006000011234567890189"
# Its first person has not signed in yet, and will be asked for the method before anything else.
COMPANY, PERSON = "Ambulances du Ternois", "daniel.poulain@ambulances-ternois.example"
INCLUDES = "Portail client et messagerie\nDemandes de documents et relances\nTrois licences, collaborateurs sans limite\nAide par e-mail, sous un jour ouvré"


def show_billing(firm, people, password):
    """`password` is the hash that the cast shares."""
    operator = User.objects.get(is_operator=True)
    plan = price_plans(firm, operator)
    set_creditor({"name": "Comptoir SAS", "identifier": "FR72ZZZ123456", "address": "1 place du Marché, 59000 Lille"}, by=operator)
    subscribe(firm, operator)
    pay_for_the_firm(firm, people["alix"])
    bill_a_company(firm, plan, people["marie"], password)


def price_plans(firm, operator):
    """«Portail client» has a price since the summer and will cost more; a second plan is the firm's alone."""
    today = timezone.localdate()
    plan, _is_new = Plan.objects.get_or_create(firm=None, code="portail-client", defaults={"name": "Portail client"})
    price_plan(plan, amount=490, valid_from=today, by=operator)
    PlanPrice.objects.filter(plan=plan).update(valid_from=today - timedelta(days=200))
    price_plan(plan, amount=550, valid_from=(today + timedelta(days=60)).replace(day=1), by=operator)
    create_plan(name="Portail et paie", code="portail-et-paie", firm=firm, amount=790, valid_from=today, by=operator)
    return plan


def subscribe(firm, operator):
    words = {"places": None, "since": timezone.localdate().replace(month=1, day=1), "contact": "abonnements@comptoir.example"}
    set_subscription(firm, words | {"name": "Cabinet", "amount": 12900, "licences": 3, "includes": INCLUDES}, by=operator)
    other = Firm.objects.get(slug="vasseur")
    set_subscription(other, words | {"name": "Découverte", "amount": None, "licences": 1, "includes": ""}, by=operator)


def pay_for_the_firm(firm, alix):
    address = {"name": firm.name, "address": "8 rue Faidherbe", "postal_code": "59000", "city": "Lille", "country": "FR"}
    known = change_billing_address(firm, address | {"email": "compta@lormeau.example"}, by=alix)
    signing = Signing(iban=IBAN, bic="", holder=firm.name, holder_address=known.line, signature=alix.full_name, address="192.0.2.7", agent="Firefox")
    method, _is_new = sign_mandate(Payer(firm), signing, by=alix)
    make_paper(Mandate.objects.select_related("firm", "method__client", "signed_by").get(method=method))


def bill_a_company(firm, plan, marie, password):
    client = Client.objects.select_related("firm").get(firm=firm, name=COMPANY)
    contact = Contact.objects.get(firm=firm, email=PERSON)
    names = {"first_name": contact.first_name, "last_name": contact.last_name, "phone": contact.phone}
    user = User.objects.create(email=PERSON, password=password, **names)
    open_access(client, user, level=ClientAccess.Level.FULL, type=ClientAccess.Type.ADMINISTRATOR, by=marie, contact=contact)
    agree(ClientUser.objects.filter(firm=firm, user=user).select_related("user"), client=client, mode=Terms.Mode.CLIENT, plan=plan, by=marie)
