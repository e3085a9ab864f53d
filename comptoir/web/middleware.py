from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpResponse

PERMISSIONS = ", ".join(f"{name}=()" for name in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb"))


class PrivateResponses:
    """Pages are nobody else's: no cache keeps them, no other site uses them. And an expired session leads a fragment's page to the sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.headers.get("Cache-Control", "").startswith("public"):
            make_the_same_for_everybody(response)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.headers.get("HX-Request") and response.status_code == 302 and response.headers["Location"].startswith(settings.LOGIN_URL):
            return to_sign_in(request)
        return response


def make_the_same_for_everybody(response):
    """What a view calls public goes into caches that many people share: nobody's session goes with it, and it varies with nobody's."""
    response.cookies.clear()
    response.headers.pop("Vary", None)


def to_sign_in(request):
    """The whole page goes to the sign-in and comes back to where the person was, not to the fragment."""
    here = urlsplit(request.headers.get("HX-Current-URL", "/")).path or "/"
    return HttpResponse(status=204, headers={"HX-Redirect": f"{settings.LOGIN_URL}?next={quote(here)}", "Cache-Control": "no-store"})
