"""An access to chosen dossiers of which none is left, opened to the whole company; and back."""

from django.db import transaction

from comptoir.clients.actions import OwnAccess
from comptoir.clients.actions.access import words_of
from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import forget_standing
from comptoir.events.recording import record_event

REACH_CHANGED = "access.reach_changed"
WHOLE, CHOSEN = ClientAccess.Scope.WHOLE, ClientAccess.Scope.CHOSEN


def open_to_whole(access, *, by):
    """Let it reach every dossier of its client; return whether it was news. Raises OwnAccess. Records access.reach_changed."""
    return change(access, CHOSEN, WHOLE, by)


def narrow_again(access, *, by):
    """Take that back: it reaches what had been chosen. Return whether it was news. Raises OwnAccess. Records access.reach_changed."""
    return change(access, WHOLE, CHOSEN, by)


@transaction.atomic
def change(access, before, after, by):
    if by is not None and access.user_id == by.pk:
        raise OwnAccess
    changed = ClientAccess.objects.filter(pk=access.pk, scope=before).update(scope=after)
    if changed:
        access.scope = after
        forget_standing(access.user)
        shown = {"before": {"scope": str(before), "dossiers": []}, "after": {"scope": str(after), "dossiers": []}}
        record_event(REACH_CHANGED, access, actor=by, **words_of(access), **shown)
    return bool(changed)
