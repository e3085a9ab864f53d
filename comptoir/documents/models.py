"""Files: sniffed, renamed, stored outside the web root; and the documents that a firm shares with its clients."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.decisions import FULL, LIMITED
from comptoir.clients.models import BothSides, Client, Contact, Dossier, Searchable, is_named, served_rule
from comptoir.kernel.text import fold


class StoredFile(models.Model):
    """A file as it was received, byte for byte. Its name is for show; `stored_as` is where it lies."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100, unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.name


def is_for(standing):
    """The condition that the person of this Standing is one of those a document was shared with, or dropped it."""
    named = is_named(standing, Share.objects, "document")
    return named | Q(is_from_client=True, shared_by_id=standing.user_id) if standing.user_id else named


class DocumentQuerySet(BothSides):
    @staticmethod
    def client_rule(standing):
        """With full access all of the client's; with limited access what was shared with that very person, and what they dropped (K9)."""
        return Q(withdrawn_at=None) & (served_rule(standing, FULL) | served_rule(standing, LIMITED) & is_for(standing))

    def shared(self):
        return self.filter(withdrawn_at=None)

    def withdrawn(self):
        return self.exclude(withdrawn_at=None)

    def matching(self, words):
        """Documents whose title, file or dossier has every word in its name."""
        query = self
        for word in fold(words).split()[:8]:
            query = query.filter(Q(search_text__contains=word) | Q(dossier__search_text__contains=word))
        return query

    def with_all(self):
        """With what a line of a list shows."""
        return self.select_related("file", "dossier", "client", "licence", "shared_by", "withdrawn_by")

    def shared_before(self, by, key):
        """What this very form has become already, in its order: a double click, or a program that did not hear the first answer."""
        return self.filter(shared_by=by, key=key).order_by("place") if key else self.none()


class Document(Searchable):
    """A file that the firm and a client share, in one dossier. Withdrawn, it is the firm's alone again."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="documents")
    # Copied from the dossier: whoever may see it is decided by them at every query.
    licence = models.ForeignKey("firms.Licence", models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="documents")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="documents")
    title = models.CharField(_("titre"), max_length=200)
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="+")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    # Dropped by somebody of the client, for the firm.
    is_from_client = models.BooleanField(default=False, db_default=False)
    # Chosen by the form or the program that sends, and the place of the file in it: the same key twice is a double click, not a second document.
    key = models.UUIDField(null=True, blank=True, editable=False)
    place = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shared_by", "key", "place"], name="document_sent_once", condition=~Q(key=None))]
        indexes = [
            models.Index(fields=["firm", "-id"], name="document_of_firm"),
            models.Index(fields=["client", "-shared_at", "-id"], name="document_of_client", condition=Q(withdrawn_at=None)),
            models.Index(fields=["dossier", "-id"], name="document_of_dossier"),
        ]

    def __str__(self):
        return self.title

    def search_words(self):
        return [self.title, self.file.name]

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None


class Share(models.Model):
    """Somebody with whom a document was shared by name. Whoever has full access to the client sees it without."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="shares")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "contact"], name="document_shared_once")]
