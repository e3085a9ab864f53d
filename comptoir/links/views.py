"""The door of unique links."""

from django.http import Http404


def link(request, token):
    raise Http404
