"""One client user: who they are, where they stand, what they have, what was done, and each thing that can be changed."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.clients.actions import LastAdministrator, OwnAccess, close_access, reopen_access
from comptoir.clients.models import Client, ClientAccess, DossierAccess
from comptoir.clients.sentences import last_administrator, own_access
from comptoir.events.models import Event
from comptoir.kernel.among import among

from ..user_forms import AccessForm, ApplicationsForm, CompanyForm, DetailsForm, TermsForm
from ..user_listing import add_what_they_have, dossiers_reached, id_of, managed_by, served_accesses
from ..user_sentences import HISTORY, STATES, told

EVENTS_SHOWN = 30
COMPANIES_FOUND = 20
PEOPLE = ("user", "firm", "created_by", "validated_by", "suspended_by", "deleted_by", "terms__plan", "terms__client", "terms__agreed_by")


def managed(request, pk):
    """A client user, through the member who may change them."""
    return get_object_or_404(managed_by(request.user).select_related(*PEOPLE), pk=pk)


@login_required
@require_safe
def client_user(request, pk):
    (place,) = add_what_they_have([managed(request, pk)], request.user)
    context = {
        "place": place,
        "state_label": STATES[place.state],
        "is_own": place.user_id == request.user.pk,
        "chosen": chosen_of(place.accesses),
        "has_second_factor": Authenticator.objects.filter(user=place.user_id).exists(),
        "history": history_of(place),
    }
    return render(request, "provisioning/client_user.html", context)


def chosen_of(accesses):
    """{access id: [name of each dossier that it reaches by choice]}."""
    names = {access.pk: [] for access in accesses}
    rows = DossierAccess.objects.filter(among("access_id", list(names))).select_related("dossier").order_by("dossier__name_key")
    for row in rows:
        names[row.access_id].append(row.dossier.name)
    for access in accesses:
        access.chosen_names = names[access.pk]
    return names


def history_of(place):
    """[(event, what it says)] of the person's place and of the accesses that are shown, the latest first."""
    of_place = Q(target_type="clients.clientuser", target_id=place.pk)
    of_accesses = Q(target_type="clients.clientaccess", target_id__in=[access.pk for access in place.accesses])
    rows = Event.objects.filter(of_place | of_accesses, verb__in=HISTORY).select_related("actor").order_by("-pk")[:EVENTS_SHOWN]
    return [(event, told(event)) for event in rows]


def changed_by_form(request, place, form, title, *, saved, more=None):
    """The page of one form: shown, shown again with what is wrong, or saved."""
    if place.user_id == request.user.pk:
        messages.error(request, own_access())
        return redirect("client_user", place.pk)
    if request.method == "POST" and form.is_valid() and saved(form):
        return redirect("client_user", place.pk)
    context = {"place": place, "form": form, "title": title} | (more or {})
    return render(request, "provisioning/client_user_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def details(request, pk):
    place = managed(request, pk)

    def saved(form):
        news = form.save(request.user)
        if news:
            messages.success(request, _("Coordonnées de %(name)s enregistrées.") % {"name": place.user.full_name})
        return news is not None

    return changed_by_form(request, place, DetailsForm(request.POST or None, place=place), _("Coordonnées"), saved=saved)


@login_required
@require_http_methods(["GET", "POST"])
def applications(request, pk):
    place = managed(request, pk)
    held = list(place.application_grants.values_list("application_id", flat=True))
    form = ApplicationsForm(request.POST if request.method == "POST" else None, firm_id=place.firm_id, initial={"applications": held})

    def saved(form):
        news = form.save(place, request.user)
        if news:
            messages.success(request, _("Applications de %(name)s enregistrées.") % {"name": place.user.full_name})
        return news is not None

    return changed_by_form(request, place, form, _("Applications"), saved=saved)


@login_required
@require_http_methods(["GET", "POST"])
def terms(request, pk):
    place = managed(request, pk)

    def saved(form):
        is_saved = form.save(request.user)
        if is_saved:
            messages.success(request, _("Facturation de %(name)s enregistrée.") % {"name": place.user.full_name})
        return is_saved

    return changed_by_form(request, place, TermsForm(request.POST or None, place=place, person=request.user), _("Facturation"), saved=saved)


@login_required
@require_http_methods(["GET", "POST"])
def access(request, pk, access):
    """Level, type and dossiers in one company."""
    place = managed(request, pk)
    found = access_of(request, place, access)

    def saved(form):
        try:
            if form.save(request.user):
                messages.success(request, _("Accès de %(name)s enregistré.") % {"name": place.user.full_name})
        except LastAdministrator as refused:
            form.add_error("type", last_administrator(refused))
            return False
        return True

    form = AccessForm(request.POST or None, access=found, person=request.user)
    return changed_by_form(request, place, form, found.client.name, saved=saved, more={"access": found})


@login_required
@require_http_methods(["GET", "POST"])
def companies(request, pk):
    """One company more: found by its name, then with its level, type and dossiers."""
    place = managed(request, pk)
    served = Client.objects.served_by(request.user).filter(firm=place.firm_id)
    client = served.filter(pk=id_of(request.GET.get("client", ""))).first()
    if client is None:
        return find_company(request, place, served)

    def saved(form):
        if form.save(request.user) is None:
            return False
        messages.success(request, _("%(name)s a maintenant un accès à %(client)s.") % {"name": place.user.full_name, "client": client.name})
        return True

    form = CompanyForm(request.POST or None, place=place, client=client, person=request.user)
    return changed_by_form(request, place, form, client.name, saved=saved)


def find_company(request, place, served):
    words = request.GET.get("q", "").replace("\0", "")[:200]
    theirs = ClientAccess.objects.filter(firm=place.firm_id, user=place.user_id, closed_at=None).values("client_id")
    rows = served.exclude(pk__in=theirs).matching(words).order_by("name_key", "pk")
    context = {"place": place, "words": words, "clients": rows[:COMPANIES_FOUND], "more": rows.count() > COMPANIES_FOUND}
    return render(request, "provisioning/client_user_companies.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def access_closing(request, pk, access):
    place = managed(request, pk)
    found = access_of(request, place, access)
    if request.method == "GET":
        return render(request, "provisioning/client_user_access_closing.html", {"place": place, "access": found})
    try:
        if close_access(found, by=request.user):
            messages.success(
                request, _("Accès fermé : %(name)s ne voit plus rien de %(client)s.") % {"name": place.user.full_name, "client": found.client.name}
            )
    except OwnAccess:
        messages.error(request, own_access())
    except LastAdministrator as refused:
        messages.error(request, last_administrator(refused))
    return redirect("client_user", place.pk)


@login_required
@require_POST
def access_reopening(request, pk, access):
    place = managed(request, pk)
    if place.user_id == request.user.pk:
        messages.error(request, own_access())
    elif place.deleted_at is not None:
        messages.error(request, _("Cet utilisateur est supprimé : rouvrez-le d’abord."))
    elif reopen_access(access_of(request, place, access), by=request.user):
        messages.success(request, _("Accès rouvert : %(name)s retrouve ce qui était à lui.") % {"name": place.user.full_name})
    return redirect("client_user", place.pk)


def access_of(request, place, pk):
    """An access of this person to a company that the member serves."""
    rows = served_accesses(request.user).filter(firm=place.firm_id, user=place.user_id).annotate(dossier_count=dossiers_reached())
    return get_object_or_404(rows.select_related("client", "user"), pk=pk)
