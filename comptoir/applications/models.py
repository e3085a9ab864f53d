"""What a firm's client users can be given beside their dossiers: other software behind a tile, or a part of the portal (I1, step 4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.models import ClientUser
from comptoir.clients.standing import standing_of


class OfCatalogue(models.QuerySet):
    """Rows of the operator's catalogue (without a firm), which all firms have, and of each firm's own."""

    def of_firm(self, firm_id):
        """What this firm's catalogue holds, withdrawn or not."""
        return self.filter(Q(firm=None) | Q(firm=firm_id))

    def visible_to(self, user):
        """Members see the catalogue of their firms."""
        firm_ids = standing_of(user).firm_ids
        return self.filter(Q(firm=None) | Q(firm__in=firm_ids)) if firm_ids else self.none()


class ApplicationFamily(models.Model):
    """Applications that are given as a whole; families of one group exclude each other."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, blank=True, related_name="application_families")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("nom"), max_length=80)
    group = models.SlugField(_("groupe"), max_length=40)
    # Of the group, one family must be given.
    is_required = models.BooleanField(_("obligatoire"), default=False)

    objects = OfCatalogue.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "code"], name="one_family_per_code"),
            models.UniqueConstraint(fields=["code"], name="one_family_per_code_of_all", condition=Q(firm=None)),
        ]

    def __str__(self):
        return self.name


class ApplicationQuerySet(OfCatalogue):
    def of_firm(self, firm_id):
        """In the order in which they are shown: those common to all first."""
        return super().of_firm(firm_id).order_by(F("firm").asc(nulls_first=True), "position", "name")

    def on_offer(self):
        return self.filter(withdrawn_at=None)

    def addressed_for(self, firm_id):
        """Each with its `place`: where this firm says that it is, else the common address."""
        own = FirmAddress.objects.filter(firm=firm_id, application=OuterRef("pk")).values("address")
        return self.annotate(place=Coalesce(Subquery(own), "address"))


class Application(models.Model):
    """A tile on the portal's home that opens an address, or a switch for a part of the portal."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("Ouvre une adresse")
        PART = "part", _("Ouvre une partie du portail")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, blank=True, related_name="applications")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("nom"), max_length=80)
    family = models.ForeignKey(ApplicationFamily, models.RESTRICT, null=True, blank=True, related_name="applications")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ADDRESS)
    # Where the tile leads; empty while nobody said so.
    address = models.URLField(_("adresse"), max_length=500, blank=True)
    # The code of a part of the portal (`parts.py`).
    part = models.SlugField(max_length=40, blank=True)
    icon = models.CharField(max_length=40, default="app-window")
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["firm", "code"], name="one_application_per_code"),
            models.UniqueConstraint(fields=["code"], name="one_application_per_code_of_all", condition=Q(firm=None)),
        ]

    def __str__(self):
        return self.name

    @property
    def is_on_offer(self):
        return self.withdrawn_at is None


class FirmAddress(models.Model):
    """Where an application of the operator's catalogue is for one firm: every firm's Production Compta is elsewhere."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="application_addresses")
    application = models.ForeignKey(Application, models.CASCADE, related_name="firm_addresses")
    address = models.URLField(_("adresse"), max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "application"], name="one_address_per_firm")]


class SignIn(models.Model):
    """A firm's application as the OpenID Connect client that it is: whoever has the application signs in there by our session."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="sign_ins")
    application = models.ForeignKey(Application, models.RESTRICT, related_name="sign_ins")
    # Its identifier, its secret (a hash) and the addresses that a sign-in may lead back to.
    client = models.OneToOneField("allauth_idp_oidc.Client", models.RESTRICT, related_name="sign_in")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    secret_made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["firm", "application"], name="one_sign_in_per_application")]

    def __str__(self):
        return f"{self.application} ({self.firm})"


class ApplicationGrant(models.Model):
    """An application given to a client user."""

    client_user = models.ForeignKey(ClientUser, models.CASCADE, related_name="application_grants")
    application = models.ForeignKey(Application, models.RESTRICT, related_name="grants")
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client_user", "application"], name="application_given_once")]
