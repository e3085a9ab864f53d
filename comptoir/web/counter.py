"""At which firm's counter a browser stands, and which firm's page a visitor is led to (K4)."""

import re

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import CLIENT, standing_of
from comptoir.firms.addresses import firm_url
from comptoir.firms.middleware import firm_of_host
from comptoir.firms.models import Firm

from .gate import payment_page
from .landing import landing_page

OF_A_FIRM = re.compile(r"/p/([-\w]+)/")
# Pages for colleagues: who opens one without a session works here, whatever counter the browser was at.
FOR_COLLEAGUES = ("/clients/", "/dossiers/", "/firm/", "/imports/", "/validations/", "/external-accounts/", "/operator/", "/mailbox/")
SALT = "comptoir.web.counter"
A_YEAR = 365 * 24 * 3600


def firm_at(request):
    """The firm whose brand stands on this request's sign-in pages: that of the host, of the address, or of the page where the sign-in began. Or None."""
    if not hasattr(request, "_counter"):
        request._counter = firm_of_host(request) or firm_named(slug_in(request, settings.COUNTER_COOKIE_NAME))
    return request._counter


def stand_at(request, response, firm):
    """Have the steps that follow (second factor, code, new password) keep the firm's brand. The cookie says a firm's name, and nothing of a person."""
    if slug_in(request, settings.COUNTER_COOKIE_NAME) != firm.slug:
        set_cookie(response, settings.COUNTER_COOKIE_NAME, firm, max_age=None)
    return response


def leave_counter(request, response):
    if settings.COUNTER_COOKIE_NAME in request.COOKIES:
        response.delete_cookie(settings.COUNTER_COOKIE_NAME, samesite="Lax")
    return response


def remember(response, firm):
    """Lead this browser to the firm's page when a client's page asks for a session again."""
    set_cookie(response, settings.FIRM_COOKIE_NAME, firm, max_age=A_YEAR)


def set_cookie(response, name, firm, *, max_age):
    response.set_signed_cookie(name, firm.slug, salt=SALT, max_age=max_age, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def slug_in(request, name):
    return request.get_signed_cookie(name, default="", salt=SALT, max_age=A_YEAR)


def firm_named(slug):
    return Firm.objects.filter(slug=slug).first() if slug else None


def is_client_of(user, firm):
    return (firm.pk, CLIENT) in standing_of(user).roles


def lands_on(user, firm, asked):
    """Where a sign-in at the firm's counter ends: what was asked for, else the portal, or the firm's side for who works there.

    Whatever was asked for, who is held for a payment method gives it first (I4).
    """
    home = reverse("portal", args=[firm.slug])
    if firm.pk in standing_of(user).firm_ids:
        return asked if asked and not OF_A_FIRM.match(asked) else reverse("home")
    if not is_client_of(user, firm):
        return payment_page(user, firm.slug, asked or "") or home
    return asked or home


def own_place(request, user):
    """The address of what this account does open, for who came to a portal that it does not."""
    access = ClientAccess.objects.open().filter(user=user).select_related("firm").order_by("pk").first()
    is_client = access and not standing_of(user).is_member
    place = firm_url(access.firm, reverse("portal", args=[access.firm.slug])) if is_client else settings.BASE_URL + landing_page(user)
    return place if firm_of_host(request) else place.removeprefix(settings.BASE_URL)


def sign_in_page(request, path=""):
    """The path of the sign-in page for this visitor who asked for `path`: a firm's where the firm is known, else the installation's."""
    if getattr(request, "host_slug", None):
        return "/"
    slug = slug_for(request, path)
    return reverse("portal", args=[slug]) if slug else settings.LOGIN_URL


def slug_for(request, path):
    of = OF_A_FIRM.match(path)
    if of:
        return of[1]
    if path.startswith(FOR_COLLEAGUES):
        return ""
    if not path or path.startswith("/accounts/"):
        firm = firm_at(request)
        return firm.slug if firm else ""
    firm = firm_named(slug_in(request, settings.FIRM_COOKIE_NAME))
    return firm.slug if firm else ""


def page_after_signing_out(request):
    """The counter where the person was: a client's portal, a firm's own host; the installation's page for everybody else."""
    user = request.user
    if getattr(request, "host_slug", None):
        return "/"
    if not user.is_authenticated:
        return sign_in_page(request)
    if standing_of(user).is_member or user.is_operator:
        return settings.LOGIN_URL
    remembered = firm_named(slug_in(request, settings.FIRM_COOKIE_NAME))
    return reverse("portal", args=[remembered.slug]) if remembered and is_client_of(user, remembered) else first_portal(user)


def first_portal(user):
    place = landing_page(user)
    return place if OF_A_FIRM.match(place) else settings.LOGIN_URL


def counter(request):
    """Context processor: whose brand stands on the page, and where its sign-in is. Read where a page shows them."""
    return {"firm_of_page": SimpleLazyObject(lambda: firm_at(request)), "sign_in_page": SimpleLazyObject(lambda: sign_in_page(request))}
