"""Away mode. Whether somebody is away at a moment is computed from the dates: no job has to run for it to be true (A1, A3)."""

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.firms.models import Membership


class AbsenceQuerySet(models.QuerySet):
    def covering(self, moment):
        """Absences that are going on at `moment`."""
        return self.filter(self.covers(moment))

    @staticmethod
    def covers(moment, prefix=""):
        """The same as a condition, to be used across a relation."""
        names = {name: f"{prefix}{name}" for name in ("starts_at", "ends_at", "ended_at")}
        not_over = Q(**{names["ends_at"]: None}) | Q(**{f"{names['ends_at']}__gt": moment})
        return Q(**{f"{names['starts_at']}__lte": moment, names["ended_at"]: None}) & not_over

    def current_or_planned(self, moment):
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), ended_at=None)

    def overlapping(self, starts_at, ends_at):
        """Absences that share a moment with [starts_at, ends_at[; `ends_at` is None for what has no end."""
        rows = self.filter(Q(ends_at=None) | Q(ends_at__gt=starts_at), ended_at=None)
        return rows.filter(starts_at__lt=ends_at) if ends_at else rows

    def over(self, moment):
        """Absences from which people are back at `moment`; those called off before they began too."""
        return self.filter(Q(ended_at__lte=moment) | Q(ended_at=None, ends_at__lte=moment))

    def taken(self, moment):
        """Those that have begun, whether they are over or not: none that was called off before."""
        return self.filter(starts_at__lte=moment).exclude(ended_at__lt=F("starts_at"))

    def to_open(self, moment):
        """Going on, and the work of their start is still to be done."""
        return self.covering(moment).filter(opened_at=None)

    def to_settle(self, moment):
        """Over, and the work of their end is still to be done. Who leaves again at once is not back: that work waits for their return."""
        again = Absence.objects.covering(moment).filter(firm=OuterRef("firm_id"), user=OuterRef("user_id")).exclude(pk=OuterRef("pk"))
        return self.over(moment).filter(~Exists(again), settled_at=None)

    def with_delegates(self):
        """With their people, and whether somebody of the delegate still works here: a team that everybody left stands in for nobody."""
        here = Membership.objects.active().filter(firm=OuterRef("firm_id"), user=OuterRef("delegate_user_id"))
        team = Membership.objects.active().filter(firm=OuterRef("firm_id"), user__teams=OuterRef("delegate_team_id"))
        works_here = ExpressionWrapper(Q(Exists(here)) | Q(Exists(team)), BooleanField())
        return self.select_related("user", "firm", "delegate_user", "delegate_team", "created_by").annotate(delegate_works_here=works_here)

    def of(self, user_ids, moment):
        """{user id: the absence going on at `moment`}, with its delegates."""
        return {absence.user_id: absence for absence in self.covering(moment).filter(user_id__in=user_ids).with_delegates()}


class Absence(models.Model):
    """A person's absence from a firm, from `starts_at` until `ends_at` (open-ended when empty), unless `ended_at` came first.

    Several may be planned; no two of one person in one firm cover the same moment (`actions` sees to it under a lock).
    """

    class Moves(models.TextChoices):
        """What goes to the delegate."""

        NEW = "new", _("les nouvelles conversations seulement")
        RETURNING = "returning", _("aussi les conversations ouvertes, quand le client y écrit")
        ALL = "all", _("toutes les conversations ouvertes, dès le départ")

    class Notices(models.TextChoices):
        """What the absent person hears meanwhile (A6)."""

        USUAL = "usual", _("comme d’habitude")
        CRITICAL = "critical", _("seulement ce qui est critique")
        DIGEST = "digest", _("un seul résumé au retour")

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField(_("absent à partir du"), default=timezone.now)
    ends_at = models.DateTimeField(_("absent jusqu’au"), null=True, blank=True)
    delegate_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    delegate_team = models.ForeignKey("firms.Team", models.SET_NULL, null=True, blank=True, related_name="+")
    moves = models.CharField(_("ce qui est confié"), max_length=10, choices=Moves, default=Moves.NEW, db_default=Moves.NEW.value)
    # What moved returns at the end, as far as nobody gave it to somebody else meanwhile.
    gives_back = models.BooleanField(_("tout me revient au retour"), default=True, db_default=True)
    notices = models.CharField(_("mes notifications"), max_length=10, choices=Notices, default=Notices.USUAL, db_default=Notices.USUAL.value)
    tells_clients = models.BooleanField(_("prévenir mes clients"), default=True, db_default=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    # When the work of its start and of its end was done. Whether somebody is away never depends on it.
    opened_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    # When the person read what happened meanwhile; until then the home page speaks of it.
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(delegate_user=None) | Q(delegate_team=None), name="one_delegate"),
            models.CheckConstraint(condition=~Q(delegate_user=F("user")), name="delegate_is_somebody_else"),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["firm", "user"], name="absence_not_ended", condition=Q(ended_at=None)),
            models.Index(fields=["id"], name="absence_to_settle", condition=Q(settled_at=None)),
        ]

    def covers(self, moment):
        return self.ended_at is None and self.starts_at <= moment and (self.ends_at is None or self.ends_at > moment)

    def is_over(self, moment):
        return self.last_moment is not None and self.last_moment <= moment

    @property
    def last_moment(self):
        """When it ends or ended; None while nobody knows."""
        return self.ended_at or self.ends_at

    @property
    def is_called_off(self):
        """Whether it was given up before it began."""
        return self.ended_at is not None and self.ended_at < self.starts_at

    @property
    def delegate(self):
        """The person or the team that stands in; nobody once that person, or everybody of that team, has left the firm."""
        if not getattr(self, "delegate_works_here", True):
            return None
        return self.delegate_user or self.delegate_team


class KeptClient(models.Model):
    """A client to whom an absent person wrote during the absence: its conversations stay with that person (A4)."""

    absence = models.ForeignKey(Absence, models.CASCADE, related_name="kept_clients")
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["absence", "client"], name="client_kept_once")]


class ClientTold(models.Model):
    """A client user was told of this absence: once, in their language (X12)."""

    absence = models.ForeignKey(Absence, models.CASCADE, related_name="clients_told")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["absence", "user"], name="client_told_once")]
