"""«Moyen de paiement» on a firm's portal: what somebody meets first while their company owes one (I4), and later where its administrators look after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comptoir.links.decisions import Act
from comptoir.links.grants import ask_for

from ..desks import desks_at, waiting_at

WANTED = "payment_next"


@login_required
@require_safe
def payment(request, slug):
    """Each company that the person administers with its methods; who administers none reads who does."""
    desks, waiting = desks_at(request.user, slug), waiting_at(request.user, slug)
    if not desks and waiting is None:
        raise Http404
    firm = waiting.firm if waiting else desks[0].payer.firm
    missing = ask_for(request, firm, Act.SEE, has_portal=firm.portal_enabled_at is not None)
    if missing:
        return missing
    keep_what_was_wanted(request)
    companies = {desk.payer.client.pk for desk in desks}
    context = {
        "firm_of_page": firm,
        "sections": [desk.context() for desk in desks],
        "waiting": waiting,
        # Somebody else's company pays for them: they can only be told whom to ask.
        "asks_another": waiting is not None and (waiting.company is None or waiting.company.pk not in companies),
        "portal": reverse("portal", args=[firm.slug]),
    }
    return render(request, "billing/payment.html", context)


def keep_what_was_wanted(request):
    """Where the person was going before they were led here."""
    wanted = request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None):
        request.session[WANTED] = wanted


def leave_the_gate(request, desk, was_waiting):
    """On to where the person wanted, for whom the method has just opened everything; else back to the desk."""
    if not was_waiting or waiting_at(request.user, desk.payer.firm.slug):
        return redirect(desk.home)
    messages.success(request, _("Votre espace est ouvert, et celui des autres personnes de votre entreprise aussi."))
    return redirect(request.session.pop(WANTED, "") or reverse("portal", args=[desk.payer.firm.slug]))
