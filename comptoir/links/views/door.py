"""The door of unique links (K11). What is reached by GET or HEAD consumes nothing and says nothing of what lies behind."""

from dataclasses import dataclass
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.clients.decisions import Hold
from comptoir.clients.models import ClientAccess
from comptoir.clients.standing import standing_of
from comptoir.kernel.addresses import client_address

from ..actions import TooManyCodes, note_use, renew_link, send_code, use_code
from ..assurance import policy_of
from ..decisions import Act, Assurance, State, demanded_of, masked, state_of
from ..forms import CodeForm
from ..grants import ask_for, grant, is_theirs, proof_for
from ..models import Link, LinkUse
from ..purposes import Purpose, get_purpose
from ..scanners import looks_like_a_scanner
from .ends import end_of, end_of_held

# Nothing keeps such a page, no engine lists it, and its address goes to no other site. Not «no-referrer»: with it browsers send a form without saying
# from which site («Origin: null», https://fetch.spec.whatwg.org/#append-a-request-origin-header), and the guard against forged forms refuses it.
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "same-origin"}


@dataclass(frozen=True)
class Door:
    """An open link with what it leads to. `demanded` is what coming in needs, here and now."""

    link: Link
    address: str
    purpose: Purpose
    target: object
    act: Act
    demanded: Assurance

    @property
    def asked_here(self):
        """This page once more, for the act that was asked for."""
        return self.address if self.act == self.purpose.act else f"{self.address}?{urlencode({'for': self.act})}"

    @property
    def portal_page(self):
        """The path of the same object for who signs in; "" for a client without portal."""
        return self.purpose.page(self.target) if self.link.client.is_on_portal else ""

    @property
    def sign_in(self):
        """Where to sign in and land on the object; "" for a client without portal."""
        if not self.link.client.is_on_portal:
            return ""
        return f"{reverse('portal', args=[self.link.firm.slug])}?{urlencode({'next': self.portal_page or self.address})}"


def of_the_link(view):
    """Find the link of the address and what it leads to; whatever is in the way has a page of its own."""

    @wraps(view)
    def found(request, token):
        link = Link.objects.of_token(token).first()
        if link is None:
            return with_headers(render(request, "links/unknown.html", status=404))
        speak_to(request, link.contact)
        with translation.override(request.LANGUAGE_CODE):
            return with_headers(view(request, link, reverse("link", args=[token])))

    return found


def of_an_open_link(view):
    """The same for what only an open link can do."""
    return of_the_link(if_open(view))


def if_open(view):
    @wraps(view)
    def opened(request, link, address):
        state, purpose = state_of(link, timezone.now(), has_newer=link.has_newer), get_purpose(link.purpose)
        target = purpose and purpose.find(link)
        if state is not State.OPEN or target is None:
            return ended(request, link, address, state if state is not State.OPEN else None)
        if gate := gate_of(request, link, address):
            return gate
        act = act_of(request, purpose)
        return view(request, Door(link, address, purpose, target, act, demanded_of(policy_of(link.firm), act, has_portal=link.client.is_on_portal)))

    return opened


def gate_of(request, link, address):
    """For a link to somebody whose account waits at this firm (for a payment method, for being validated): the way to what they wait for.

    What an account may not see, a link of the same person does not show either (I4). None for everybody else.
    """
    hold = hold_of(link)
    if not hold:
        return None
    if not request.user.is_authenticated:
        return redirect(f"{reverse('portal', args=[link.firm.slug])}?{urlencode({'next': address})}")
    if not is_theirs(request.user, link):
        return render(request, "links/ended.html", {"end": end_of_held(link), "renewal": "", "sign_in": ""} | page_of(link), status=403)
    if hold == Hold.PAYMENT:
        return redirect(f"{reverse('payment', args=[link.firm.slug])}?{urlencode({'next': address})}")
    return redirect("no_access")


def hold_of(link):
    """What keeps the account of the link's person from seeing its client; "" for nothing, and for who has no account."""
    if link.contact.user_id is None:
        return ""
    accesses = ClientAccess.objects.filter(user=link.contact.user_id, client=link.client_id, closed_at=None)
    return accesses.values_list("hold", flat=True).first() or ""


def act_of(request, purpose):
    """What coming in is for: what the purpose says, or what a page behind the door asks more for."""
    wanted = request.GET.get("for") or request.POST.get("for")
    return Act(wanted) if wanted in list(Act) else purpose.act


@of_the_link
def link(request, link, address):
    """What needs no door is served whatever has become of the link: it says itself what that is."""
    purpose = get_purpose(link.purpose)
    target = purpose.find(link) if purpose and purpose.needs_no_door else None
    if target is None:
        return at_the_door(request, link, address)
    note_opening(request, link)
    return purpose.serve(request, link, target)


@if_open
def at_the_door(request, door):
    """Whoever has shown enough is served; everybody else stands before the door."""
    if is_theirs(request.user, door.link) and (way := way_of_an_account(request, door)):
        return way
    if proof_for(request, door.link) >= max(door.demanded, Assurance.LINK):
        return door.purpose.serve(request, door.link, door.target)
    note_opening(request, door.link)
    return door_page(request, door, status=200 if request.method in ("GET", "HEAD") else 403)


