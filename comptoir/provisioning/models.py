"""«Nouveau client» on its way: what somebody has answered so far, and nothing of which exists before the last step (I1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from comptoir.clients.models import Client, ClientUser
from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who may create client users see their own, and those for a company that they serve."""
        firm_ids = standing_of(user).firms_where(Right.CLIENT_USERS)
        return self.filter(Q(started_by_id=user.pk) | Q(client__in=Client.objects.served_by(user)), firm__in=firm_ids)

    def unfinished(self):
        return self.filter(finished_at=None, dropped_at=None)


class Draft(models.Model):
    """A wizard that can be left and resumed. `answers` keeps each step as it was typed, checked or not; it is looked at anew at every step and at the end."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="drafts")
    # The company billed, as soon as it was said.
    client = models.ForeignKey(Client, models.SET_NULL, null=True, blank=True, related_name="drafts")
    # {step's name: {field: value}}
    answers = models.JSONField(default=dict)
    step = models.CharField(max_length=20, default="company")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    client_user = models.ForeignKey(ClientUser, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(finished_at=None) | Q(dropped_at=None), name="draft_finished_or_dropped")]
        indexes = [models.Index(fields=["firm", "-changed_at"], name="draft_unfinished", condition=Q(finished_at=None, dropped_at=None))]


class MassChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who made it, while they may change client users; administrators see those of the whole firm."""
        standing = standing_of(user)
        return self.filter(Q(made_by_id=user.pk, firm__in=standing.firms_where(Right.CLIENT_USERS)) | Q(firm__in=standing.administered_firm_ids))


class MassChange(models.Model):
    """A change of many client users at once, with what each of them had before: so it can be undone."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="mass_changes")
    # holdings.Kind
    kind = models.CharField(max_length=20)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # {holdings.LeftOut: how many}
    left_out = models.JSONField(default=dict)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MassChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["firm", "-id"], name="mass_change_of_firm")]


class MassChangeRow(models.Model):
    """One client user of it: the pieces that changed, before and after (holdings.difference)."""

    change = models.ForeignKey(MassChange, models.CASCADE, related_name="rows")
    client_user = models.ForeignKey(ClientUser, models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "client_user"], name="once_in_mass_change")]
