"""One's own API tokens: made, shown once, revoked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ..actions import create_token, revoke_token
from ..token_forms import TokenForm
from ..tokens import tokens_of
from .doors import back_to_security, sure_who_it_is


@sure_who_it_is
@require_http_methods(["GET", "POST"])
def new_token(request):
    """The token is in the answer to the POST and nowhere else: neither session nor address ever holds it."""
    form = TokenForm(request.POST or None, person=request.user)
    if not form.is_valid():
        return render(request, "security/new_token.html", {"form": form}, status=422 if form.is_bound else 200)
    wanted = form.cleaned_data
    row, token = create_token(request.user, name=wanted["name"], scopes=wanted["scopes"], expires_at=form.expires_at)
    return render(request, "security/token_made.html", {"row": row, "token": token})


@login_required
@require_POST
def token_revocation(request, pk):
    revoke_token(get_object_or_404(tokens_of(request.user), pk=pk), by=request.user)
    messages.success(request, _("Jeton révoqué. Les programmes qui s’en servaient sont refusés dès maintenant."))
    return back_to_security()
