"""Addresses that lead on to another page of ours."""

from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def with_next(page, path):
    """`page`, which leads on to `path` where that is on this site and another page."""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return f"{page}?{urlencode({'next': path})}" if is_ours and path not in {"/", page} else page
