"""`Idempotency-Key`: a write asked twice happens once and gets the same answer both times (promise G2).

The key's row is written first, in the transaction of the action: whoever comes second waits for the first to end, then reads
its answer. What was refused leaves no row, and the key can be used again.
"""

import hashlib
import hmac
import re
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .models import IdempotentAnswer
from .problems import Invalid, Problem

HEADER = "Idempotency-Key"
READABLE = re.compile(r"[\x21-\x7e]{1,100}")
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
KEPT = timedelta(hours=48)
# These call somebody else's server, for which no transaction may wait; done twice, it does no harm.
HARMLESS = re.compile(r"/(external-accounts/\d+/tests|firms/\d+/domain/verification)$")
NAMESPACE = uuid.UUID("6f0c1f0e-3f0b-5d0e-9b1a-2b7a5a3c9d11")


def answer_once(request, answer):
    """`answer()`, or what it answered before under the request's key. Raises 422 for a key that cannot be or that asked something else."""
    key = request.headers.get(HEADER)
    if key is None or request.method not in WRITES or HARMLESS.search(request.path):
        return answer()
    if not READABLE.fullmatch(key):
        raise Invalid(HEADER, _("De 1 à 100 caractères ASCII sans espace."))
    asked = request_digest(request)
    request.draft_key = uuid.uuid5(NAMESPACE, f"{request.user.pk}\n{key}\n{asked}")
    with transaction.atomic():
        row = reserve(request.user, key, asked)
        return keep(row, answer()) if row else repeat(request.user, key, asked)


def draft_key(request):
    """The key of the message that this request sends: the same key and body never make two."""
    return getattr(request, "draft_key", None)


def reserve(user, key, asked):
    """The new row of this key, or None when somebody has it."""
    try:
        with transaction.atomic():
            return IdempotentAnswer.objects.create(user=user, key=key, request_digest=asked)
    except IntegrityError:
        return None


def keep(row, response):
    """Store a good answer; undo everything that a refused one did, the key included."""
    if response.status_code >= 400 or response.streaming:
        transaction.set_rollback(True)
        return response
    row.status, row.body = response.status_code, response.content.decode()
    row.save(update_fields=["status", "body"])
    return response


def repeat(user, key, asked):
    row = IdempotentAnswer.objects.filter(user=user, key=key).first()
    if row is None:
        raise Problem(409)  # the first ended in a refusal between our two looks
    if row.request_digest != asked:
        raise Problem(422, code="key_reused", errors=[(HEADER, _("Cette clé a servi à une autre demande."))])
    return HttpResponse(row.body, status=row.status, content_type="application/json; charset=utf-8", headers={"Idempotent-Replayed": "true"})


def request_digest(request):
    """What was asked: method, address and body. Of a form the fields and files, since every sender draws other boundaries.

    Keyed, since a body may hold a password: whoever reads the table cannot try passwords against it.
    """
    asked = hmac.new(settings.SECRET_KEY.encode(), f"{request.method} {request.get_full_path()}\n".encode(), hashlib.sha256)
    if request.content_type == "multipart/form-data" and request.method == "POST":  # Django reads no other's
        for name, values in sorted(request.POST.lists()):
            asked.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                asked.update(repr((name, file.name, hashlib.file_digest(file, "sha256").hexdigest())).encode())
                file.seek(0)
    else:
        asked.update(request.body)
    return asked.hexdigest()


def forget_old_answers(now):
    """Delete answers older than two days; the worker calls it now and then."""
    return IdempotentAnswer.objects.filter(created_at__lt=now - KEPT).delete()[0]
