"""Payment methods of a payer: mandates signed here, and cards that only the provider knows (F2, I4)."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.models import Client
from comptoir.firms.models import Firm


@dataclass(frozen=True)
class Payer:
    """Who pays: a firm for itself, or one of its client companies."""

    firm: Firm
    client: Client | None = None

    @property
    def name(self):
        return self.client.name if self.client else self.firm.name

    @property
    def fields(self):
        return {"firm": self.firm, "client": self.client}

    def methods(self):
        """Its methods that were not removed."""
        return PaymentMethod.objects.kept().filter(**self.fields)


class PaymentMethodQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)

    def working(self, today):
        """Those that can be debited: neither removed nor refused nor expired."""
        return self.kept().filter(Q(expires_on=None) | Q(expires_on__gte=today), state=PaymentMethod.State.WORKING)


class PaymentMethod(models.Model):
    """One way to pay. `reference` is what it is called where it is debited: a mandate's RUM, or the provider's own word for a card."""

    class Kind(models.TextChoices):
        CARD = "card", _("Carte bancaire")
        SEPA = "sepa", _("Prélèvement SEPA")

    class State(models.TextChoices):
        WORKING = "working", _("utilisable")
        REFUSED = "refused", _("refusé par la banque")

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="payment_methods")
    # Empty for the firm's own.
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="payment_methods")
    kind = models.CharField(max_length=5, choices=Kind)
    label = models.CharField(max_length=60, blank=True)
    last_four = models.CharField(max_length=4)
    holder = models.CharField(_("titulaire"), max_length=140, blank=True)
    # The last day on which a card is good; a mandate has none.
    expires_on = models.DateField(null=True, blank=True)
    provider = models.CharField(max_length=20, blank=True)
    reference = models.CharField(max_length=120)
    # The provider's word for the card itself, whichever way it came: the same card twice is one method.
    fingerprint = models.CharField(max_length=80, blank=True)
    is_default = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WORKING)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # When the provider was told to forget a card that was removed here.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentMethodQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["client"], name="one_default_method_of_client", condition=Q(is_default=True)),
            models.UniqueConstraint(fields=["firm"], name="one_default_method_of_firm", condition=Q(is_default=True, client=None)),
            models.UniqueConstraint(fields=["provider", "reference"], name="method_once_per_reference"),
            models.CheckConstraint(condition=Q(is_default=False) | Q(removed_at=None), name="default_method_is_kept"),
            models.CheckConstraint(condition=Q(last_four__regex=r"^[0-9A-Z]{4}$"), name="four_last_characters"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ···· {self.last_four}"

    @property
    def payer(self):
        return Payer(self.firm, self.client)

    def works(self, today):
        """Whether it can be debited."""
        return self.removed_at is None and self.state == self.State.WORKING and not (self.expires_on and self.expires_on < today)


class Mandate(models.Model):
    """A SEPA direct debit mandate as it was signed. The account's number is sealed; the last four characters are all that anybody reads."""

    method = models.OneToOneField(PaymentMethod, models.CASCADE, related_name="mandate")
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="mandates")
    # «Référence unique du mandat» (RUM), at most 35 characters (EPC, AT-01).
    reference = models.CharField(max_length=35, unique=True)
    creditor_identifier = models.CharField(max_length=35)
    creditor_name = models.CharField(max_length=140)
    creditor_address = models.CharField(max_length=250, blank=True)
    iban = models.TextField()
    last_four = models.CharField(max_length=4)
    country = models.CharField(max_length=2)
    bic = models.CharField(max_length=11, blank=True)
    holder = models.CharField(max_length=140)
    holder_address = models.CharField(max_length=250, blank=True)
    language = models.CharField(max_length=5)
    text = models.TextField()
    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # As the signer typed it.
    signature = models.CharField(max_length=140)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey("documents.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self):
        return self.reference


class ProviderCustomer(models.Model):
    """What a provider calls a payer."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+")
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "client"], name="one_customer_per_client", condition=~Q(client=None)),
            models.UniqueConstraint(fields=["provider", "firm"], name="one_customer_per_firm", condition=Q(client=None)),
        ]


class CardSetup(models.Model):
    """A visit to the provider's page, where a card is typed that never reaches us. The same visit makes one method, however often it is heard of."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+")
    provider = models.CharField(max_length=20)
    # What the provider calls the visit, and where it is; empty until it answered.
    reference = models.CharField(max_length=120, blank=True)
    page = models.CharField(max_length=2000, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    method = models.ForeignKey(PaymentMethod, models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "reference"], name="visit_once_per_reference", condition=~Q(reference=""))]

    @property
    def payer(self):
        return Payer(self.firm, self.client)
