"""A change of one's e-mail address: asked, confirmed by whoever reads the new one, stoppable by whoever reads the old one."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comptoir.kernel.emails import shown_address
from comptoir.kernel.tokens import digest

from .decisions import CONFIRMABLE_FOR, STOPPABLE_FOR

SALT = "comptoir.profile.email-change"


class EmailChangeQuerySet(models.QuerySet):
    def pending(self, now):
        """Neither confirmed nor stopped, and their time is not over."""
        return self.filter(confirmed_at=None, stopped_at=None, expires_at__gt=now)

    def by_confirm_token(self, token):
        return self.filter(digest=digest(token)).select_related("user").first()

    def by_stop_token(self, token):
        return self.filter(stop_digest=digest(token)).select_related("user").first()


class EmailChange(models.Model):
    """What one person asked. Its two links are made from the row and the installation's key whenever a mail leaves: no table holds them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_changes")
    old = models.EmailField(max_length=254)
    new = models.EmailField(max_length=254)
    digest = models.CharField(max_length=64, unique=True)
    stop_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(default=timezone.now)
    # Twenty-four hours later; the moment it was given up, where another request or its owner ended it before.
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="email_change_of_user")]

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.expires_at = self.expires_at or self.asked_at + CONFIRMABLE_FOR
            self.digest, self.stop_digest = digest(self.confirm_token), digest(self.stop_token)
        super().save(*args, **kwargs)

    @property
    def confirm_token(self):
        return self._token("confirm", self.new)

    @property
    def stop_token(self):
        return self._token("stop", self.old)

    def _token(self, purpose, address):
        """256 bits that only this installation can make. The moment of asking, to the microsecond, makes each request's own."""
        asked = f"{purpose}:{self.user_id}:{address}:{self.asked_at.timestamp():.6f}"
        return salted_hmac(SALT, asked, algorithm="sha256").hexdigest()

    @property
    def new_shown(self):
        return shown_address(self.new)

    def is_pending(self, now):
        return self.confirmed_at is None and self.stopped_at is None and now < self.expires_at

    def is_stoppable(self, now):
        """For seven days, once, also after the new address was confirmed."""
        return self.stopped_at is None and now < self.asked_at + STOPPABLE_FOR
