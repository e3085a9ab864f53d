"""«Personnes-ressources > Portail client»: which clients are on the portal, who was invited, and what is done to many of them at once (K7)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comptoir.clients.actions import disable_portal, enable_portal
from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import standing_of
from comptoir.clients.workplaces import clients_opened_by
from comptoir.firms.rights import Right
from comptoir.kernel.among import among

from ..actions import invite, resend
from ..decisions import State
from ..listing import Filters, clients_listed, coverage_of, page_of_clients, people_choices, query_of, share_of
from ..models import Invitation
from ..preview import foretell_many, left_out_sentence, reach_of
from .client import level_of, sent_sentence

UNDO = "undo_of_portal"
# Whose people are invited, or invited again, at once.
MOST_AT_ONCE = 500
NAMES_SHOWN = 20
ENABLE, DISABLE = "enable", "disable"


@login_required
@require_GET
def management(request):
    """The clients that one serves, a page of them. Words and filters are in the address."""
    must_be_member(request)
    filters = Filters.read(request.GET)
    coverage = coverage_of(request.user)
    context = {
        "page": page_of_clients(request.user, filters, request.GET.get("page"), all_clients=coverage["clients"]),
        "filters": filters,
        "people_choices": people_choices(),
        "coverage": coverage,
        "share": share_words(coverage),
        "query": query_of(filters),
        # What stands before every client's number, found once for the whole list.
        "clients_address": reverse("clients"),
    }
    return render(request, "invitations/management.html", context)


def share_words(coverage):
    share = share_of(coverage["enabled"], coverage["clients"])
    return _("%(number)s %%") % {"number": number_format(share, 0 if share == int(share) else 1)}


@login_required
@require_POST
def many(request):
    """A first POST names the clients and the change; what cannot be taken back is asked about, in numbers, and done by a second one with «sure»."""
    must_be_member(request)
    change = CHANGES.get(request.POST.get("change"))
    clients = chosen(request)
    if change is None or not clients.exists():
        messages.error(request, _("Cochez d’abord des clients."))
        return to_list(request)
    return change(request, clients)


def chosen(request):
    """The ticked clients that the person serves, or all that the address shows."""
    if "everything" in request.POST:
        return clients_listed(request.user, Filters.read(QueryDict(request.POST.get("query", ""))))
    ids = [int(one) for one in request.POST.getlist("ids") if one.isascii() and one.isdigit() and len(one) < 19]
    return clients_opened_by(request.user).filter(among("pk", ids)).order_by("name_key", "pk")


def enable_many(request, clients):
    enabled = enable_portal(clients, by=request.user)
    sentence = ngettext("Portail activé pour un client.", "Portail activé pour %(count)s clients.", len(enabled)) % {"count": len(enabled)}
    say_with_undo(request, sentence if enabled else _("Le portail était déjà activé pour tous."), enabled, ENABLE)
    return to_list(request)


def disable_many(request, clients):
    if "sure" not in request.POST:
        enabled = clients.exclude(portal_enabled_at=None).order_by()
        users = ClientAccess.objects.open().filter(client__in=enabled.values("pk")).count()
        return ask(request, DISABLE, clients=enabled.count(), users=users)
    disabled = disable_portal(clients, by=request.user)
    sentence = ngettext("Portail désactivé pour un client.", "Portail désactivé pour %(count)s clients.", len(disabled)) % {"count": len(disabled)}
    say_with_undo(request, sentence if disabled else _("Le portail n’était activé pour aucun d’eux."), disabled, DISABLE)
    return to_list(request)


def invite_many(request, clients):
    """Everybody with an address who has neither an access nor an invitation that waits."""
    ids = list(clients.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    level = level_of(request.POST) or ClientAccess.Level.LIMITED
    reach = reach_of(ids[:MOST_AT_ONCE], level, by=request.user)
    if "sure" not in request.POST:
        return ask(request, "invite", **words_of(reach, level), limit=MOST_AT_ONCE if len(ids) > MOST_AT_ONCE else None)
    outcome = invite(reach.asked, by=request.user)
    say_sent(request, outcome, outcome.refused + [one for left_out in reach.left_out.values() for one in left_out])
    return to_list(request)


def words_of(reach, level):
    """Whom it reaches, what becomes visible at each level, and who is left out, with the reason."""
    candidates = reach.candidates
    return {
        "asked": reach.asked[:NAMES_SHOWN],
        "count": len(reach.asked),
        "more": max(0, len(reach.asked) - NAMES_SHOWN),
        "clients": len({one.client.pk for one in reach.asked}),
        "left_out": [(left_out_sentence(reason), len(those), those[:NAMES_SHOWN]) for reason, those in reach.left_out.items()],
        "levels": [(value, label, foretell_many(candidates, value)) for value, label in ClientAccess.Level.choices],
        "level": level,
    }


def resend_many(request, clients):
    """The invitations that wait or have expired, with a new link each."""
    ids = list(clients.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    waiting = Invitation.objects.unanswered().filter(among("client_id", ids[:MOST_AT_ONCE]), undeliverable_at=None).select_related("client", "contact")
    if "sure" not in request.POST:
        rows = list(waiting.order_by("client__name_key", "contact__name_key", "pk"))
        expired = sum(one.state() == State.EXPIRED for one in rows)
        counts = {"count": len(rows), "expired": expired, "pending": len(rows) - expired}
        return ask(
            request, "resend", asked=rows[:NAMES_SHOWN], more=max(0, len(rows) - NAMES_SHOWN), limit=MOST_AT_ONCE if len(ids) > MOST_AT_ONCE else None, **counts
        )
    outcome = resend(list(waiting), by=request.user)
    say_sent(request, outcome, outcome.refused)
    return to_list(request)


CHANGES = {ENABLE: enable_many, DISABLE: disable_many, "invite": invite_many, "resend": resend_many}


def ask(request, change, **words):
    """What it will do, in numbers."""
    ids = [one for one in request.POST.getlist("ids") if one.isascii() and one.isdigit()]
    context = {"change": change, "ids": ids, "everything": "everything" in request.POST, "query": query_posted(request)} | words
    return render(request, "invitations/many.html", context)


def say_sent(request, outcome, left_out):
    """What left, and how many were left out."""
    if outcome.sent:
        messages.success(request, sent_sentence(len(outcome.sent)))
    else:
        messages.error(request, _("Aucune invitation n’est partie."))
    if left_out:
        sentence = ngettext("Une personne laissée de côté.", "%(count)s personnes laissées de côté.", len(left_out)) % {"count": len(left_out)}
        messages.info(request, sentence)


def say_with_undo(request, sentence, clients, change):
    """What was done, and a button that takes it back."""
    if not clients:
        messages.info(request, sentence)
        return
    request.session[UNDO] = {"ids": [one.pk for one in clients], "change": change}
    messages.success(request, format_html('{} <button class="link" form="undo">{}</button>', sentence, _("Annuler")))


@login_required
@require_POST
def undo(request):
    """Take back the last change to many, once."""
    kept = request.session.pop(UNDO, None)
    must_be_member(request)
    if kept is None:
        messages.error(request, _("Il n’y a plus rien à annuler."))
    else:
        take_back = disable_portal if kept["change"] == ENABLE else enable_portal
        count = len(take_back(clients_opened_by(request.user).filter(among("pk", kept["ids"])), by=request.user))
        messages.success(request, ngettext("Annulé pour un client.", "Annulé pour %(count)s clients.", count) % {"count": count})
    return to_list(request)


def must_be_member(request):
    """For who may give clients accesses; others find nothing."""
    if not standing_of(request.user).firms_where(Right.CLIENT_USERS):
        raise Http404


def query_posted(request):
    """The list that the person came from, as this page understands it."""
    return query_of(Filters.read(QueryDict(request.POST.get("query", ""))))


def to_list(request):
    return redirect(f"{reverse('portal_management')}?{query_posted(request)}")
