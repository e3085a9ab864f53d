"""Doors for people of a firm alone."""

from django.contrib.auth.decorators import login_required
from django.http import Http404

from .models import Firm


def members_only(view):
    """For people who work in a firm; everybody else finds nothing."""

    @login_required
    def checked(request, *args, **kwargs):
        if not Firm.objects.visible_to(request.user).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return checked
