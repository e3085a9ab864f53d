"""What somebody types and has not sent yet: kept as it is typed, on every device theirs, gone with what was sent."""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from comptoir.kernel.hub import publish

from ..models import Conversation, Message, SavedDraft
from .posting import is_client_of

KEPT = timedelta(days=90)
# Whoever looks at the conversation need not hear of every word.
TOLD_EVERY_SECONDS = 5


@transaction.atomic
def save_draft(user, place, *, body, subject="", key=None):
    """Keep what `user` typed at `place` ({"conversation": …, "kind": …} or {"dossier": … or None}); return the SavedDraft, or None where nothing is kept.

    Nothing is kept of an empty text, nor of one that was sent under the form's `key` meanwhile: a late save does not bring it back.
    """
    conversation = place.get("conversation")
    if conversation:
        # Whoever sends holds the same row: either they forget this draft, or this finds what they sent.
        Conversation.objects.select_for_update(of=["self"]).only("pk").get(pk=conversation.pk)
    if was_sent(user, key) or not (body.strip() or subject.strip()):
        forget_draft(user, place)
        return None
    draft, _created = SavedDraft.objects.update_or_create(user=user, **place, defaults={"subject": subject, "body": body, "updated_at": timezone.now()})
    if conversation and cache.add(f"writing:{conversation.pk}:{user.pk}", True, TOLD_EVERY_SECONDS):
        tell(user, conversation)
    return draft


def was_sent(user, key):
    return bool(key) and Message.objects.filter(author=user, key=key).exists()


def forget_draft(user, place):
    """Delete what `user` typed at `place`; colleagues who see them writing hear of it."""
    if SavedDraft.objects.at(user, **place).delete()[0] and place.get("conversation"):
        tell(user, place["conversation"])


def tell(user, conversation):
    """Wake the pages that show who writes; clients do not show themselves writing."""
    if not is_client_of(user, conversation):
        publish(f"writing:{conversation.pk}")


def forget_old_drafts(now):
    """Delete what nobody touched for ninety days; the worker calls it now and then."""
    return SavedDraft.objects.filter(updated_at__lt=now - KEPT).delete()[0]
