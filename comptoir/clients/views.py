from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from comptoir.firms.models import Licence
from comptoir.kernel.pagination import page_of
from comptoir.kernel.text import fold

from .models import Dossier
from .standing import standing_of


@login_required
def clients(request):
    """The firm's dossiers with their client: search, licence, «mes dossiers», kept in the address."""
    if not standing_of(request.user).is_member:
        raise Http404
    rows = chosen(Dossier.objects.worked_on_by(request.user), request.GET, request.user).order_by("name_key", "pk")
    columns = rows.values("pk", "name", "code", "client_id", "client__siren", "client__city", "licence__name", "closing_day", "closing_month")
    context = {
        "page": page_of(columns, request.GET.get("page")),
        "licences": Licence.objects.visible_to(request.user),
        # What stands before every dossier's number, found once for the whole list.
        "dossiers_address": reverse("dossier", args=[0]).removesuffix("0/"),
    }
    return render(request, "clients/list.html", context)


def chosen(dossiers, filters, user):
    """The dossiers that the address asks for. What it says that cannot be read is passed over."""
    for word in fold(filters.get("q", "")).split()[:8]:
        dossiers = dossiers.filter(Q(search_text__contains=word) | Q(client__search_text__contains=word))
    licence = filters.get("licence", "")
    if licence.isascii() and licence.isdigit() and len(licence) < 19:
        dossiers = dossiers.filter(licence=licence)
    if filters.get("mine"):
        dossiers = dossiers.filter(manager_links__user=user)
    return dossiers
