"""A firm's door for its clients (`/p/<slug>/`): the sign-in, and once in, the client's home (K4, K10)."""

from comptoir.clients.standing import standing_of
from comptoir.firms.middleware import firm_of_host

from . import counter
from .home import home
from .portal_home import portal_home


def portal(request, slug):
    if not request.user.is_authenticated:
        return counter.sign_in(request, slug)
    return portal_home(request, slug)


def front_door(request):
    """`/`: the day of who works here; on a firm's own host, the firm's door."""
    firm = firm_of_host(request)
    if firm is None or firm.pk in standing_of(request.user).firm_ids:
        return home(request)
    return portal(request, firm.slug)
