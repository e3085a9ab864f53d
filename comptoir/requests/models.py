"""What the firm asks of its clients, in its plainest form: a question, and one file or a few words to give (D2)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.decisions import FULL, LIMITED
from comptoir.clients.models import BothSides, Client, Contact, Dossier, Searchable, is_named, served_rule
from comptoir.kernel.text import fold

from .decisions import Recall, State, is_overdue, may_be_reminded_from, state_of


def was_sent_to(standing):
    """The condition that the person of this Standing is one of a request's recipients."""
    return is_named(standing, Recipient.objects, "request")


class RequestQuerySet(BothSides):
    @staticmethod
    def client_rule(standing):
        """With full access all of the client's; with limited access what was sent to that very person (K9)."""
        return served_rule(standing, FULL) | served_rule(standing, LIMITED) & was_sent_to(standing)

    def open(self):
        return self.filter(completed_at=None, cancelled_at=None)

    def in_state(self, state):
        """Those whose `state` is the given one."""
        return self.open() if state == State.OPEN else self.filter(CONDITIONS[state])

    def overdue(self, today):
        return self.open().filter(due_on__lt=today)

    def asked_by(self, user):
        return self.filter(sent_by_id=user.pk)

    def to_recall(self, today):
        """Those of which a reminder is due today (decisions.recall_of)."""
        before = Q(due_on__lte=today + timedelta(days=1), recalled__lt=Recall.BEFORE)
        return self.open().filter(before | Q(due_on__lt=today, recalled__lt=Recall.AFTER))

    def matching(self, words):
        """Requests whose subject or dossier contains every word."""
        query = self
        for word in fold(words).split()[:8]:
            query = query.filter(Q(search_text__contains=word) | Q(dossier__search_text__contains=word))
        return query

    def with_people(self):
        return self.select_related("firm", "client__firm", "dossier", "sent_by", "completed_by", "cancelled_by", "file")

    def to_do_first(self):
        """What waits comes first, the nearest due day before; then what is done, the latest before."""
        return self.order_by(F("completed_at").desc(nulls_first=True), F("cancelled_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "-pk")


class Request(Searchable):
    """One thing asked of a client. It is completed once, by one of its people, or cancelled by the firm."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="requests")
    # Copied from the dossier: whoever may see it is decided by them at every query.
    licence = models.ForeignKey("firms.Licence", models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="requests")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="requests")
    subject = models.CharField(_("objet"), max_length=200)
    body = models.TextField(_("ce que vous demandez"), max_length=5000)
    asks_file = models.BooleanField(_("un fichier est attendu"), default=True)
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    # How often a due request was recalled to its people, and when last.
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    # The last of the reminders that leave by themselves (decisions.Recall): each leaves once.
    recalled = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    answer = models.TextField(_("réponse"), max_length=5000, blank=True)
    file = models.ForeignKey("documents.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Chosen by the form or the program that sends: the same key twice is a double click, not a second request.
    key = models.UUIDField(null=True, blank=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sent_by", "key"], name="request_sent_once", condition=~Q(key=None)),
            models.CheckConstraint(condition=Q(completed_at=None) | Q(cancelled_at=None), name="request_completed_or_cancelled"),
        ]
        indexes = [
            models.Index(fields=["firm", "-id"], name="request_of_firm"),
            models.Index(fields=["client", "-id"], name="request_of_client"),
            models.Index(fields=["due_on"], name="request_due", condition=Q(completed_at=None, cancelled_at=None)),
        ]

    def __str__(self):
        return self.subject

    def search_words(self):
        return [self.subject]

    @property
    def state(self):
        return state_of(completed_at=self.completed_at, cancelled_at=self.cancelled_at)

    @property
    def is_open(self):
        return self.state == State.OPEN

    @property
    def is_overdue(self):
        return self.is_open and is_overdue(self.due_on, timezone.localdate())

    @property
    def remindable_from(self):
        return may_be_reminded_from(self.reminded_at)


class Recipient(models.Model):
    """Somebody to whom a request was sent, with or without an account: what was sent stays theirs when they get one."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="recipients")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "contact"], name="request_recipient_once")]


CONDITIONS = {State.COMPLETED: ~Q(completed_at=None), State.CANCELLED: ~Q(cancelled_at=None)}
