"""What colleagues note about a client, for each other: clients never see it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comptoir.clients.models import Client, Dossier
from comptoir.clients.standing import standing_of


def noted_clients(user):
    """The clients about whom `user` reads and writes notes: administrators all of their firm's, the others those of the dossiers they work on.

    Whoever works for the firm and is also one of its clients does not read what colleagues note about them: `served_by` would let them.
    """
    standing = standing_of(user)
    worked_on = Dossier.objects.worked_on_by(user).values("client_id")
    return Client.objects.filter(Q(firm_id__in=standing.whole_firm_ids) | Q(firm_id__in=standing.firm_ids, pk__in=worked_on))


class ClientNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The notes that are there, on the clients that `user` works for."""
        return self.present().filter(client__in=noted_clients(user))

    def present(self):
        return self.filter(deleted_at=None)

    def deleted_by(self, user):
        """What `user` deleted and may put back, as long as they work for the client."""
        return self.filter(client__in=noted_clients(user), deleted_by=user).exclude(deleted_at=None)


class ClientNote(models.Model):
    """A note on a client's file. Its author alone changes or deletes it; a deleted one is kept, so that deleting can be undone."""

    firm = models.ForeignKey("firms.Firm", models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    body = models.TextField(_("note"))
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Chosen by the form or the program that sends: the same key twice is a double click, not a second note.
    key = models.UUIDField(null=True, blank=True, editable=False)

    objects = ClientNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["author", "key"], name="client_note_sent_once", condition=~Q(key=None))]
        indexes = [models.Index(fields=["client", "-id"], name="notes_of_client", condition=Q(deleted_at=None))]


class ClientMention(models.Model):
    """Somebody named with @ in a note. They were told when they were first named, and are not told again."""

    note = models.ForeignKey(ClientNote, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="mentioned_once_in_client_note")]
