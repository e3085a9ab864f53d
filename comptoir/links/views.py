"""The door of unique links."""

from django.http import Http404

from .models import Link
from .purposes import get_purpose


def link(request, token):
    link = Link.objects.of_token(token).first()
    purpose = link and get_purpose(link.purpose)
    target = purpose and purpose.needs_no_door and purpose.find(link)
    if not target:
        raise Http404
    return purpose.serve(request, link, target)
