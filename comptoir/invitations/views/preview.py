"""«Ce que verra le client» (X9), before inviting."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comptoir.clients.models import ClientAccess

from ..preview import candidate_of, foretell
from .client import back_path, contact_of, level_of, served


@login_required
@require_http_methods(["GET", "POST"])
def preview(request, pk):
    """Beside the form that invites, or a page of its own from which one invites. Changes nothing, whatever the method."""
    client = served(request, pk)
    contact = contact_of(request, client)
    level = level_of(request.POST or request.GET) or ClientAccess.Level.LIMITED
    changes = foretell(candidate_of(client, contact), level, by=request.user)
    context = {
        "client": client,
        "contact": contact,
        "level": level,
        "level_label": ClientAccess.Level(level).label,
        "changes": changes,
        "gains": sum(one.new for one in changes),
        "back": back_path(request, client),
    }
    return render(request, "invitations/preview.html" if request.htmx else "invitations/preview_page.html", context)
