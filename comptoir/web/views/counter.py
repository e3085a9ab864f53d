"""A firm's own sign-in page."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from comptoir.firms.models import Firm


def sign_in_page(request, slug):
    get_object_or_404(Firm, slug=slug)
    return redirect(f"{settings.LOGIN_URL}?next={request.path}")


def no_access_here(request, firm):
    """Signed in, and no client of this firm."""
    raise Http404
