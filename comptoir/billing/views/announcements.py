"""Where the card provider announces that somebody has left its page with a card: signed, and believed only then."""

import time

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..actions import finish_visit
from ..providers import Forged, ProviderTrouble, card_provider


@csrf_exempt  # the signature says who sends it; no cookie is read
@require_POST
def card_provider_announcement(request):
    """200 for what is understood, whatever came of it; 503 asks the provider to say it again."""
    provider = card_provider()
    if provider is None:
        raise Http404
    try:
        reference = provider.visit_announced(request.body, request.headers.get("Stripe-Signature", ""), time.time())
    except Forged:
        return HttpResponse(status=400)
    try:
        finish_visit(reference)
    except ProviderTrouble:
        return HttpResponse(status=503)
    return HttpResponse(status=200)
