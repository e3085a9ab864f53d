"""What leaves the building: one row and one state per delivery."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.emails import shown_address
from comptoir.kernel.phones import shown_phone

from .verdicts import trouble_sentence


class DeliveryQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(state=Delivery.State.PENDING)

    def due(self, now, *channels):
        """Waiting for one of these channels, their moment has come, and no worker holds them (a claim lapses by itself when its worker dies)."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.pending().filter(free, channel__in=channels, due_at__lte=now).order_by("due_at", "id")


class Delivery(models.Model):
    """Something owed to one person on one channel. `content` names who renders it, at the moment of sending."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEB = "web", _("Navigateur")
        MOBILE = "mobile", _("Mobile")
        SMS = "sms", _("SMS")

    class State(models.TextChoices):
        PENDING = "pending", _("En cours d’envoi")
        SENT = "sent", _("Remis")
        DROPPED = "dropped", _("Devenu inutile")
        FAILED = "failed", _("Non remis")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, null=True, db_index=False, related_name="+")
    event = models.ForeignKey("events.Event", models.CASCADE, null=True, related_name="deliveries")
    # Owed to a person with an account, or else to a contact without one: never both, never nobody.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="deliveries")
    contact = models.ForeignKey("clients.Contact", models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    content = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    # Where it goes when that is not the person's own address: one that is to be confirmed, or one that was left.
    address = models.EmailField(max_length=254, blank=True, default="", db_default="")
    # Leaves together with everything else that is due for this person on this channel: one mail, one push.
    is_grouped = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    # Why it was dropped or failed: a short code for the program, the server's words for people.
    outcome = models.CharField(max_length=30, blank=True)
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # What only some ways tell: the provider's name for it, and when it was in the person's hand.
    provider_id = models.CharField(max_length=100, blank=True, default="", db_default="")
    arrived_at = models.DateTimeField(null=True, blank=True)
    # How often a person asked for it again. Attempts of one round bear one reference, so that a provider sends once.
    repeats = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "user", "channel"], name="one_delivery_per_channel", condition=~Q(event=None)),
            models.UniqueConstraint(fields=["event", "contact", "channel"], name="one_delivery_per_contact", condition=~Q(event=None)),
            models.CheckConstraint(condition=Q(user=None, contact__isnull=False) | Q(user__isnull=False, contact=None), name="delivery_has_one_owner"),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at", "id"], name="delivery_pending", condition=Q(state="pending")),
            models.Index(fields=["user", "channel", "due_at"], name="delivery_pending_of_user", condition=Q(state="pending")),
            models.Index(fields=["sent_at"], name="delivery_texted", condition=Q(channel="sms")),
            models.Index(fields=["provider_id"], name="delivery_of_provider", condition=~Q(provider_id="")),
        ]

    @property
    def person(self):
        """Whom it is for: a User, or the Contact who has no account. Both have a name, an address and a language."""
        return self.user or self.contact

    @property
    def goes_to(self):
        """The address that this leaves for, as of now."""
        return self.address or self.person.email


class PushDeviceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own that still take anything, and nobody else's."""
        return self.live().filter(user_id=user.pk)

    def live(self):
        return self.filter(gone_at=None)


class PushDevice(models.Model):
    """A browser, or the application installed on a telephone, that asked to be told (RFC 8030). It belongs to who switched it on there."""

    class Channel(models.TextChoices):
        WEB = Delivery.Channel.WEB.value, _("Navigateur")
        MOBILE = Delivery.Channel.MOBILE.value, _("Mobile")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="push_devices")
    channel = models.CharField(max_length=10, choices=Channel)
    name = models.CharField(_("nom"), max_length=80)
    # Who knows the address can write to the device: it is sealed (kernel.secrets), and found again by its digest.
    endpoint = models.TextField(editable=False)
    endpoint_digest = models.CharField(max_length=64, unique=True, editable=False)
    p256dh = models.CharField(max_length=100, editable=False)
    auth = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_sent_at = models.DateTimeField(null=True, blank=True)
    # Since when nothing arrives, and the code of why (verdicts.TROUBLES).
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=30, blank=True)
    # Its push service no longer knows it. The row stays for a month, so that e-mail takes over.
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = PushDeviceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "channel"], name="push_device_of_user")]

    def __str__(self):
        return self.name

    @property
    def trouble(self):
        """Why nothing arrives, in words; "" when all is well."""
        return trouble_sentence(self.last_error) if self.failing_since else ""


class MailboxMessage(models.Model):
    """A mail or a short message as it would have left, kept for the demo's mailbox page when no SMTP server is named."""

    channel = models.CharField(max_length=10, choices=Delivery.Channel, default=Delivery.Channel.EMAIL, db_default=Delivery.Channel.EMAIL.value)
    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, related_name="+")
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    source = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)


class Heartbeat(models.Model):
    """The sign of life of a worker, read by /readyz."""

    name = models.CharField(max_length=100, primary_key=True)
    beat_at = models.DateTimeField()


class AddressStateQuerySet(models.QuerySet):
    def bouncing(self):
        return self.filter(cleared_at=None)


class AddressState(models.Model):
    """An address whose server said that nobody is there. No mail goes to it until its owner says that it works again; critical ones are still tried."""

    address = models.EmailField(max_length=254, unique=True)
    bounced_at = models.DateTimeField(default=timezone.now)
    # The server's words.
    reason = models.CharField(max_length=300)
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, related_name="+")
    # The digest of the notice that said so: the same one heard again after the address was cleared says nothing new.
    notice = models.CharField(max_length=64, blank=True, default="")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = AddressStateQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(address=Lower("address")), name="address_state_in_lower_case")]

    def __str__(self):
        return self.shown_address

    @property
    def shown_address(self):
        return shown_address(self.address)


class NumberStateQuerySet(models.QuerySet):
    def stopped(self):
        return self.filter(cleared_at=None)


class NumberState(models.Model):
    """A telephone whose owner answered STOP. No short message goes to it until they answer START."""

    # E.164
    number = models.CharField(max_length=30, unique=True)
    stopped_at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = NumberStateQuerySet.as_manager()

    def __str__(self):
        return shown_phone(self.number)
