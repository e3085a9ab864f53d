"""A card: the way to the provider's page, and back. A link leads there, for no form of ours may be sent elsewhere (CSP form-action)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..actions import begin_card, finish_card
from ..actions.cards import Way
from ..models import CardSetup
from ..providers import ProviderTrouble, card_provider
from ..sentences import no_provider_sentence, trouble_sentence
from .doors import show
from .gate import leave_the_gate


@require_POST
def cards(request, desk):
    """«Ajouter une carte»: begin a visit, then show the link to it."""
    if card_provider() is None:
        messages.error(request, no_provider_sentence())
        return redirect(desk.home)
    full = request.build_absolute_uri
    way = Way(back=lambda visit: full(desk.to("card_return", visit.pk)), cancelled=full(desk.home))
    try:
        visit = begin_card(desk.payer, way, by=request.user)
    except ProviderTrouble as error:
        messages.error(request, trouble_sentence(error))
        return redirect(desk.home)
    return redirect(desk.to("card", visit.pk))


@require_safe
def card(request, desk, visit):
    """Where the card will be typed, in words, and the link to it."""
    found = find(request, desk, visit)
    if found.finished_at or not found.page:
        return redirect(desk.home)
    return show(request, desk, "billing/card.html", visit=found, provider=card_provider())


@require_safe
def card_return(request, desk, visit):
    """The provider's page leads here. Opening it again does nothing more."""
    found = find(request, desk, visit)
    was_waiting = desk.billed_and_waiting()
    try:
        method = finish_card(found)
    except ProviderTrouble as error:
        return show(request, desk, "billing/card_return.html", visit=found, refusal=trouble_sentence(error))
    if method is None:
        return show(request, desk, "billing/card_return.html", visit=found)
    messages.success(request, _("Carte enregistrée : elle se termine par %(digits)s.") % {"digits": method.last_four})
    return leave_the_gate(request, desk, was_waiting)


def find(request, desk, visit):
    return get_object_or_404(CardSetup.objects.select_related("firm", "client", "begun_by", "method"), pk=visit, begun_by=request.user, **desk.payer.fields)
