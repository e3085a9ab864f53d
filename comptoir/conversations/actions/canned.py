"""«Réponses types»: what the firm, or somebody for themselves, keeps to answer with."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import CannedAnswer


class TitleTaken(Exception):
    """Another answer of the firm, or of this person, has this title."""


@transaction.atomic
def keep_answer(answer, *, by):
    """Save a new or a changed answer. Raises TitleTaken. Records canned_answer.added or canned_answer.changed."""
    verb = "canned_answer.changed" if answer.pk else "canned_answer.added"
    answer.updated_at = timezone.now()
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError as error:
        raise TitleTaken from error
    record_event(verb, answer, actor=by, **what_is_told(answer))
    return answer


@transaction.atomic
def remove_answer(answer, *, by):
    """Take it off the list; what was sent with it stays. Records canned_answer.removed, unless it was gone already."""
    pk = answer.pk
    if CannedAnswer.objects.filter(pk=pk).delete()[0]:
        record_event("canned_answer.removed", answer, actor=by, **what_is_told(answer))


def what_is_told(answer):
    """Not the text: the one of a person is theirs."""
    return {"title": answer.title, "is_own": answer.owner_id is not None}
