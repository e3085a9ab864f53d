"""What the firm's people ask of its chartered accountants: one question about one dossier, one answer."""

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.models import Dossier, Found, Searchable
from comptoir.clients.standing import standing_of
from comptoir.kernel.text import fold

from .decisions import State, may_be_reminded_from, state_of


class ValidationQuerySet(Found):
    def visible_to(self, user):
        """Members who work on the dossier; clients never."""
        return self.filter(firm_id__in=standing_of(user).firm_ids, dossier__in=Dossier.objects.worked_on_by(user))

    def pending(self):
        return self.filter(is_accepted=None, withdrawn_at=None)

    def in_state(self, state):
        """Those whose `state` is the given one."""
        return self.pending() if state == State.PENDING else self.filter(CONDITIONS[state])

    def to_decide_by(self, user):
        """What waits for `user`, the nearest due date first."""
        return self.pending().filter(addressed_to_id=user.pk).order_by(F("due_on").asc(nulls_last=True), "pk")

    def asked_by(self, user):
        return self.filter(requested_by_id=user.pk)

    def matching(self, words):
        """Requests whose subject or dossier contains every word."""
        query = self
        for word in fold(words).split()[:8]:
            query = query.filter(Q(search_text__contains=word) | Q(dossier__search_text__contains=word))
        return query

    def with_people(self):
        return self.select_related("dossier", "requested_by", "addressed_to", "decided_by", "withdrawn_by")


class Validation(Searchable):
    """A request for validation. It is decided once, by whom it is addressed to, or withdrawn; nothing of it is ever rewritten."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="validations")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="validations")
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("ce qui est à valider"))
    due_on = models.DateField(_("à décider pour le"), null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="requested_validations")
    requested_at = models.DateTimeField(default=timezone.now)
    addressed_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="addressed_validations")
    reminded_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    is_accepted = models.BooleanField(null=True, blank=True)
    reason = models.TextField(_("motif"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Chosen by the form or the program that sends: the same key twice is a double click, not a second request.
    key = models.UUIDField(null=True, blank=True, editable=False)

    objects = ValidationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requested_by", "key"], name="validation_asked_once", condition=~Q(key=None)),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_accepted=None) | ~Q(decided_at=None) & ~Q(is_accepted=None), name="validation_decided_with_answer"
            ),
            models.CheckConstraint(condition=Q(decided_at=None) | Q(withdrawn_at=None), name="validation_decided_or_withdrawn"),
            models.CheckConstraint(condition=Q(is_accepted=None) | Q(is_accepted=True) | ~Q(reason=""), name="validation_refused_with_reason"),
        ]
        indexes = [
            models.Index(fields=["firm", "-id"], name="validation_of_firm"),
            models.Index(fields=["dossier", "-id"], name="validation_of_dossier"),
            models.Index(fields=["addressed_to"], name="validation_to_decide", condition=Q(is_accepted=None, withdrawn_at=None)),
        ]

    def __str__(self):
        return self.subject

    def search_words(self):
        return [self.subject]

    @property
    def state(self):
        return state_of(is_accepted=self.is_accepted, is_withdrawn=self.withdrawn_at is not None)

    @property
    def is_pending(self):
        return self.state == State.PENDING

    @property
    def deadline(self):
        """The beginning of the due day where the reader is, or None; for the filters that write moments."""
        return timezone.make_aware(datetime.combine(self.due_on, time())) if self.due_on else None

    @property
    def is_late(self):
        return self.is_pending and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def remindable_from(self):
        return may_be_reminded_from(self.reminded_at)


CONDITIONS = {State.ACCEPTED: Q(is_accepted=True), State.REFUSED: Q(is_accepted=False), State.WITHDRAWN: ~Q(withdrawn_at=None)}
