"""The first pages of each side of the counter."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from comptoir.away.models import Absence
from comptoir.away.showing import unseen_return
from comptoir.clients.standing import standing_of
from comptoir.conversations.coverage import firms_reviewed_by
from comptoir.conversations.models import Conversation, Incoming
from comptoir.events.models import Event
from comptoir.firms.models import Firm
from comptoir.oversight.review import may_review
from comptoir.transports.models import Delivery
from comptoir.validations.models import Validation

from ..gate import gate_of, waits_of
from ..landing import landing_page
from .probes import health

SHOWN = 6


@login_required
def home(request):
    """A member's day: what waits for them, what nobody has, who is away."""
    if not standing_of(request.user).is_member:
        return redirect(landing_page(request.user))
    open_ones = (
        Conversation.objects.worked_on_by(request.user).open().select_related("dossier", "assigned_user", "assigned_team").order_by("-last_message_at", "-pk")
    )
    absences = Absence.objects.covering(timezone.now()).filter(firm__in=standing_of(request.user).firm_ids)
    context = {
        "mine": open_ones.assigned_to(request.user)[:SHOWN],
        "to_decide": Validation.objects.visible_to(request.user).to_decide_by(request.user).with_people()[:SHOWN],
        "awaiting": open_ones.filter(awaits_firm=True).exclude(assigned_user=request.user)[:SHOWN],
        "returned_from": unseen_return(request.user),
        "reviews_coverage": bool(firms_reviewed_by(request.user)),
        "reviews_access": may_review(request.user),
        "absences": absences.select_related("user", "delegate_user", "delegate_team").order_by("ends_at")[:20],
    }
    return render(request, "web/home.html", context)


@login_required
def operator(request):
    """The installation in figures; no firm's data."""
    if not request.user.is_operator:
        raise Http404
    states = {state: Delivery.objects.filter(state=state).count() for state in (Delivery.State.PENDING, Delivery.State.FAILED)}
    context = {"firm_count": Firm.objects.count(), "health": health(), "pending_events": Event.objects.pending().count(), "deliveries": states}
    # What came in and says of no firm that it is theirs: nobody else is shown that it exists.
    context["unplaced"] = Incoming.objects.to_review().filter(firm=None).count()
    return render(request, "web/operator.html", context)


@login_required
def no_access(request):
    """Signed in, but nothing is open to this account (any more, or yet): for what it waits, and whom to ask."""
    return redirect(gate) if (gate := gate_of(request.user)) else render(request, "web/no_access.html", {"waits": waits_of(request.user)})


@require_POST
def language(request):
    """A visitor's choice of language; people who are signed in set it in their profile."""
    back = request.POST.get("next", "/")
    response = redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, secure=settings.LANGUAGE_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response
