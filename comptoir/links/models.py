"""Unique links (K11): one purpose, one person, one object; what is kept of the token is its hash, and every use is written down."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from comptoir.clients.models import Client, Contact
from comptoir.firms.addresses import firm_url
from comptoir.kernel.tokens import digest

from .decisions import CODE_DIGITS, CODE_SECONDS, CODE_TRIES

SALT = "comptoir.links"


CODE_SALT = "comptoir.links.code"


def token_of(nonce, key):
    """The token that a link of this nonce has under this secret key: made anew when a mail is written, so that it stands nowhere."""
    return f"l_{salted_hmac(SALT, nonce, secret=key, algorithm='sha256').hexdigest()}"


def code_of(nonce, key):
    """The six digits that a code of this nonce is under this secret key: made anew when the mail is written, so that they stand nowhere."""
    number = int(salted_hmac(CODE_SALT, nonce, secret=key, algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


class LinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The links to the clients that `user` serves: to know what became of them, never to open them."""
        return self.filter(client__in=Client.objects.served_by(user))

    def of_token(self, token):
        """The link of that token, whatever its state, with all that a page shows of it; none for anything else."""
        return self.with_newer().filter(digest=digest(token)).select_related("firm", "client__firm", "contact__user")

    def about(self, target):
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk)

    def with_newer(self):
        """Each with `has_newer`: whether one that was made later, and not withdrawn, is for the same."""
        same = {name: models.OuterRef(name) for name in ("contact", "purpose", "target_type", "target_id")}
        return self.annotate(has_newer=models.Exists(Link.objects.filter(**same, pk__gt=models.OuterRef("pk"), revoked_at=None)))

    def alive(self):
        """Neither used up nor withdrawn; it may have expired."""
        return self.filter(consumed_at=None, revoked_at=None)


class Link(models.Model):
    """A way to one object for one person. `purpose` names who serves it (links.purposes)."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, db_index=False, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="links")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=30)
    target_type = models.CharField(max_length=60)
    target_id = models.PositiveBigIntegerField()
    # Where it was sent; a new one after the expiry goes there and nowhere else.
    email = models.EmailField(max_length=254)
    nonce = models.CharField(max_length=40, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    # Used up: what it was for is done.
    consumed_at = models.DateTimeField(null=True, blank=True)
    # When its bearer asked for a new one, which was then sent.
    renewed_at = models.DateTimeField(null=True, blank=True)
    # Withdrawn by somebody, or because a newer one took its place.
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "purpose", "target_type", "target_id"], name="one_link_alive", condition=Q(consumed_at=None, revoked_at=None)
            ),
        ]
        indexes = [models.Index(fields=["target_type", "target_id"], name="link_target")]

    @classmethod
    def new(cls, **fields):
        """A link with a token of its own, not saved."""
        nonce = secrets.token_urlsafe(24)
        return cls(nonce=nonce, digest=digest(token_of(nonce, settings.SECRET_KEY)), **fields)

    @property
    def token(self):
        """The token itself, for the mail that carries it; "" once the installation's keys have all changed since."""
        tokens = (token_of(self.nonce, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
        return next((token for token in tokens if digest(token) == self.digest), "")

    @property
    def url(self):
        """The whole address, at the firm's own."""
        return firm_url(self.firm, reverse("link", args=[self.token]))

    @property
    def can_be_renewed(self):
        """Whether a new one would go where this one went: to nobody else, not even to the person's address of today."""
        return self.contact.email.lower() == self.email.lower()

    def is_open(self, now):
        """Whether it still leads where it was made for."""
        return self.consumed_at is None and self.revoked_at is None and now < self.expires_at


class LinkUse(models.Model):
    """What somebody, or something, did with a link. Nothing here is proof of who it was; it is what a colleague is shown."""

    class Kind(models.TextChoices):
        OPENED = "opened"
        SCANNED = "scanned"
        ENTERED = "entered"
        CODE_SENT = "code_sent"
        CODE_REFUSED = "code_refused"
        TOO_LATE = "too_late"
        RENEWED = "renewed"
        CONSUMED = "consumed"

    link = models.ForeignKey(Link, models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=15, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["link", "-id"], name="link_use")]


class LinkCodeQuerySet(models.QuerySet):
    def alive(self, now):
        """Not used, neither too old nor guessed at too often."""
        return self.filter(used_at=None, tries__lt=CODE_TRIES, sent_at__gt=now - timedelta(seconds=CODE_SECONDS))


class LinkCode(models.Model):
    """Six digits sent to the address of a link. What is kept is the nonce from which the installation's key makes them."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="codes")
    nonce = models.CharField(max_length=40, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = LinkCodeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["link", "-sent_at"], name="link_code")]

    @property
    def digits(self):
        """The code itself, for the mail that carries it."""
        return code_of(self.nonce, settings.SECRET_KEY)

    def is_it(self, typed):
        return constant_time_compare(self.digits, typed)
