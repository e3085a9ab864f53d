"""By which names the installation answers, and whose each one is."""

import re

from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpResponse
from django.http.request import split_domain_port

from .hosts import WELL_KNOWN, answer_of, installation_hosts, known_host
from .models import Domain, Firm

OF_A_FIRM = re.compile(r"/p/([-\w]+)(?:/|$)")
ANSWERED_ANYWHERE = re.compile(re.escape(WELL_KNOWN) + r"([-\w]{20,43})")


class KnownHosts:
    """First of all: a Host that is neither the installation's nor a firm's verified own is answered 400, before anything is made of it.

    Sets `request.host_firm_id` and `request.host_slug`, None on the installation's own hosts.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            host, _port = split_domain_port(request.get_host())
        except DisallowedHost:
            return refused()
        host = host.removesuffix(".")
        looked_for = ANSWERED_ANYWHERE.fullmatch(request.path_info)
        if looked_for:
            return answer_to_look(host, looked_for[1])
        known = None if host in installation_hosts() else known_host(host)
        if known is None and host not in installation_hosts():
            return refused()
        request.host_firm_id, request.host_slug = (known.firm_id, known.slug) if known else (None, None)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """On a firm's own host no other firm has a door."""
        of = OF_A_FIRM.match(request.path_info)
        if request.host_slug and of and of[1] != request.host_slug:
            raise Http404


def refused():
    return HttpResponse("Bad Request: this host is not served here.\n", status=400, content_type="text/plain; charset=utf-8")


def answer_to_look(host, token):
    """Our answer on the very host that the token was made for, whether it is verified or waits for it."""
    if not Domain.objects.filter(host=host, token=token).exists():
        return HttpResponse("Not Found\n", status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(answer_of(host, token), content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def firm_of_host(request):
    """The firm whose own host the request came by, or None."""
    firm_id = getattr(request, "host_firm_id", None)
    if firm_id is None:
        return None
    if not hasattr(request, "_host_firm"):
        request._host_firm = Firm.objects.filter(pk=firm_id).first()
    return request._host_firm
