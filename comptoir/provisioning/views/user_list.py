"""«Administration > Utilisateurs client»: the list."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comptoir.applications.models import Application
from comptoir.billing.models import Terms
from comptoir.clients.models import Client, ClientAccess
from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right
from comptoir.kernel.pagination import page_of

from ..drafts import unfinished_for
from ..holdings import Kind
from ..user_listing import EMAIL, NAME, NEWEST, SEEN, Filters, add_what_they_have, ordered, users_listed
from ..user_sentences import KINDS, STATES

SORTS = [(NAME, _("Nom")), (EMAIL, _("Adresse e-mail")), (SEEN, _("Dernière connexion")), (NEWEST, _("Les plus récents"))]


@login_required
@require_safe
def client_users(request):
    firm_ids = firms_of(request.user)
    filters = Filters.read(request.GET)
    rows = users_listed(request.user, filters).select_related("user", "terms__plan", "terms__client")
    page = page_of(ordered(rows, filters.sort), request.GET.get("page"))
    for place in add_what_they_have(page.rows, request.user):
        place.state_label = STATES[place.state]
    context = {
        "tab": "client-users",
        "page": page,
        "filters": filters,
        "company": Client.objects.served_by(request.user).filter(pk=filters.client).first() if filters.client else None,
        "drafts": unfinished_for(request.user),
        "states": STATES.items(),
        "types": ClientAccess.Type.choices,
        "levels": ClientAccess.Level.choices,
        "modes": Terms.Mode.choices,
        "applications": applications_of(firm_ids),
        "orders": SORTS,
        "kinds": [(kind, KINDS[kind]) for kind in Kind],
        "places": {name: address_of(name) for name in ("new_client_user", "client_user_sheets", "client_users_export")},
    }
    return render(request, "provisioning/client_users.html", context)


def firms_of(user):
    """The firms whose client users the person may change. Raises Http404 for who may nowhere."""
    firm_ids = standing_of(user).firms_where(Right.CLIENT_USERS)
    if not firm_ids:
        raise Http404
    return firm_ids


def applications_of(firm_ids):
    """What client users of these firms may have, withdrawn or not: who has a withdrawn one is found by it."""
    rows = Application.objects.filter(Q(firm=None) | Q(firm__in=firm_ids))
    return list(rows.values_list("pk", "name"))


def address_of(name):
    """Where a page is, "" for one that this installation does not have."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
