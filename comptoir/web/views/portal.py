"""A firm's door for its clients (`/p/<slug>/`): the sign-in, and once in, the client's home (K4, K10)."""

from django.http import Http404
from django.shortcuts import redirect

from comptoir.firms.models import Firm

from .counter import sign_in_page
from .portal_home import portal_home


def portal(request, slug):
    try:
        return portal_home(request, slug) if request.user.is_authenticated else sign_in_page(request, slug)
    except Http404:
        # Bookmarks and mails of before a change of name. Not for good: the firm may take its old name again.
        firm = Firm.objects.at(slug).exclude(slug=slug).first()
        if firm is None:
            raise
        return redirect("portal", firm.slug)
