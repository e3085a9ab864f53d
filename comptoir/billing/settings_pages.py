"""«Abonnement» and «Facturation»: for whom the firm lets look after its bills (F1, F2)."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Licence, Membership
from comptoir.firms.rights import Right
from comptoir.preferences.registry import SettingsPage, declare

from .desks import billing_firm_of, desk_of_firm
from .models import BillingAddress, FirmSubscription


def may_bill(user):
    return bool(standing_of(user).firms_where(Right.BILLING))


def subscription_context(request):
    """What the firm has, and how much of it is used."""
    firm = billing_firm_of(request.user)
    return {"firm": firm, "subscription": FirmSubscription.objects.filter(firm=firm).first()} | used_by(firm)


def used_by(firm):
    return {"licences_used": Licence.objects.filter(firm=firm).count(), "places_used": Membership.objects.active().filter(firm=firm).count()}


def billing_context(request):
    firm = billing_firm_of(request.user)
    return {"firm": firm, "address": BillingAddress.objects.filter(firm=firm).first()} | desk_of_firm(firm).context()


declare(
    SettingsPage(
        "subscription",
        _("Abonnement"),
        None,
        "badge-euro",
        order=150,
        group="firm",
        intro=_("Ce que votre cabinet a souscrit. L’exploitant de l’installation le tient à jour."),
        words=_("formule prix licences collaborateurs"),
        template="billing/subscription.html",
        offered_to=may_bill,
        context=subscription_context,
    )
)
declare(
    SettingsPage(
        "billing",
        _("Facturation"),
        None,
        "credit-card",
        order=160,
        group="firm",
        intro=_("Comment votre cabinet paie, et où vont ses factures."),
        words=_("paiement carte IBAN prélèvement mandat SEPA adresse factures"),
        template="billing/billing.html",
        offered_to=may_bill,
        context=billing_context,
    )
)
