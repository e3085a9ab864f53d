"""The people: everyone who can sign in, whatever side of the counter they stand on."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.emails import with_ascii_domain
from comptoir.kernel.tokens import digest, new_token

TINTS = 12


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A person who signs in with `email`, stored in lower case."""
        user = self.model(email=self.normalise(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email):
        return self.get(email=self.normalise(email))

    @staticmethod
    def normalise(email):
        return with_ascii_domain(email)


class User(AbstractBaseUser):
    """A person. What a person may do comes from memberships (firms) and accesses (clients), never from here."""

    email = models.EmailField(_("adresse e-mail"), max_length=254, unique=True)
    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(_("nom"), max_length=80, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    job_title = models.CharField(_("poste"), max_length=80, blank=True)
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr")
    time_zone = models.CharField(_("fuseau horaire"), max_length=60, default="Europe/Paris")
    # The name of the photo's file, or nothing; the trigram that stands where there is no photo. Each firm holds it unique (Membership).
    photo = models.CharField(max_length=60, blank=True)
    trigram = models.CharField(_("trigramme"), max_length=3, blank=True)
    tint = models.PositiveSmallIntegerField(_("couleur de l’avatar"), default=0)
    signs_messages = models.BooleanField(_("activer la signature"), default=True)
    signature = models.TextField(_("votre signature"), max_length=2000, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_lower_case")]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        if self._state.adding and not self.tint:
            self.tint = tint_of(self.email)
        super().save(*args, **kwargs)

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def initials(self):
        """What stands in the avatar: the trigram, else letters of the name."""
        return self.trigram or initials_of(self.first_name, self.last_name, self.email)

    @property
    def message_signature(self):
        """What is added to a message sent by hand (P5): nothing, the signature, or the name where it is empty."""
        return (self.signature.strip() or self.full_name) if self.signs_messages else ""


def tint_of(email):
    """The colour of an avatar that nobody chose, from 1 to TINTS; bulk writers set it themselves."""
    return 1 + sum(email.encode()) % TINTS


def initials_of(first_name, last_name, email=""):
    """Three letters for an avatar: «Marie Dubois» → MDU."""
    letters = (first_name[:1] + last_name[: 2 if first_name else 3]) or email[:3]
    return letters.upper()


class ApiTokenQuerySet(models.QuerySet):
    def usable(self, now):
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=now), revoked_at=None)


class ApiToken(models.Model):
    """A key with which a person's programs use the API. Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # To within ten minutes.
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    @classmethod
    def issue(cls, user, *, name, scopes, expires_at=None):
        """Make a token; return (row, the token itself, which is never shown again)."""
        token = new_token("cpt")
        return cls.objects.create(user=user, name=name, digest=digest(token), scopes=sorted(scopes), expires_at=expires_at), token

    @classmethod
    def find(cls, token, now):
        """The usable row of `token`, with its person, or None."""
        return cls.objects.usable(now).select_related("user").filter(digest=digest(token), user__is_active=True).first()


class Session(AbstractBaseSession):
    """An open session, with whose it is: a list of them, or the end of them all, is one query. A visitor's belongs to nobody."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls):
        from .sessions import SessionStore

        return SessionStore

    @property
    def handle(self):
        """Its name in addresses: the key itself would open the session."""
        return digest(self.session_key)[:32]
