"""What a firm has of the installation, where its invoices go, and who debits (F1, F2)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.firms.models import Firm


class FirmSubscription(models.Model):
    """«Abonnement», set by the operator; the firm reads it (F1). An empty limit is none; the amount is a month's, without tax, in cents of euros."""

    firm = models.OneToOneField(Firm, models.CASCADE, primary_key=True, related_name="subscription")
    name = models.CharField(_("formule"), max_length=80)
    licences = models.PositiveIntegerField(_("licences comprises"), null=True, blank=True)
    places = models.PositiveIntegerField(_("collaborateurs compris"), null=True, blank=True)
    amount = models.PositiveIntegerField(_("prix mensuel hors taxes"), null=True, blank=True)
    since = models.DateField(_("depuis le"))
    # One line each.
    includes = models.TextField(_("ce qui est compris"), blank=True)
    contact = models.EmailField(_("à qui écrire pour le changer"))
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    @property
    def lines(self):
        return [line.strip() for line in self.includes.splitlines() if line.strip()]


class BillingAddress(models.Model):
    """Where a firm's invoices go."""

    firm = models.OneToOneField(Firm, models.CASCADE, primary_key=True, related_name="billing_address")
    name = models.CharField(_("raison sociale"), max_length=140)
    address = models.CharField(_("adresse"), max_length=250)
    postal_code = models.CharField(_("code postal"), max_length=12)
    city = models.CharField(_("ville"), max_length=100)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    siren = models.CharField("SIREN", max_length=9, blank=True)
    vat_number = models.CharField(_("numéro de TVA"), max_length=20, blank=True)
    email = models.EmailField(_("adresse e-mail des factures"), blank=True)

    @property
    def line(self):
        """On one line, as a mandate carries it."""
        return f"{self.address}, {self.postal_code} {self.city}, {self.country}"


class Creditor(models.Model):
    """Who debits by SEPA mandates: the operator of the installation, one row. Without it no mandate is offered."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    # «Identifiant créancier SEPA» (ICS; EPC, AT-02).
    identifier = models.CharField(_("identifiant créancier SEPA (ICS)"), max_length=35)
    name = models.CharField(_("nom du créancier"), max_length=140)
    address = models.CharField(_("adresse"), max_length=250)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_creditor")]
