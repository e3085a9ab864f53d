"""Invitations to the portal: one contact, one client, one level, in the name of a colleague (K8)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone

from comptoir.clients.models import Client, ClientAccess, ClientContact, Contact
from comptoir.firms.models import Membership

from .decisions import State, state_of


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Members see those to the clients they serve. Who is invited comes in by the link, or sees their own here once signed in."""
        return self.filter(Q(client__in=Client.objects.served_by(user)))

    def for_person(self, user):
        """What waits for this person's answer: invitations sent to the address that they have proved to be theirs."""
        return self.unanswered().filter(email=user.email) if user.is_authenticated else self.none()

    def acceptable(self):
        """Whose client still takes people in, and still has the contact. A portal that was taken back invites nobody."""
        return self.annotate_acceptable().filter(is_acceptable=True)

    def annotate_acceptable(self):
        still_theirs = ClientContact.objects.filter(client=OuterRef("client"), contact=OuterRef("contact"))
        is_on = Q(client__portal_enabled_at__isnull=False, firm__portal_enabled_at__isnull=False)
        return self.annotate(is_acceptable=ExpressionWrapper(is_on & Q(Exists(still_theirs)), output_field=models.BooleanField()))

    def exclude_colleagues(self, user):
        """Without those of firms that `user` works for: a colleague is nobody's client here."""
        return self.exclude(firm__in=Membership.objects.active().filter(user=user).values("firm"))

    def unanswered(self):
        """Neither accepted nor revoked; some may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def in_state(self, state, now):
        """Those whose `state` at `now` is the given one: the same rule as `decisions.state_of`, in SQL."""
        waiting = Q(accepted_at=None, revoked_at=None)
        conditions = {
            State.ACCEPTED: ~Q(accepted_at=None),
            State.REVOKED: Q(accepted_at=None) & ~Q(revoked_at=None),
            State.UNDELIVERABLE: waiting & ~Q(undeliverable_at=None),
            State.EXPIRED: waiting & Q(undeliverable_at=None, expires_at__lte=now),
            State.PENDING: waiting & Q(undeliverable_at=None, expires_at__gt=now),
        }
        return self.filter(conditions[State(state)])


class Invitation(models.Model):
    """One person's way to one client. Sent again, it stays the same row with a new link and a new expiry."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="invitations")
    client = models.ForeignKey(Client, models.CASCADE, related_name="invitations")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="invitations")
    level = models.CharField(max_length=10, choices=ClientAccess.Level, default=ClientAccess.Level.LIMITED)
    type = models.CharField(max_length=15, choices=ClientAccess.Type, default=ClientAccess.Type.STANDARD)
    # Where it went last, in lower case; an account with another address cannot accept it.
    email = models.EmailField(max_length=254)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    # When the reminder before the end left, and when the inviter was told of the end; nothing of the round before.
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_told_at = models.DateTimeField(null=True, blank=True)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    undeliverable_why = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "contact"], name="one_invitation_unanswered", condition=Q(accepted_at=None, revoked_at=None)),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_accepted_or_revoked"),
        ]
        indexes = [
            models.Index(fields=["firm", "-id"], name="invitation_of_firm"),
            models.Index(fields=["email"], name="invitation_to_answer", condition=Q(accepted_at=None, revoked_at=None)),
            models.Index(fields=["expires_at"], name="invitation_to_end", condition=Q(accepted_at=None, revoked_at=None, ended_told_at=None)),
        ]

    def state(self, now=None):
        """The State at `now`, by default this very moment."""
        moments = {name: getattr(self, name) for name in ("expires_at", "accepted_at", "revoked_at", "undeliverable_at")}
        return state_of(now or timezone.now(), **moments)
