"""The firm and the people who work for it. The firm is the tenant: nothing of one firm is ever visible to another."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FirmQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The firms where `user` works."""
        return self.filter(memberships__in=Membership.objects.filter(user=user).active())


class Firm(models.Model):
    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(max_length=60, default="Europe/Paris")
    country = models.CharField(max_length=2, default="FR")
    # Who receives a question that nobody takes part in (C5). Both empty: the firm's administrators answer for it.
    fallback_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    fallback_team = models.ForeignKey("Team", models.SET_NULL, null=True, blank=True, related_name="+")
    # «Portail client» (K1): switched on for the firm, which changes nothing until clients are enabled one by one.
    portal_enabled_at = models.DateTimeField(null=True, blank=True)
    portal_enabled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = FirmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fallback_user=None) | Q(fallback_team=None), name="one_fallback"),
        ]

    def __str__(self):
        return self.name

    @property
    def mark(self):
        """The letter on the firm's tile: «Cabinet Lormeau» → L."""
        return self.name.split()[-1][0].upper()


class OfFirms(models.QuerySet):
    """Rows that every member of the firm may see."""

    def visible_to(self, user):
        return self.filter(firm__in=Firm.objects.visible_to(user))


class Licence(models.Model):
    """A group of dossiers inside a firm: an office, a subscription."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="licences")
    name = models.CharField(_("nom"), max_length=120)

    objects = OfFirms.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="one_licence_per_name")]

    def __str__(self):
        return self.name


class MembershipQuerySet(OfFirms):
    def active(self):
        return self.filter(left_at=None, user__is_active=True)

    def resettable_by(self, user):
        """Those whose second factors `user` may take away: everybody else who has some, in the firms that `user` administers.

        Not the operator of the installation, who stands above firms.
        """
        administered = Membership.objects.active().filter(user=user, role=Membership.Role.ADMINISTRATOR).values("firm")
        protected = self.active().filter(firm__in=administered, user__authenticator__isnull=False, user__is_operator=False)
        return protected.exclude(user=user).distinct()


class Membership(models.Model):
    """A person's place in a firm. Administrators work in all its licences; the others in those that were given to them."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrateur du cabinet")
        ACCOUNTANT = "accountant", _("Expert-comptable")
        STAFF = "staff", _("Collaborateur")

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=15, choices=Role, default=Role.STAFF)
    # The person's number in a connected software (P3) and the trigram of the person (P4): unique here, by constraint.
    number = models.CharField(_("numéro d’identification (ID)"), max_length=40, blank=True)
    trigram = models.CharField(_("trigramme"), max_length=3, blank=True)
    licences = models.ManyToManyField(Licence, through="LicenceAccess", related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "user"], name="one_membership_per_firm"),
            models.UniqueConstraint(fields=["firm", "number"], name="one_member_per_number", condition=~Q(number="")),
            models.UniqueConstraint(fields=["firm", "trigram"], name="one_member_per_trigram", condition=~Q(trigram="")),
        ]

    @property
    def is_administrator(self):
        return self.role == self.Role.ADMINISTRATOR


class LicenceAccess(models.Model):
    """A member's right to work in a licence. No row, no licence: an empty scope never means all."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="licence_accesses")
    licence = models.ForeignKey(Licence, models.CASCADE, related_name="accesses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "licence"], name="one_access_per_licence")]


class Team(models.Model):
    """A named set of members; conversations can be assigned to it, and wait in its queue or go to its members in turn, as `mode` says."""

    class Mode(models.TextChoices):
        QUEUE = "queue", _("File de l’équipe")
        ROUND_ROBIN = "round_robin", _("À tour de rôle")

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="teams")
    name = models.CharField(_("nom"), max_length=80)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teams", db_table="firms_team_member")
    mode = models.CharField(_("répartition"), max_length=12, choices=Mode, default=Mode.QUEUE, db_default=Mode.QUEUE.value)
    # Whose turn it was last.
    last_given_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfFirms.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="one_team_per_name")]

    def __str__(self):
        return self.name


class DomainQuerySet(models.QuerySet):
    def verified(self):
        return self.exclude(verified_at=None)

    def to_check(self, now):
        """Those whose next look is due: while waiting every ten minutes for a week, once verified every six hours."""
        waiting = Q(verified_at=None, registered_at__gt=now - Domain.ASKED_FOR) & checked_before(now - Domain.ASKED_EVERY)
        standing = Q(verified_at__isnull=False) & checked_before(now - Domain.LOOKED_AT_EVERY)
        return self.filter(waiting | standing).order_by("checked_at", "pk")


def checked_before(moment):
    return Q(checked_at=None) | Q(checked_at__lte=moment)


class Domain(models.Model):
    """The host under which a firm's clients find its portal, once it is shown that it leads to this installation."""

    ASKED_EVERY, ASKED_FOR = timedelta(minutes=10), timedelta(days=7)
    LOOKED_AT_EVERY, FORGIVEN_FOR = timedelta(hours=6), timedelta(days=3)

    firm = models.OneToOneField(Firm, models.CASCADE, related_name="domain")
    # In lower case and ASCII (RFC 5890), without a port.
    host = models.CharField(max_length=253)
    # Where our answer is looked for. It is no secret: what proves is the answer, which nobody else can make.
    token = models.CharField(max_length=43, unique=True, editable=False)
    registered_at = models.DateTimeField(default=timezone.now)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    # Why the last look found nothing, as a code of kernel.destinations or one of our own; empty when it found our answer.
    problem = models.CharField(max_length=30, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)

    objects = DomainQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host"], name="one_firm_per_verified_host", condition=~Q(verified_at=None))]
        indexes = [models.Index(fields=["host"], name="domain_by_host")]

    def __str__(self):
        return self.host

    @property
    def is_verified(self):
        return self.verified_at is not None