def way_of_an_account(request, door):
    """Who is signed in as the person for whom the link was made goes on at the portal; None for who has no access to the client there."""
    if door.link.client_id not in standing_of(request.user).client_ids:
        return None
    if door.portal_page and request.method in ("GET", "HEAD"):
        return redirect(door.portal_page)
    return ask_for(request, door.link.firm, door.act, has_portal=door.link.client.is_on_portal)


@require_POST
@of_an_open_link
def entry(request, door):
    """«Ouvrir», with the code where one is asked for."""
    if door.demanded > Assurance.LINK_AND_CODE:
        return redirect(door.asked_here)
    form = CodeForm(request.POST)
    if door.demanded is Assurance.LINK_AND_CODE and not is_right(request, door, form):
        return door_page(request, door, form=form, status=422)
    grant(request.session, door.link, max(door.demanded, Assurance.LINK))
    note(request, door.link, LinkUse.Kind.ENTERED)
    return redirect(door.address)


def is_right(request, door, form):
    """Whether the code is the one that was sent; its field says so if not."""
    if not form.is_valid():
        return False
    if use_code(door.link, form.cleaned_data["code"], **whereabouts(request)):
        return True
    gone = not door.link.codes.alive(timezone.now()).exists()
    form.add_error("code", _("Ce code n’est plus valable. Demandez-en un autre.") if gone else _("Ce code n’est pas le bon. Reprenez celui du dernier e-mail."))
    return False


@require_POST
@of_an_open_link
def code(request, door):
    """«Recevoir un code par e-mail»"""
    if door.demanded is not Assurance.LINK_AND_CODE:
        return redirect(door.asked_here)
    try:
        send_code(door.link, **whereabouts(request))
    except TooManyCodes:
        return door_page(request, door, status=429, refusal=_("Assez de codes ont été envoyés. Attendez une heure, puis réessayez."))
    messages.success(request, _("Un code est parti à %(email)s.") % {"email": masked(door.link.email)})
    return redirect(door.asked_here)


@require_POST
@of_the_link
def renewal(request, link, address):
    """«Recevoir un nouveau lien»: to where the old one was sent, whoever asks."""
    purpose = get_purpose(link.purpose)
    if link.can_be_renewed and purpose and purpose.find(link) and renew_link(link, **whereabouts(request)):
        messages.success(request, _("Un nouveau lien est parti à %(email)s.") % {"email": masked(link.email)})
    return redirect(address)


def door_page(request, door, *, form=None, status=200, refusal=""):
    """What everybody may read: whose firm it is, what for in general, and how to come in."""
    needs_code = door.demanded is Assurance.LINK_AND_CODE
    context = {
        "door": door,
        "firm": door.link.firm,
        "sentence": door.purpose.invitation(door.link),
        "email": masked(door.link.email),
        "needs_account": door.demanded > Assurance.LINK_AND_CODE,
        "needs_second_factor": door.demanded is Assurance.ACCOUNT_AND_MFA,
        "needs_code": needs_code,
        "code_was_sent": needs_code and door.link.codes.alive(timezone.now()).exists(),
        "form": form or CodeForm(),
        "refusal": refusal,
        "is_of_another": is_of_another(request.user, door.link),
    }
    return render(request, "links/door.html", context | page_of(door.link), status=status)


def ended(request, link, address, state):
    """The page of a link that leads nowhere any more; a state of None is that of an object that is gone."""
    if request.method == "GET":
        note(request, link, LinkUse.Kind.TOO_LATE)
    context = {
        "end": end_of(link, state),
        "renewal": f"{address}renewal/" if state is State.EXPIRED and link.can_be_renewed else "",
        "sign_in": reverse("portal", args=[link.firm.slug]) if link.client.is_on_portal else "",
    }
    return render(request, "links/ended.html", context | page_of(link), status=410)


def page_of(link):
    return {"firm": link.firm, "firm_of_page": link.firm}


def is_of_another(user, link):
    """Whether who is signed in is plainly not the person for whom the link was made."""
    return user.is_authenticated and not is_theirs(user, link) and user.email.lower() != link.email.lower()


def speak_to(request, contact):
    """A visitor who chose no language reads that of the mails which the person gets."""
    if not request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        request.LANGUAGE_CODE = contact.user.language if contact.user else contact.language


def note_opening(request, link):
    """Write down who, or what, opened it; a form that was sent is no opening."""
    if request.method not in ("GET", "HEAD"):
        return
    agent, seconds = request.headers.get("User-Agent", ""), (timezone.now() - link.made_at).total_seconds()
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("X-Purpose", "")
    is_scanner = looks_like_a_scanner(request.method, agent, seconds, purpose=purpose)
    note(request, link, LinkUse.Kind.SCANNED if is_scanner else LinkUse.Kind.OPENED)


def note(request, link, kind):
    note_use(link, kind, **whereabouts(request))


def whereabouts(request):
    return {"address": client_address(request), "agent": request.headers.get("User-Agent", "")}


def with_headers(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
