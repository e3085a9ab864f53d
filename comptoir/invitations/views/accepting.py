"""Accepting: behind the link of the mail, or from the page of one's own invitations. Opening consumes nothing (K8, K11)."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.firms.models import Membership
from comptoir.kernel.addresses import client_address
from comptoir.links.actions import note_use
from comptoir.links.decisions import masked
from comptoir.links.models import Link, LinkUse

from ..actions import AccountExists, NotAcceptable, accept, join, renew
from ..actions.rounds import PURPOSE
from ..decisions import Page, Visitor, page_for
from ..forms import ChoiceForm, JoinForm
from ..models import Invitation
from ..waiting import by_firm, waiting_at, waiting_for
from ..wording import ENDS, WRITES, end_of

# What cannot be accepted here and now is no page that is found; what was answered is.
STATUS = {Page.OTHER_ADDRESS: 403, Page.COLLEAGUE: 403, Page.REVOKED: 410, Page.UNDELIVERABLE: 410, Page.EXPIRED: 410, Page.REPLACED: 410, Page.GONE: 410}


def find(link):
    """The invitation of a link, with all that its page shows; None once it is gone altogether."""
    rows = Invitation.objects.filter(pk=link.target_id).select_related("firm", "client__firm", "contact", "sent_by")
    return rows.annotate_acceptable().first()


def serve(request, link, invitation):
    """The page of the link, whatever its state: one of `Page`."""
    page = page_of(request, link, invitation)
    answer = {Page.JOIN: join_page, Page.ACCEPT: accept_page}.get(page)
    if answer:
        return answer(request, link, invitation)
    return show(request, link, invitation, page, status=STATUS.get(page, 200))


def page_of(request, link, invitation):
    return page_for(
        invitation.state(),
        visitor_of(request.user, invitation),
        is_acceptable=invitation.is_acceptable,
        is_latest_link=link.revoked_at is None,
        has_account=get_user_model().objects.filter(email=invitation.email).exists(),
    )


def visitor_of(user, invitation):
    if not user.is_authenticated:
        return Visitor()
    works_here = Membership.objects.active().filter(user=user, firm=invitation.firm_id).exists()
    return Visitor(is_signed_in=True, has_address=user.email == invitation.email, is_colleague=works_here)


def show(request, link, invitation, page, *, status=200, **more):
    firm, sender = invitation.firm, invitation.sent_by
    context = {
        "page": page,
        "firm": firm,
        "firm_of_page": firm,
        "sender": sender,
        "sender_name": sender.full_name if sender else firm.name,
        "masked": masked(invitation.email),
        "asks": _("Invitation au portail de %(firm)s") % {"firm": firm.name},
        "token": link.token,
        "here": reverse("link", args=[link.token]),
        "portal": reverse("portal", args=[firm.slug]),
    }
    if page in ENDS:
        return render(request, "invitations/door/ended.html", context | {"end": end_of(page, invitation), "writes": WRITES}, status=status)
    return render(request, f"invitations/door/{page}.html", context | more, status=status)


def join_page(request, link, invitation):
    """A new account. Nothing but the firm, the sender's name and what to do is told: whoever forwards the link gives no client's name away."""
    contact = invitation.contact
    initial = {"first_name": contact.first_name, "last_name": contact.last_name, "language": contact.language}
    form = JoinForm(request.POST if request.method == "POST" else None, firm=invitation.firm, initial=initial)
    others = waiting_at(invitation.email).filter(firm=invitation.firm_id).exclude(pk=invitation.pk)
    takes_others = request.method != "POST" or "others" in request.POST
    if form.is_valid():
        response = joined(request, [invitation, *(others if takes_others else [])], form)
        if response:
            return response
    more = {"form": form, "others": others.count(), "takes_others": takes_others}
    return show(request, link, invitation, Page.JOIN, status=422 if form.is_bound else 200, **more)


def joined(request, invitations, form):
    """Signed in on the firm's portal; None where the password is refused, which the form then says. Who came second starts at the link again."""
    try:
        user = join(invitations, email=invitations[0].email, **form.values)
    except ValidationError as refused:
        form.add_error("password", refused)
        return None
    except (AccountExists, NotAcceptable):
        return redirect(request.path)
    # Who has just chosen the password is not asked for it again by the next sensitive act, such as adding the second factor that the firm demands.
    record_authentication(request, user, method="password", reauthenticated=True)
    messages.success(request, _("Votre compte est créé. Bienvenue !"))
    return perform_login(request, user, redirect_url=after(user, invitations[0].firm))


def after(user, firm):
    """Their home with the firm; first the other invitations that wait, if any."""
    return reverse("waiting_invitations") if waiting_for(user).exists() else reverse("portal", args=[firm.slug])


def accept_page(request, link, invitation):
    """One click, for this invitation and for all the others that wait for the same person."""
    form = ChoiceForm(request.POST if request.method == "POST" else None, waiting=waiting_for(request.user))
    if form.is_valid():
        response = accepted(request, form.invitations)
        return response or redirect(request.path)
    more = {"form": form, "groups": by_firm(form.waiting, first=invitation.firm_id)}
    return show(request, link, invitation, Page.ACCEPT, status=422 if form.is_bound else 200, **more)


def accepted(request, invitations):
    """The way to the portal; None when another tab was first."""
    try:
        done = accept(invitations, user=request.user)
    except NotAcceptable:
        return None
    names = ", ".join(one.client.name for one in done)
    messages.success(request, _("Invitation acceptée : %(names)s.") % {"names": names})
    return redirect("portal", done[0].firm.slug)


@login_required
@require_GET
def waiting_invitations(request):
    """«Invitations»: what waits for one's answer, with every firm."""
    return show_waiting(request, ChoiceForm(waiting=waiting_for(request.user)))


@login_required
@require_POST
def invitations_acceptance(request):
    form = ChoiceForm(request.POST, waiting=waiting_for(request.user))
    response = accepted(request, form.invitations) if form.is_valid() else None
    if response:
        return response
    return show_waiting(request, form, status=422)


def show_waiting(request, form, status=200):
    return render(request, "invitations/waiting.html", {"form": form, "groups": by_firm(form.waiting)}, status=status)


@require_POST
def invitation_renewal(request, token):
    """A new invitation to the address of the old one, asked for by whoever holds the old link: it goes nowhere else, and says nothing of what became of it."""
    link = Link.objects.of_token(token).filter(purpose=PURPOSE).first()
    invitation = link and find(link)
    if invitation is None:
        raise Http404
    if page_of(request, link, invitation) is Page.EXPIRED:
        ask_again(request, link, invitation)
    return redirect("link", token)


def ask_again(request, link, invitation):
    """The page of the link then says what is so: a newer one is on its way, or this one is over."""
    if not renew(invitation).sent:
        messages.error(request, _("Aucune nouvelle invitation n’est partie : demandez-la directement à votre cabinet."))
        return
    note_use(link, LinkUse.Kind.RENEWED, address=client_address(request), agent=request.headers.get("User-Agent", ""))
    messages.success(request, _("Une nouvelle invitation part à %(email)s.") % {"email": masked(invitation.email)})
