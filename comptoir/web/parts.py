"""A part of the portal that somebody was not given is not there for them, whichever of its pages they open."""

from django.shortcuts import render

from comptoir.applications.opening import holding_at, is_client
from comptoir.applications.parts import part_at

from .shell import shell_of


class PartsGiven:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        part = part_at(request.path_info)
        if part and is_client(request.user) and part.code in closed_parts(request):
            return render(request, "applications/part_closed.html", {"part": part}, status=404)
        return None


def closed_parts(request):
    """A whole page reads its frame anyway; a fragment asks for this alone."""
    return holding_at(request).closed_parts if request.headers.get("HX-Request") else shell_of(request).closed_parts
