"""Coming, changing places, leaving: what a firm means for somebody of its people, and what became of it."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.firms.models import CustomRole, Membership
from comptoir.firms.rights import Right
from comptoir.kernel.tokens import digest

from .decisions import State, arrival_state

SALT = "comptoir.staffing.joining"


class OfMembers(models.QuerySet):
    def visible_to(self, user):
        """For those who manage the firm's people."""
        return self.filter(firm__in=standing_of(user).firms_where(Right.MEMBERS))


def token_of(nonce, key):
    """The token that a link of this nonce has under this secret key."""
    return f"joi_{salted_hmac(SALT, nonce, secret=key, algorithm='sha256').hexdigest()}"


class ArrivalQuerySet(OfMembers):
    def waiting(self):
        """Neither accepted nor refused nor withdrawn; some may have expired."""
        return self.filter(accepted_at=None, refused_at=None, withdrawn_at=None)

    def of_token(self, token):
        return self.filter(token_digest=digest(token))


class Arrival(models.Model):
    """Somebody was asked to join the firm, and gets this place once they accept; afterwards, their check-list.

    The firm knows the words that it typed, and nothing of the account that the address has, or has not, until its owner accepts.
    """

    VALID_FOR = timedelta(days=14)

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="arrivals")
    # None once an account that was made for nothing is gone.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="arrivals")
    first_name = models.CharField(_("prénom"), max_length=80)
    last_name = models.CharField(_("nom"), max_length=80)
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr")
    job_title = models.CharField(_("poste"), max_length=80, blank=True)
    role = models.CharField(_("rôle"), max_length=15, choices=Membership.Role, default=Membership.Role.STAFF)
    custom_role = models.ForeignKey(CustomRole, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.CharField(_("numéro d’identification (ID)"), max_length=40, blank=True)
    trigram = models.CharField(_("trigramme"), max_length=3, blank=True)
    # What is given at the moment of joining, as far as it is still there then.
    licence_ids = models.JSONField(default=list)
    team_ids = models.JSONField(default=list)
    dossier_ids = models.JSONField(default=list)
    # Who was here before finds their place as it was, instead of the one above.
    restores = models.BooleanField(default=False)
    invited_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # What is kept of the link: the nonce from which the installation's key makes it, and the hash by which it is found.
    nonce = models.CharField(max_length=40, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    membership = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="arrivals")

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "email"], name="one_arrival_waiting", condition=Q(accepted_at=None, refused_at=None, withdrawn_at=None)),
        ]
        indexes = [models.Index(fields=["firm", "-id"], name="arrival_of_firm")]

    def __str__(self):
        return self.full_name

    @staticmethod
    def new_token():
        """{field: value} of a link that nobody had before."""
        nonce = secrets.token_urlsafe(24)
        return {"nonce": nonce, "token_digest": digest(token_of(nonce, settings.SECRET_KEY))}

    @property
    def token(self):
        """The token itself, for the mail that carries it; "" once the installation's keys have all changed since."""
        tokens = (token_of(self.nonce, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        return next((token for token in tokens if digest(token) == self.token_digest), "")

    @property
    def url(self):
        return settings.BASE_URL + reverse("joining", args=[self.token])

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def state(self):
        moments = {name: getattr(self, name) for name in ("accepted_at", "refused_at", "withdrawn_at", "expires_at")}
        return arrival_state(timezone.now(), **moments)

    @property
    def is_waiting(self):
        return self.state in {State.PENDING, State.EXPIRED}


class MoveQuerySet(OfMembers):
    def waiting(self):
        return self.filter(applied_at=None, cancelled_at=None, failed_at=None)

    def due(self, today):
        return self.waiting().filter(on__lte=today)


class Move(models.Model):
    """Another place for a colleague, from a day on: role, licences, teams, and what becomes of the dossiers."""

    class Managed(models.TextChoices):
        KEEP = "keep", _("Tous restent à cette personne")
        LEFT = "left", _("Ceux des licences quittées passent au gestionnaire suivant")
        ALL = "all", _("Tous passent au gestionnaire suivant")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="moves")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="moves")
    on = models.DateField(_("à partir du"))
    role = models.CharField(_("rôle"), max_length=15, choices=Membership.Role)
    custom_role = models.ForeignKey(CustomRole, models.SET_NULL, null=True, blank=True, related_name="+")
    licence_ids = models.JSONField(default=list)
    team_ids = models.JSONField(default=list)
    managed = models.CharField(_("dossiers gérés"), max_length=4, choices=Managed, default=Managed.KEEP)
    dossier_ids = models.JSONField(default=list)
    # Who takes over what waits in dossiers that the person sees no more, where nobody else manages them.
    heir = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # The day came and it could not be: why, as a code of decisions.Obstacle.
    failed_at = models.DateTimeField(null=True, blank=True)
    obstacle = models.CharField(max_length=30, blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership"], name="one_move_waiting", condition=Q(applied_at=None, cancelled_at=None, failed_at=None)),
        ]
        indexes = [models.Index(fields=["on"], name="move_due", condition=Q(applied_at=None, cancelled_at=None, failed_at=None))]


class DepartureQuerySet(OfMembers):
    def waiting(self):
        return self.filter(carried_out_at=None, cancelled_at=None, failed_at=None)

    def due(self, today):
        return self.waiting().filter(leaves_on__lte=today)

    def standing(self):
        """Those by which somebody is gone: carried out, and neither undone nor followed by a return."""
        return self.filter(carried_out_at__isnull=False, undone_at=None, membership__left_at=F("carried_out_at"))


class Departure(models.Model):
    """A colleague leaves the firm, from a day on; what they answered for goes to others, and comes back if it is undone in time."""

    UNDOABLE_FOR = timedelta(days=30)

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="departures")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="departures")
    leaves_on = models.DateField(_("à partir du"))
    # Who takes over where nobody else is found, and {kind of responsibility: person's id} of those for whom somebody was chosen.
    heir = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    chosen = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    obstacle = models.CharField(max_length=30, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # {kind: [clients.responsibilities.Handed as a list, …]}, and what the membership was.
    handed = models.JSONField(default=dict)
    place = models.JSONField(default=dict)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership"], name="one_departure_waiting", condition=Q(carried_out_at=None, cancelled_at=None, failed_at=None)),
        ]
        indexes = [models.Index(fields=["leaves_on"], name="departure_due", condition=Q(carried_out_at=None, cancelled_at=None, failed_at=None))]

    @property
    def undoable_until(self):
        return self.carried_out_at + self.UNDOABLE_FOR if self.carried_out_at else None

    def is_undoable(self, now):
        """Whether the person is still gone by it, and the thirty days are not over."""
        is_gone = self.carried_out_at is not None and self.undone_at is None and self.membership.left_at == self.carried_out_at
        return is_gone and now < self.undoable_until
