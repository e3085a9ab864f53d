"""The access of one person to one client: raised, lowered, closed and opened again. Each says what it changes before it is done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comptoir.clients.actions import LastAdministrator, OwnAccess, change_level, close_access, reopen_access
from comptoir.clients.models import ClientAccess
from comptoir.clients.sentences import last_administrator, own_access

from ..preview import candidate_with, foretell
from .client import back, back_path, level_of, served


@login_required
@require_http_methods(["GET", "POST"])
def level(request, pk, access):
    client, found = access_of(request, pk, access)
    asked = level_of(request.POST or request.GET)
    if asked is None:
        raise Http404
    if request.method == "GET":
        return ask(request, client, found, "level", asked)
    if found.user_id == request.user.pk:
        messages.error(request, own_access())
    elif change_level(found, asked, by=request.user):
        words = {"name": found.user.full_name, "client": client.name}
        is_full = asked == ClientAccess.Level.FULL
        sentence = _("%(name)s a maintenant un accès complet à %(client)s.") if is_full else _("%(name)s a maintenant un accès limité à %(client)s.")
        messages.success(request, sentence % words)
    return back(request, client)


@login_required
@require_http_methods(["GET", "POST"])
def closing(request, pk, access):
    client, found = access_of(request, pk, access)
    if request.method == "GET":
        return ask(request, client, found, "closing", "")
    try:
        if close_access(found, by=request.user):
            messages.success(request, _("Accès fermé : %(name)s ne voit plus rien de %(client)s.") % {"name": found.user.full_name, "client": client.name})
    except OwnAccess:
        messages.error(request, own_access())
    except LastAdministrator as refused:
        messages.error(request, last_administrator(refused))
    return back(request, client)


@login_required
@require_http_methods(["GET", "POST"])
def reopening(request, pk, access):
    client, found = access_of(request, pk, access)
    if request.method == "GET":
        return ask(request, client, found, "reopening", found.level)
    if reopen_access(found, by=request.user):
        messages.success(request, _("Accès rouvert : %(name)s retrouve ce qui était à lui.") % {"name": found.user.full_name})
    return back(request, client)


def access_of(request, pk, access):
    client = served(request, pk)
    return client, get_object_or_404(ClientAccess.objects.filter(client=client).select_related("user", "client"), pk=access)


def ask(request, client, access, change, asked):
    changes = foretell(candidate_with(access), asked, by=request.user)
    context = {
        "client": client,
        "access": access,
        "change": change,
        "level": asked,
        "changes": changes,
        "losses": [one for one in changes if one.lost],
        "gains": sum(one.new for one in changes),
        "back": back_path(request, client),
    }
    return render(request, "invitations/access_change.html", context)
