"""The client's home, once in, and the history of the collaboration (K10). Everything is what one person sees as a client of one firm (K9)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from comptoir.applications.opening import holding_at
from comptoir.away.following import absences_of, who_follows
from comptoir.clients.choice import choice_of
from comptoir.clients.models import ClientAccess
from comptoir.conversations.awaiting import latest_for
from comptoir.documents.models import Document
from comptoir.invitations.waiting import waiting_for
from comptoir.links.decisions import Act
from comptoir.links.grants import ask_for
from comptoir.portal.collaboration import PAGE_SIZE, history_of, kinds_told
from comptoir.portal.decisions import greeting_at
from comptoir.requests.awaiting import open_for
from comptoir.requests.decisions import due_state

from .counter import no_portal_access

SHOWN = 5


def portal_home(request, slug):
    """What waits for the person, what is new, who follows them; fetched again as a fragment when something changes."""
    choice = choice_at(request, slug)
    if choice is None:
        return no_portal_access(request, slug)
    # What the firm sent stands here in titles already: who may not see it yet shows the missing proof first (X11).
    missing = ask_for(request, choice.firm, Act.SEE, has_portal=choice.firm.portal_enabled_at is not None)
    if missing:
        return missing
    now, holding = timezone.now(), holding_at(request)
    absences, invitations = absences_of(choice.firm_id, now), list(invitations_of(request.user))
    context = {
        "choice": choice,
        "firm": choice.firm,
        "greeting": greeting_at(timezone.localtime(now).hour),
        "invitations": invitations,
        "waiting_invitations": len(invitations),
        "shows_clients": len(choice.standing.client_ids) > 1,
        "holding": holding,
        "documents": [] if "documents" in holding.closed_parts else documents_of(choice.standing)[:SHOWN],
        "administers_company": administers_company(choice),
        "followed": who_follows(choice.standing, choice.firm_id, absences),
        "away_now": absences,
        "is_fresh": bool(request.htmx),
    } | what_waits(choice.standing, holding.closed_parts)
    context["standing_in"] = standing_in(context["followed"])
    return render(request, "web/portal.html" + ("#home" if request.htmx else ""), context)


@login_required
@require_safe
def portal_history(request, slug):
    """One time line of everything that the person sees as a client. Kind, client and page are in the address."""
    choice = choice_at(request, slug)
    if choice is None:
        return no_portal_access(request, slug)
    # What the firm sent stands here in titles already: who may not see it yet shows the missing proof first (X11).
    missing = ask_for(request, choice.firm, Act.SEE, has_portal=choice.firm.portal_enabled_at is not None)
    if missing:
        return missing
    home, kind, number = reverse("portal", args=[slug]), request.GET.get("kind", ""), request.GET.get("page", "")
    closed = holding_at(request).closed_parts
    kinds = [one for one in kinds_told(home) if one.slug not in closed]
    context = {
        "choice": choice,
        "firm": choice.firm,
        "home": home,
        "kinds": kinds,
        "kind": kind if kind in {one.slug for one in kinds} else "",
        "shows_clients": len(choice.standing.client_ids) > 1,
    }
    names = {client.pk: client.name for client in choice.clients}
    number = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    kinds = {context["kind"]} if context["kind"] else {one.slug for one in kinds}
    context["page"] = history_of(choice.standing, home=home, names=names, kinds=kinds, start=(number - 1) * PAGE_SIZE)
    return render(request, "web/portal_history.html", context)


def choice_at(request, slug):
    """What the person looks at on the portal of that address; None for who is no client of that firm."""
    choice = choice_of(request, slug)
    if choice.firm is None:
        return None
    # From here on the frame is the client's, also for who works in a firm.
    request.portal = choice
    return choice


def administers_company(choice):
    """Whether the person administers one of their companies at this firm, and so looks after its users."""
    return any(access.type == ClientAccess.Type.ADMINISTRATOR for access in choice.accesses if access.firm_id == choice.firm_id)


def what_waits(standing, closed_parts):
    """Requests, the firm's questions, the latest messages, as far as these parts of the portal are open."""
    today = timezone.localdate()
    requests = [] if "requests" in closed_parts else list(open_for(standing)[: SHOWN + 1])
    for row in requests:
        row.due = due_state(row.due_on, today)
    conversations = [] if "conversations" in closed_parts else list(latest_for(standing)[: 3 * SHOWN])
    return {
        "requests": requests[:SHOWN],
        "has_more_requests": len(requests) > SHOWN,
        "questions": [row for row in conversations if row.awaits_them][:SHOWN],
        "conversations": sorted(conversations, key=lambda row: row.last_message_at, reverse=True)[:SHOWN],
    }


def documents_of(standing):
    return Document.objects.seen_by(standing).select_related("client", "shared_by").order_by("-shared_at", "-pk")


def invitations_of(user):
    """Invitations to other clients, sent to the person's own address."""
    return waiting_for(user)[:SHOWN]


def standing_in(followed):
    """(who stands in, for whom) of each primary manager who is away, without saying one pair twice."""
    pairs = {(one.user.pk): (one.stands_in, one.user) for each in followed for one in each.followers if one.is_primary and one.stands_in}
    return list(pairs.values())
