from urllib.parse import parse_qs, quote, urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect

from .counter import sign_in_page
from .gate import gate_of
from .leading import with_next

PERMISSIONS = ", ".join(f"{name}=()" for name in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb"))


class PrivateResponses:
    """Pages are nobody else's: no cache keeps them, no other site uses them. Who has no session is led to the sign-in, the firm's where it is known (K4)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.headers.get("Cache-Control", "").startswith("public"):
            make_the_same_for_everybody(response)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if response.status_code == 302 and urlsplit(response.headers["Location"]).path == settings.LOGIN_URL and not is_there(request):
            return lead_to_sign_in(request, response)
        return response


class PaymentFirst:
    """Who has nothing open but owes a payment method is led to it from every page that would show them an empty list (I4). Their own settings stay theirs."""

    OPEN = ("/p/", "/settings/", "/security/", "/accounts/", "/api/", "/l/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = request.method == "GET" and response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
        # Who they are was asked by the page already; where it was not, it shows nobody's data.
        if not is_page or request.headers.get("HX-Request") or request.path.startswith(self.OPEN) or not hasattr(request.user, "_standing"):
            return response
        gate = gate_of(request.user, request.get_full_path())
        return HttpResponseRedirect(gate) if gate else response


def make_the_same_for_everybody(response):
    """What a view calls public goes into caches that many people share: nobody's session goes with it, and it varies with nobody's."""
    response.cookies.clear()
    response.headers.pop("Vary", None)


def is_there(request):
    """Whether the installation's own sign-in page was asked for by its name."""
    return request.path == settings.LOGIN_URL


def lead_to_sign_in(request, response):
    if request.headers.get("HX-Request"):
        return to_sign_in(request)
    page = sign_in_page(request, request.path)
    if page != settings.LOGIN_URL:
        asked = parse_qs(urlsplit(response.headers["Location"]).query).get("next", [""])[0]
        response.headers["Location"] = with_next(page, asked)
    return response


def to_sign_in(request):
    """The whole page goes to the sign-in and comes back to where the person was, not to the fragment."""
    here = urlsplit(request.headers.get("HX-Current-URL", "/")).path or "/"
    return HttpResponse(status=204, headers={"HX-Redirect": f"{sign_in_page(request, here)}?next={quote(here)}", "Cache-Control": "no-store"})
