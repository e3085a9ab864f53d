"""The users of a company, for its administrators, on the firm's portal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.clients.actions import LastAdministrator, resume, suspend
from comptoir.clients.choice import choice_of
from comptoir.clients.models import ClientAccess, ClientUser
from comptoir.clients.sentences import last_administrator
from comptoir.firms.models import Membership
from comptoir.kernel.pagination import page_of

from ..by_clients import ByClients, allowed_by, may_hold
from ..effects import effects_of
from ..portal_forms import NewUserForm
from ..snapshots import snapshot_of
from ..states import State, state_of
from ..user_sentences import STATES


def administered(request, slug):
    """(the firm, the ids of the companies that the person administers there). Raises Http404 for who administers none."""
    choice = choice_of(request, slug)
    client_ids = {one.client_id for one in choice.accesses if one.firm_id == choice.firm_id and one.type == ClientAccess.Type.ADMINISTRATOR}
    if not client_ids:
        raise Http404
    # From here on the frame is the client's, also for who works in a firm.
    request.portal = choice
    return choice.firm, client_ids


def users_of(firm, client_ids):
    """The client users of these companies, but for those who were deleted."""
    accesses = ClientAccess.objects.filter(firm=firm, client__in=client_ids, closed_at=None)
    return ClientUser.objects.kept().filter(firm=firm, user__in=accesses.values("user_id")).select_related("user", "firm")


@login_required
@require_safe
def users(request, slug):
    firm, client_ids = administered(request, slug)
    page = page_of(users_of(firm, client_ids).order_by("user__last_name", "user__first_name", "pk"), request.GET.get("page"))
    add_what_is_theirs(page.rows, request.user, firm, client_ids)
    context = {"firm": firm, "page": page, "may_create": allowed_by(firm) is not ByClients.NOBODY, "shows_companies": len(client_ids) > 1}
    return render(request, "provisioning/portal_users.html", context)


def add_what_is_theirs(places, user, firm, client_ids):
    """To each `state`, `companies` (accesses to those administered), and whether they can be suspended or opened again by `user`. Constant queries."""
    own = own_place(user, firm)
    snapshot = snapshot_of(firm.pk, {place.pk for place in places} | ({own.pk} if own else set()))
    colleagues = members_among({place.suspended_by_id for place in places}, firm)
    for place in places:
        place.state = state_of(is_deleted=False, hold=place.hold)
        place.state_label = STATES[place.state]
        mine = [(client_id, one) for (user_id, client_id), one in snapshot.accesses.items() if user_id == place.user_id and client_id in client_ids]
        place.companies = [one for _client_id, one in sorted(mine, key=lambda pair: pair[1].client.name_key) if one.closed_at is None]
        may = own is not None and may_hold(snapshot.holdings[place.pk], snapshot.holdings[own.pk])
        place.may_suspend = may and place.state != State.SUSPENDED
        # What the firm closed, the firm opens.
        place.may_resume = may and place.state == State.SUSPENDED and place.suspended_by_id is not None and place.suspended_by_id not in colleagues
    return places


def own_place(user, firm):
    return ClientUser.objects.filter(user=user, firm=firm).first()


def members_among(user_ids, firm):
    return set(Membership.objects.active().filter(firm=firm, user__in=user_ids - {None}).values_list("user_id", flat=True))


@login_required
@require_http_methods(["GET", "POST"])
def new_user(request, slug):
    firm, _client_ids = administered(request, slug)
    allowed = allowed_by(firm)
    if allowed is ByClients.NOBODY:
        raise Http404
    form = NewUserForm(request.POST or None, person=request.user, firm=firm)
    if request.method == "POST" and form.is_valid():
        place = form.save()
        if place:
            messages.success(request, done_sentence(allowed) % {"name": place.user.full_name})
            return redirect("portal_users", firm.slug)
    context = {"firm": firm, "form": form, "is_validated": allowed is ByClients.VALIDATED}
    return render(request, "provisioning/portal_new_user.html", context, status=422 if form.errors else 200)


def done_sentence(allowed):
    if allowed is ByClients.AT_ONCE:
        return _("%(name)s peut se connecter : un e-mail de bienvenue lui est envoyé.")
    return _("%(name)s est créé. Le cabinet valide avant la première connexion.")


@login_required
@require_http_methods(["GET", "POST"])
def suspension(request, slug, pk):
    firm, client_ids = administered(request, slug)
    place = found(request, firm, client_ids, pk)
    if not place.may_suspend:
        raise Http404
    if request.method == "GET":
        return render(request, "provisioning/portal_suspension.html", {"firm": firm, "place": place, "effects": effects_of(place)})
    try:
        if suspend(place, by=request.user):
            messages.success(request, _("%(name)s est suspendu et ne voit plus rien.") % {"name": place.user.full_name})
    except LastAdministrator as refused:
        messages.error(request, last_administrator(refused))
    return redirect("portal_users", firm.slug)


@login_required
@require_POST
def resumption(request, slug, pk):
    firm, client_ids = administered(request, slug)
    place = found(request, firm, client_ids, pk)
    if not place.may_resume:
        raise Http404
    if resume(place, by=request.user):
        messages.success(request, _("%(name)s est rouvert, avec ses données et ses droits.") % {"name": place.user.full_name})
    return redirect("portal_users", firm.slug)


def found(request, firm, client_ids, pk):
    place = get_object_or_404(users_of(firm, client_ids), pk=pk)
    add_what_is_theirs([place], request.user, firm, client_ids)
    return place
