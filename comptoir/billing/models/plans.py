"""Price plans kept by the operator, what each costs from when on, and what was agreed for each client user (I1 step 1, I4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.models import Client, ClientUser


class PlanQuerySet(models.QuerySet):
    def on_offer(self, firm_id):
        """Those that this firm may choose for somebody now."""
        return self.of_firm(firm_id).filter(withdrawn_at=None)

    def of_firm(self, firm_id):
        """The operator's for everybody and those for this firm, withdrawn or not."""
        return self.filter(Q(firm=None) | Q(firm=firm_id))


class Plan(models.Model):
    """«Offre tarifaire», kept by the operator; for all firms, or for one. What it costs is its prices, of which none is ever changed."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, blank=True, related_name="plans")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("nom"), max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "code"], name="one_plan_per_code"),
            models.UniqueConstraint(fields=["code"], name="one_plan_per_code_of_all", condition=Q(firm=None)),
        ]

    def __str__(self):
        return self.name


class PlanPrice(models.Model):
    """What a plan costs a month and user from a day on, without tax, in cents of euros."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="prices")
    amount = models.PositiveIntegerField(_("montant mensuel hors taxes"))
    valid_from = models.DateField(_("à partir du"))
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [models.UniqueConstraint(fields=["plan", "valid_from"], name="one_price_a_day")]


class Terms(models.Model):
    """What was agreed for one client user: the company that is billed, who pays, and on which plan."""

    class Mode(models.TextChoices):
        CLIENT = "client", _("Client")
        FIRM = "firm", _("Cabinet d’expertise comptable")

    client_user = models.OneToOneField(ClientUser, models.CASCADE, primary_key=True, related_name="terms")
    # «L’entreprise facturée».
    client = models.ForeignKey(Client, models.RESTRICT, related_name="terms")
    mode = models.CharField(_("mode de facturation"), max_length=10, choices=Mode, default=Mode.FIRM)
    plan = models.ForeignKey(Plan, models.RESTRICT, related_name="terms")
    agreed_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
