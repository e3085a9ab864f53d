from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.away.models import Absence
from comptoir.clients.decisions import FULL
from comptoir.clients.models import Dossier, DossierManager, Found, Searchable, served_rule
from comptoir.clients.standing import standing_of
from comptoir.firms.models import Membership

from .channel import Channel
from .mission import Mission
from .participation import Side

# An absence from the firm of the membership that is asked about, of its person.
OF_THE_SAME = Q(firm=OuterRef("firm"), user=OuterRef("user"))


def takes_part(user_id):
    """The condition that this person is one of a conversation's participants."""
    return Q(Exists(Recipient.objects.filter(user_id=user_id, conversation=OuterRef("pk"))))


class ConversationQuerySet(Found):
    def visible_to(self, user):
        """The one rule of who sees a conversation; `decisions.sees_conversation` says the same of facts."""
        standing = standing_of(user)
        # Most people stand on one side only: the other's rule would be read for nothing.
        if not standing.client_ids:
            return self.worked_on_by(user)
        return self.filter(self.member_rule(user) | self.client_rule(standing) if standing.is_member else self.client_rule(standing))

    def worked_on_by(self, user):
        """What `user` sees as a member of the firm, notes included."""
        return self.filter(self.member_rule(user))

    def seen_by(self, standing):
        """What somebody of this Standing sees as a client."""
        return self.filter(self.client_rule(standing))

    def with_side_of(self, user):
        """Each with `is_worked_on`: whether `user` sees it as a member of the firm, or else as its client."""
        standing = standing_of(user)
        if standing.is_member and standing.client_ids:
            return self.annotate(is_worked_on=ExpressionWrapper(self.member_rule(user), BooleanField()))
        return self.annotate(is_worked_on=Value(standing.is_member))

    def with_draft_of(self, user):
        """Each with `draft_body` and `draft_saved_at` of what `user` typed in it and has not sent."""
        drafts = apps.get_model("conversations", "SavedDraft").objects.filter(user_id=user.pk, conversation=OuterRef("pk"), kind="message")
        return self.annotate(draft_body=Subquery(drafts.values("body")), draft_saved_at=Subquery(drafts.values("updated_at")))

    @staticmethod
    def member_rule(user):
        """Members: what is in the dossiers they work on, or entrusted to them or their team; of that, confidential ones only where they are named."""
        standing = standing_of(user)
        if not standing.is_member:
            return Q(pk__in=[])
        entrusted = Q(assigned_user_id=user.pk) | Q(assigned_team_id__in=user.teams.through.objects.filter(user_id=user.pk).values("team_id"))
        rule = Q(firm_id__in=standing.whole_firm_ids)
        others = standing.firm_ids - standing.whole_firm_ids
        if others:
            managed = DossierManager.objects.filter(user_id=user.pk).values("dossier_id")
            rule |= Q(firm_id__in=others) & (Q(licence_id__in=standing.licence_ids) | Q(dossier_id__in=managed) | entrusted)
        return rule & (Q(is_confidential=False) | entrusted | takes_part(user.pk))

    @staticmethod
    def client_rule(standing):
        """Client users: with full access all of the client's, with limited access those sent to them (K9); confidential ones only so."""
        rule = served_rule(standing, FULL) & Q(is_confidential=False)
        return rule | served_rule(standing) & takes_part(standing.user_id) if standing.client_ids else rule

    def open(self):
        return self.filter(closed_at=None)

    def closed(self):
        return self.exclude(closed_at=None)

    def snoozed(self, now):
        return self.filter(snoozed_until__gt=now)

    def awake(self, now):
        return self.exclude(snoozed_until__gt=now)

    def unattended(self, now):
        """Open questions that wait for the firm and for which nobody is there: entrusted to nobody, to who is away or left, or to a team without anybody.

        The visible alert of «no question unanswered» (X4).
        """
        here = Membership.objects.active().filter(firm=OuterRef("firm")).exclude(Exists(Absence.objects.covering(now).filter(OF_THE_SAME)))
        person, team = here.filter(user=OuterRef("assigned_user")), here.filter(user__teams=OuterRef("assigned_team"))
        return self.open().filter(~Exists(person), ~Exists(team), awaits_firm=True)

    def assigned_to(self, user):
        return self.filter(assigned_user_id=user.pk)

    def unassigned(self):
        return self.filter(assigned_user=None, assigned_team=None)


class Conversation(Searchable):
    """A question and all that follows, in one dossier. `side` says to whom it was put."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="conversations")
    # Copied from the dossier: whoever may see it is decided by them at every query.
    licence = models.ForeignKey("firms.Licence", models.PROTECT, related_name="+")
    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="conversations")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="conversations")
    side = models.CharField(max_length=15, choices=Side)
    subject = models.CharField(_("objet"), max_length=200)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    assigned_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_conversations")
    assigned_team = models.ForeignKey("firms.Team", models.SET_NULL, null=True, blank=True, related_name="assigned_conversations")
    # Why it is assigned as it is: {"reason": code, "meant_for": name, "by": name, …}, the words that were true then.
    assignment = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # The last message (never a note), repeated here so that a list of conversations reads one table.
    last_message_at = models.DateTimeField(default=timezone.now)
    last_message_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    last_excerpt = models.CharField(max_length=200, blank=True)
    awaits_firm = models.BooleanField(default=True)
    # How what the firm writes reaches the client.
    channel = models.CharField(_("canal"), max_length=10, choices=Channel, default=Channel.PORTAL, db_default=Channel.PORTAL.value)
    # Seen by those who take part and those to whom it is entrusted, and by nobody else.
    is_confidential = models.BooleanField(_("confidentielle"), default=False, db_default=False)
    # «En veille»: out of the boxes of what is to be done until then, or until the client writes.
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    mission = models.ForeignKey(Mission, models.SET_NULL, null=True, blank=True, related_name="conversations")
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    # The client's question that nobody answered: since when, until when the firm means to answer, who was reminded (X4).
    awaits_since = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    escalation = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_escalation_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(assigned_user=None) | Q(assigned_team=None), name="one_assignee"),
        ]
        indexes = [
            models.Index(fields=["firm", "-last_message_at", "-id"], name="conversation_inbox"),
            models.Index(fields=["client", "-last_message_at", "-id"], name="conversation_of_client"),
            models.Index(fields=["firm", "assigned_user", "-last_message_at", "-id"], name="conversation_assigned", condition=Q(closed_at=None)),
            models.Index(fields=["firm", "assigned_team", "-last_message_at", "-id"], name="conversation_of_team", condition=Q(closed_at=None)),
            models.Index(fields=["firm", "awaits_firm", "-last_message_at", "-id"], name="conversation_waiting", condition=Q(closed_at=None)),
            models.Index(fields=["next_escalation_at"], name="conversation_to_escalate", condition=~Q(next_escalation_at=None)),
        ]

    def __str__(self):
        return self.subject

    def search_words(self):
        return [self.subject]

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def is_snoozed(self):
        return self.snoozed_until is not None and self.snoozed_until > timezone.now()

    @property
    def assignee(self):
        return self.assigned_user or self.assigned_team


class Recipient(models.Model):
    """Somebody who takes part in a conversation: who asked, and whom it was sent to."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="recipients")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="recipient_once")]
