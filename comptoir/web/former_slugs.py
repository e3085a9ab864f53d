"""A firm's door under a name that it had before."""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect

from comptoir.firms.models import Firm


def leads_on(view):
    """A page below `/p/<slug>/` that is not there leads to where it is now, for bookmarks and mails of before a change of name.

    Not for good: the firm may take its old name again. Nothing is asked of the database while the page is there.
    """

    @wraps(view)
    def checked(request, slug, **kwargs):
        try:
            return view(request, slug=slug, **kwargs)
        except Http404:
            firm = Firm.objects.at(slug).exclude(slug=slug).first() if request.method in ("GET", "HEAD") else None
            if firm is None:
                raise
            return redirect(request.resolver_match.view_name, slug=firm.slug, **kwargs)

    return checked
