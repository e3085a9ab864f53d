"""The firm and the people who work for it. The firm is the tenant: nothing of one firm is ever visible to another."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .contrast import DEFAULT_PRESET, Ground, Tone
from .looks import look_of_picture, look_of_preset, style_sheet, version_of
from .rights import Right, rights_of


class FirmQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The firms where `user` works."""
        return self.filter(memberships__in=Membership.objects.filter(user=user).active())

    def at(self, slug):
        """The firm whose clients' door that is or was (FirmSlug)."""
        return self.filter(Q(slug=slug) | Q(slugs__slug=slug)).distinct()


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
    # While suspended by the operator nobody works here, on either side; nothing is lost.
    suspended_at = models.DateTimeField(null=True, blank=True)
    # When the operator's order to delete the firm is carried out.
    deletion_due_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def appearance(self):
        """The firm's Brand, or what firms look like that chose nothing. Read it with select_related("brand")."""
        return getattr(self, "brand", None) or Brand(firm=self)


class FirmSlug(models.Model):
    """A name of a firm's door, now or before: nobody else may take it, and it leads to the firm."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="slugs")
    slug = models.SlugField(unique=True)
    taken_at = models.DateTimeField(default=timezone.now)


class Brand(models.Model):
    """How a firm looks to its clients (K2, K3): on the portal, its sign-in page, in e-mails. One logo for all of them.

    `logo` and `picture` name stored files by what is in them, and stand in their public addresses; a picture replaced has another.
    """

    class Shows(models.TextChoices):
        NAME = "name", _("Nom du cabinet")
        LOGO = "logo", _("Logo du cabinet")

    # The background that is no preset.
    PICTURE = "picture"
    # In CSS pixels; the stored logo is twice as large, for sharp screens.
    LOGO_SHOWN = (240, 48)
    VALUES = ("shows", "logo", "logo_width", "logo_height", "logo_ground", "background", "picture", "picture_tone", "picture_veil")

    firm = models.OneToOneField(Firm, models.CASCADE, primary_key=True, related_name="brand")
    shows = models.CharField(max_length=4, choices=Shows, default=Shows.NAME)
    logo = models.CharField(max_length=64, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=0)
    logo_height = models.PositiveSmallIntegerField(default=0)
    # What the logo is put on where the page would swallow it; empty: it is seen on light and on dark.
    logo_ground = models.CharField(max_length=5, blank=True, default=Ground.NONE.value)
    # One of contrast.PRESETS, or PICTURE. A picture that is not shown is kept until it is removed.
    background = models.CharField(max_length=20, default=DEFAULT_PRESET)
    picture = models.CharField(max_length=64, blank=True)
    picture_tone = models.CharField(max_length=5, default=Tone.LIGHT.value)
    picture_veil = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(shows="logo") | ~Q(logo=""), name="a_logo_that_is_shown"),
            models.CheckConstraint(condition=~Q(background="picture") | ~Q(picture=""), name="a_picture_that_is_shown"),
        ]

    @property
    def shows_logo(self):
        return self.shows == self.Shows.LOGO

    @property
    def shows_picture(self):
        return self.background == self.PICTURE

    @property
    def logo_path(self):
        return reverse("portal_logo", args=[self.firm.slug, self.logo])

    @property
    def picture_path(self):
        return reverse("portal_picture", args=[self.firm.slug, self.picture])

    @property
    def logo_size(self):
        """(width, height) in CSS pixels."""
        part = min(0.5, self.LOGO_SHOWN[0] / self.logo_width, self.LOGO_SHOWN[1] / self.logo_height)
        return max(1, round(self.logo_width * part)), max(1, round(self.logo_height * part))

    @property
    def style_sheet(self):
        look = look_of_picture(self.picture_path, self.picture_tone, self.picture_veil) if self.shows_picture else look_of_preset(self.background)
        return style_sheet(look)

    @property
    def look_path(self):
        """The address of the style sheet above; another sheet has another."""
        return f"{reverse('portal_look', args=[self.firm.slug])}?v={version_of(self.style_sheet)}"


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


# The condition that a membership lets its person see every dossier of the firm, as `rights.rights_of` says of one.
SEES_ALL_DOSSIERS = Q(role="administrator") | Q(custom_role__rights__contains=Right.ALL_DOSSIERS)


class MembershipQuerySet(OfFirms):
    def active(self):
        return self.filter(left_at=None, user__is_active=True, firm__suspended_at=None)

    def resettable_by(self, user):
        """Those whose second factors `user` may take away: everybody else who has some, in the firms that `user` administers.

        Not the operator of the installation, who stands above firms.
        """
        administered = Membership.objects.active().filter(user=user, role=Membership.Role.ADMINISTRATOR).values("firm")
        protected = self.active().filter(firm__in=administered, user__authenticator__isnull=False, user__is_operator=False)
        return protected.exclude(user=user).distinct()


class CustomRole(models.Model):
    """A role that a firm made for itself: a name, and exactly the rights that were ticked."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="custom_roles")
    name = models.CharField(_("nom"), max_length=80)
    # Codes of rights.Right with commas between; "" gives none.
    rights = models.CharField(max_length=400, blank=True)

    objects = OfFirms.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["firm", "name"], name="one_role_per_name")]

    def __str__(self):
        return self.name

    @property
    def ticked(self):
        """The rights that it gives, in the order of the catalogue."""
        return [right for right in Right if right in self.rights.split(",")]


class Membership(models.Model):
    """A person's place in a firm. Administrators work in all its licences; the others in those that were given to them."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrateur du cabinet")
        ACCOUNTANT = "accountant", _("Expert-comptable")
        STAFF = "staff", _("Collaborateur")

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rôle"), max_length=15, choices=Role, default=Role.STAFF)
    # What the firm's own role gives in the place of the role's usual rights; an administrator has them all and needs none.
    custom_role = models.ForeignKey(CustomRole, models.RESTRICT, null=True, blank=True, related_name="memberships")
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
            models.CheckConstraint(condition=~Q(role="administrator") | Q(custom_role=None), name="administrators_have_all_rights"),
            models.UniqueConstraint(fields=["firm", "number"], name="one_member_per_number", condition=~Q(number="")),
            models.UniqueConstraint(fields=["firm", "trigram"], name="one_member_per_trigram", condition=~Q(trigram="")),
        ]

    @property
    def is_administrator(self):
        return self.role == self.Role.ADMINISTRATOR

    @property
    def rights(self):
        """What this person may do here; read with select_related("custom_role")."""
        return rights_of(self.role, self.custom_role.rights if self.custom_role_id else None)


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
