"""A firm's door for its clients (`/p/<slug>/`): the sign-in, and once in, the client's home (K4, K10)."""

from .counter import sign_in_page
from .portal_home import portal_home


def portal(request, slug):
    return portal_home(request, slug) if request.user.is_authenticated else sign_in_page(request, slug)
