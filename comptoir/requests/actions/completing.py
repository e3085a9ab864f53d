"""The client's answer: given once."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from comptoir.documents.actions import check_file, store_file
from comptoir.notifications.actions import mark_read

from ..models import Request
from .telling import AlreadyDone, as_it_is_now, recipients_of, tell


class AnswerMissing(Exception):
    """Neither a file nor a word: nothing was given."""


def complete_request(request, contact, answer, upload, *, by=None):
    """Give what was asked for: words, a file, or both; return the request as it is now. Raises AnswerMissing, FileRefused and AlreadyDone.

    `contact` is who answers, `by` their account when they signed in: a link proves the contact alone. Of two answers at once one counts: the
    other is told, and its file is not kept. Records request.completed.
    """
    answer = answer.strip()
    if not answer and not upload:
        raise AnswerMissing
    if upload:
        check_file(upload)
    kept = []
    try:
        with transaction.atomic():
            return complete(request, contact, answer, upload, by, kept)
    except Exception:
        for name in kept:
            default_storage.delete(name)
        raise


def complete(request, contact, answer, upload, by, kept):
    given = {"answer": answer, "completed_by": contact, "completed_at": timezone.now()}
    if not Request.objects.open().filter(pk=request.pk).update(**given):
        raise AlreadyDone(as_it_is_now(request))
    if upload:
        file = store_file(upload, firm=request.firm, by=by)
        kept.append(file.stored_as)
        Request.objects.filter(pk=request.pk).update(file=file)
    now = as_it_is_now(request)
    author = contact or by
    tell("request.completed", now, recipients_of(now), by=by, author=author, author_user=by.pk if by else contact.user_id, has_file=bool(upload))
    if by:
        mark_read(by, about=now)
    return now
