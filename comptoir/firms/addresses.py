"""Where a firm's clients find it. Built from what is registered, never from the Host of a request (promise A8)."""

from django.conf import settings


def firm_url(firm, path):
    """The whole address of `path` (it begins with /) for the clients of `firm`."""
    return settings.BASE_URL + path
