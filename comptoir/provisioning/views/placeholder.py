"""Until the list of client users is here."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right

from ..drafts import unfinished_for


@login_required
def client_users(request):
    if not standing_of(request.user).firms_where(Right.CLIENT_USERS):
        raise Http404
    return render(request, "provisioning/placeholder.html", {"drafts": unfinished_for(request.user)})


@login_required
def client_user(request, pk):
    return redirect("client_users")
