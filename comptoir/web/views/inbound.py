"""Where a mail server, or a service that receives mail, hands in what came to our address."""

import hashlib
import hmac
import time
from io import BytesIO

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import Http404, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comptoir.transports.inbound import MOST_BYTES, take_in

TOLERANCE_SECONDS = 5 * 60


def shared_secret_only(view):
    """Only an installation that has an INBOUND_SECRET has this door, and only who knows the secret passes. The view is given the body of the request."""

    def checked(request):
        if not settings.INBOUND_SECRET:
            raise Http404
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return refusal(413, _("Ce message dépasse 36 Mo."))
        body = body_of(request)
        if body is None:
            return refusal(401, _("Le secret manque ou n’est pas le bon."), {"WWW-Authenticate": "Bearer"})
        return view(request, body)

    return checked


@csrf_exempt  # A machine without cookies; the secret is the right to do this one thing.
@shared_secret_only
@require_POST
def inbound_mail(request, body):
    """Take one mail in: the body itself (message/rfc822), or «message» of a form, field or file. 202 whatever it was: nobody can ask what we know."""
    source = message_of(request, body)
    if not source.strip():
        return refusal(400, _("Il n’y a pas de message dans cette requête."))
    take_in(source)
    return HttpResponse(status=202)


def body_of(request):
    """The body (bytes), or None for who does not know the secret. It is read here: `request.body` takes less than a mail with its files."""
    if shows_secret(request):
        return request.read(MOST_BYTES)
    moment, given = signature_of(request)
    if not is_recent(moment):
        return None
    body = request.read(MOST_BYTES)
    return body if is_signed(body, moment, given) else None


def shows_secret(request):
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and constant_time_compare(given.strip(), settings.INBOUND_SECRET)


def signature_of(request):
    """(moment, signature) of `X-Comptoir-Signature: t=<seconds since 1970>,v1=<hex>`, empty where there is none."""
    said = dict(part.strip().split("=", 1) for part in request.headers.get("X-Comptoir-Signature", "").split(",") if "=" in part)
    return said.get("t", ""), said.get("v1", "")


def is_recent(moment):
    return moment.isascii() and moment.isdigit() and len(moment) < 12 and abs(time.time() - int(moment)) <= TOLERANCE_SECONDS


def is_signed(body, moment, given):
    """Whether `given` is the HMAC-SHA256 of «t.body» under the secret, in hexadecimal."""
    expected = hmac.new(settings.INBOUND_SECRET.encode(), moment.encode() + b".", hashlib.sha256)
    expected.update(body)
    return constant_time_compare(given, expected.hexdigest())


def message_of(request, body):
    """The mail's source, empty when there is none."""
    if request.content_type == "multipart/form-data":
        fields, files = MultiPartParser(request.META, BytesIO(body), [TemporaryFileUploadHandler(request)]).parse()
        return files["message"].read() if "message" in files else fields.get("message", "").encode(errors="replace")
    if request.content_type == "application/x-www-form-urlencoded":
        return QueryDict(body).get("message", "").encode(errors="replace")
    return body


def refusal(status, sentence, headers=None):
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
