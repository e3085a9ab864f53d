"""How a browser is known again: by a long-lived, signed cookie, of which the database holds the hash."""

from django.conf import settings

from comptoir.accounts.middleware import AGENT_LENGTH
from comptoir.kernel.tokens import digest, new_token

from .actions import recognise_device
from .models.device import REMEMBERED_FOR

SALT = "comptoir.security.device"


def recognise(request, response, user):
    """Tell `user` of a sign-in from a browser unknown to them, and keep the browser's cookie for another thirteen months."""
    token = request.get_signed_cookie(settings.DEVICE_COOKIE_NAME, default="", salt=SALT, max_age=REMEMBERED_FOR) or new_token("dev")
    recognise_device(user, digest(token), agent=request.headers.get("User-Agent", "")[:AGENT_LENGTH])
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        token,
        salt=SALT,
        max_age=REMEMBERED_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )
