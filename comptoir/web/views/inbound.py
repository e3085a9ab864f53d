"""Where a mail server, or a service that receives mail, hands in what came to our address."""

import hashlib
import hmac
import time

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from comptoir.transports.inbound import MOST_BYTES, take_in

TOLERANCE_SECONDS = 5 * 60
FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})


def shared_secret_only(view):
    """Only an installation that has an INBOUND_SECRET has this door, and only who knows the secret passes."""

    def checked(request):
        if not settings.INBOUND_SECRET:
            raise Http404
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return refusal(413, _("Ce message dépasse 10 Mo."))
        if not (shows_secret(request) or is_signed(request)):
            return refusal(401, _("Le secret manque ou n’est pas le bon."), {"WWW-Authenticate": "Bearer"})
        return view(request)

    return checked


@csrf_exempt  # A machine without cookies; the secret is the right to do this one thing.
@shared_secret_only
@require_POST
def inbound_mail(request):
    """Take one mail in: the body itself (message/rfc822), or «message» of a form, field or file. 202 whatever it was: nobody can ask what we know."""
    source = message_of(request)
    if not source.strip():
        return refusal(400, _("Il n’y a pas de message dans cette requête."))
    take_in(source)
    return HttpResponse(status=202)


def shows_secret(request):
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and constant_time_compare(given.strip(), settings.INBOUND_SECRET)


def is_signed(request):
    """`X-Comptoir-Signature: t=<seconds since 1970>,v1=<hex>`, the HMAC-SHA256 of «t.body»; good for five minutes."""
    said = dict(part.strip().split("=", 1) for part in request.headers.get("X-Comptoir-Signature", "").split(",") if "=" in part)
    moment, given = said.get("t", ""), said.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12) or abs(time.time() - int(moment)) > TOLERANCE_SECONDS:
        return False
    expected = hmac.new(settings.INBOUND_SECRET.encode(), moment.encode() + b"." + request.body, hashlib.sha256).hexdigest()
    return constant_time_compare(given, expected)


def message_of(request):
    """The mail's source, empty when there is none."""
    if request.content_type not in FORMS:
        return request.body
    if "message" in request.FILES:
        return request.FILES["message"].read()
    return request.POST.get("message", "").encode(errors="replace")


def refusal(status, sentence, headers=None):
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
