"""Where somebody was going when a second factor was asked for: kept in the session, since the way there has several pages."""

import time

from django.utils.http import url_has_allowed_host_and_scheme

WAY = "after_second_factor"
HOLDS_SECONDS = 30 * 60


def safe_path(path):
    """`path` if it is one of this site, else ""."""
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def keep_way(session, path):
    """Remember it for half an hour; an empty path forgets."""
    if path:
        session[WAY] = [path, int(time.time())]
    else:
        session.pop(WAY, None)


def take_way(session):
    """The path, once; "" when there is none or it is old."""
    path, since = session.pop(WAY, ("", 0))
    return path if time.time() - since < HOLDS_SECONDS else ""
