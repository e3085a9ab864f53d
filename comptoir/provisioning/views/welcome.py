"""Behind the link of the welcome e-mail: a password is chosen, and the person is in. Opening consumes nothing (K11)."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comptoir.clients.models import ClientUser
from comptoir.links.decisions import State, masked, state_of
from comptoir.links.views.ends import end_of

from ..actions.welcoming import LinkUsed, come_in
from ..forms.password import PasswordForm


def find(link):
    """The client user of a link; None for who may not come in (now), and where the address is no longer theirs: who reads mail there is somebody else."""
    rows = ClientUser.objects.filter(pk=link.target_id, deleted_at=None, suspended_at=None, user__is_active=True, user__email=link.email)
    return rows.exclude(validated_at=None).select_related("firm", "user").first()


def serve(request, link, place):
    """The page of the link, whatever its state."""
    state = state_of(link, timezone.now(), has_newer=link.has_newer)
    portal = reverse("portal", args=[place.firm.slug])
    if request.user.is_authenticated:
        return redirect(portal) if request.user.pk == place.user_id else show(request, link, place, "other")
    if state is not State.OPEN:
        return ended(request, link, place, state)
    if place.user.has_usable_password():
        messages.info(request, _("Connectez-vous avec votre mot de passe habituel."))
        return redirect(portal)
    return password_page(request, link, place)


def password_page(request, link, place):
    form = PasswordForm(request.POST if request.method == "POST" else None, firm=place.firm)
    if form.is_valid():
        response = signed_in(request, link, place, form)
        if response:
            return response
    return show(request, link, place, "password", form=form, status=422 if form.is_bound else 200)


def signed_in(request, link, place, form):
    """On the firm's portal; None where the password is refused, which the form then says. Who came second starts at the link again."""
    try:
        user = come_in(link, place, password=form.cleaned_data["password"])
    except ValidationError as refused:
        form.add_error("password", refused)
        return None
    except LinkUsed:
        return redirect(request.path)
    # Who has just chosen the password is not asked for it again by the next sensitive act.
    record_authentication(request, user, method="password", reauthenticated=True)
    messages.success(request, _("Votre mot de passe est enregistré. Bienvenue !"))
    return perform_login(request, user, redirect_url=reverse("portal", args=[place.firm.slug]))


def ended(request, link, place, state):
    renewal = reverse("link_renewal", args=[link.token]) if state is State.EXPIRED and link.can_be_renewed else ""
    context = {"end": end_of(link, state), "renewal": renewal, "sign_in": reverse("portal", args=[place.firm.slug])}
    return render(request, "links/ended.html", context | page_of(place), status=410)


def show(request, link, place, page, *, status=200, **more):
    context = {"masked": masked(link.email), "here": reverse("link", args=[link.token])}
    return render(request, f"provisioning/welcome/{page}.html", context | page_of(place) | more, status=status)


def page_of(place):
    return {"firm": place.firm, "firm_of_page": place.firm}
