"""Where a provider of short messages hands in what came to our number, and says what became of what we sent (docs/sms.md)."""

import hashlib
import hmac

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comptoir.conversations.actions.receiving_texts import receive_text
from comptoir.events.origin import Door, coming_from
from comptoir.kernel import signatures
from comptoir.transports.sms.incoming import NoText, fields_of, read_status, read_text
from comptoir.transports.texting import hear_status

from .inbound import refusal, shows_secret

MOST_BYTES = 64 * 1024
FORM = "application/x-www-form-urlencoded"


def providers_only(view):
    """The door is there once there is an INBOUND_SECRET, for who shows it, signs with it, or calls the address that only who knows it can make.

    The view is given the fields of the request.
    """

    def checked(request):
        if not settings.INBOUND_SECRET:
            raise Http404
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return refusal(413, _("Cette requête dépasse 64 Ko."))
        body = request.body
        if not (shows_secret(request) or is_signed(request, body) or shows_key(request)):
            return refusal(401, _("Le secret manque ou n’est pas le bon."), {"WWW-Authenticate": "Bearer"})
        try:
            with coming_from(Door.INSIDE):
                view(fields_of(body, form_of(request, body)))
        except NoText:
            return refusal(400, _("Il n’y a pas de SMS dans cette requête."))
        return HttpResponse(status=202)

    return checked


@csrf_exempt  # A machine without cookies; the secret is the right to do this one thing.
@require_http_methods(["GET", "POST"])
@providers_only
def inbound_sms(fields):
    """Take one short message in. 202 whatever it was: nobody can ask what we know."""
    receive_text(read_text(fields, timezone.now()))


@csrf_exempt
@require_http_methods(["GET", "POST"])
@providers_only
def inbound_sms_status(fields):
    """What became of one that we sent: it arrived, or it never will."""
    status = read_status(fields)
    if status:
        hear_status(provider_id=status.provider_id, reference=status.reference, arrived=status.arrived, reason=status.reason)


def is_signed(request, body):
    return signatures.is_signed(body, request.headers.get(signatures.HEADER, ""), settings.INBOUND_SECRET)


def shows_key(request):
    """OVH calls an address and sends no header: `?key=` is made of the secret, and opens the doors of short messages alone."""
    return constant_time_compare(request.GET.get("key", ""), key_for_addresses(settings.INBOUND_SECRET))


def key_for_addresses(secret):
    """`printf sms | openssl dgst -sha256 -hmac "$INBOUND_SECRET"`."""
    return hmac.new(secret.encode(), b"sms", hashlib.sha256).hexdigest()


def form_of(request, body):
    """The fields of a form, or of the address where the request is a GET; None for JSON."""
    if request.method == "GET":
        return request.GET
    return QueryDict(body) if request.content_type == FORM else None
