"""Where a firm's clients find it. Built from what is registered, never from the Host of a request (promise A8)."""

from urllib.parse import urlsplit

from django.conf import settings

from .hosts import host_of


def firm_url(firm, path):
    """The whole address of `path` (it begins with /) for the clients of `firm`: on its own domain once that is verified."""
    return base_of(firm.pk) + path


def base_of(firm_id):
    host = host_of(firm_id)
    return base_of_host(host) if host else settings.BASE_URL


def base_of_host(host):
    """The scheme and the port are the installation's: whoever stands before it stands before all its hosts."""
    parts = urlsplit(settings.BASE_URL)
    return f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"
