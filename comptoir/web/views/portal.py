"""A firm's door for its clients (`/p/<slug>/`): the sign-in, and once in, the client's home (K4, K10)."""

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from comptoir.clients.standing import standing_of
from comptoir.firms.middleware import firm_of_host

from ..gate import gate_of
from . import counter
from .home import home
from .portal_home import portal_home


def portal(request, slug):
    if not request.user.is_authenticated:
        return counter.sign_in(request, slug)
    page = request.GET.get("next", "")
    if gate := gate_of(request.user, page):
        return redirect(gate)
    # A mail leads to its page by way of the firm's sign-in; who is in already goes straight there.
    if page.startswith("/") and url_has_allowed_host_and_scheme(page, None):
        return redirect(page)
    return portal_home(request, slug)


def front_door(request):
    """`/`: the day of who works here; on a firm's own host, the firm's door."""
    firm = firm_of_host(request)
    if firm is None or firm.pk in standing_of(request.user).firm_ids:
        return home(request)
    return portal(request, firm.slug)
