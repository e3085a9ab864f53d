"""Accounts with other software. They belong to one person: not to the firm, and not to its administrators (P7)."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.secrets import unseal

from .decisions import recalled
from .registry import Credentials, get_connector


class ExternalAccountQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and nobody else's."""
        return self.filter(user_id=user.pk)


class ExternalAccount(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="external_accounts")
    kind = models.CharField(max_length=20)
    label = models.CharField(_("nom"), max_length=80)
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    username = models.CharField(_("identifiant"), max_length=150, blank=True)
    # Sealed (kernel.secrets); it is opened for a call, and never shown.
    secret = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    # A code of decisions.TROUBLES, with its detail.
    last_error = models.CharField(max_length=120, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)

    objects = ExternalAccountQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "label"], name="external_account_of_user")]

    def __str__(self):
        return self.label

    @property
    def connector(self):
        return get_connector(self.kind)

    @property
    def credentials(self):
        """The account opened for one call. Raises Unreadable."""
        return Credentials(username=self.username, secret=unseal(self.secret), address=self.address)

    @property
    def trouble(self):
        """The Outcome of the last call if it failed, else None."""
        is_latest = self.last_error_at and (self.last_success_at is None or self.last_error_at > self.last_success_at)
        return recalled(self.last_error, self.connector.label) if is_latest else None
