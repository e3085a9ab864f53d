"""One client's portal: switched on, its people invited. The same section stands on the client's page, on a person's, and on a page of its own (K6)."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.clients.actions import disable_portal, enable_portal
from comptoir.clients.models import Client, ClientAccess, Contact
from comptoir.clients.standing import standing_of
from comptoir.clients.workplaces import clients_opened_by
from comptoir.firms.rights import Right
from comptoir.links.uses import links_about
from comptoir.transports.addresses import undeliverable

from ..actions import Asked, invite, resend, revoke
from ..change_forms import NewPersonForm
from ..listing import people_of
from ..models import Invitation
from ..wording import refusal_sentence

# The pages on which the section stands.
BACK = re.compile(r"/(clients/\d{1,18}/(portal/)?|contacts/\d{1,18}/)")


def served(request, pk):
    """The client, through the member who serves it and may give its people accesses."""
    return get_object_or_404(clients_opened_by(request.user).select_related("firm", "portal_enabled_by"), pk=pk)


def sections_of(clients, user, *, contact=None, form=None):
    """[what `invitations/client_section.html` shows of each of these clients, …], in the same few queries for one and for many."""
    people = people_of([one.pk for one in clients], contact=contact)
    add_links([person for rows in people.values() for person in rows if person.invitation])
    bouncing = undeliverable([one.access.user_id for rows in people.values() for one in rows if one.access])
    return [
        {
            "client": one,
            "people": people[one.pk],
            "has_access": [person for person in people[one.pk] if person.access],
            "bouncing": bouncing,
            "levels": ClientAccess.Level.choices,
            "form": form or NewPersonForm(),
            "of_one_person": contact is not None,
            "administers": one.firm_id in standing_of(user).administered_firm_ids,
            "is_offered": standing_of(user).may(Right.CLIENT_USERS, one.firm_id),
        }
        for one in clients
    ]


def add_links(people):
    """To each whom an invitation waits for, what became of its links: opened, by a filter or by somebody (K11)."""
    told = links_about([person.invitation for person in people])
    for person in people:
        person.links = told[person.invitation.pk]


def section_of(client, user, *, form=None):
    """The same of one client."""
    return sections_of([client], user, form=form)[0]


@login_required
@require_GET
def client_portal(request, pk):
    return show(request, served(request, pk))


def show(request, client, form=None):
    context = {"client": client, "portal": section_of(client, request.user, form=form), "back": request.path}
    return render(request, "invitations/client.html", context, status=422 if form else 200)


@login_required
@require_POST
def enabling(request, pk):
    client = served(request, pk)
    if enable_portal(Client.objects.filter(pk=client.pk), by=request.user):
        messages.success(request, _("Portail activé pour %(client)s. Les futures demandes y mènent.") % {"client": client.name})
    return back(request, client)


@login_required
@require_http_methods(["GET", "POST"])
def disabling(request, pk):
    """What it will do, in numbers; then it is done."""
    client = served(request, pk)
    if request.method == "POST":
        if disable_portal(Client.objects.filter(pk=client.pk), by=request.user):
            messages.success(request, _("Portail désactivé pour %(client)s.") % {"client": client.name})
        return back(request, client)
    people = people_of([client.pk])[client.pk]
    context = {
        "client": client,
        "users": sum(person.has_access for person in people),
        "waiting": sum(person.state == "pending" for person in people),
        "back": back_path(request, client),
    }
    return render(request, "invitations/disabling.html", context)


@login_required
@require_POST
def people(request, pk):
    """Somebody new, invited at once if that is wished."""
    client = served(request, pk)
    invites = "invite" in request.POST
    form = NewPersonForm(request.POST, invites=invites)
    if not form.is_valid():
        return show(request, client, form)
    contact = form.save(client, request.user)
    if invites:
        say_invited(request, client, contact, form.cleaned_data["level"])
    else:
        messages.success(request, _("%(name)s est ajoutée aux personnes-ressources de %(client)s.") % {"name": contact.full_name, "client": client.name})
    return back(request, client)


@login_required
@require_POST
def invitations(request, pk):
    """«Inviter»: a contact of this client, at a level."""
    client = served(request, pk)
    contact = contact_of(request, client)
    level = level_of(request.POST)
    if level is None:
        messages.error(request, _("Choisissez un niveau d’accès."))
    else:
        say_invited(request, client, contact, level)
    return back(request, client)


def say_invited(request, client, contact, level):
    outcome = invite([Asked(client, contact, level)], by=request.user)
    for one in outcome.sent:
        messages.success(request, _("Invitation envoyée à %(name)s, à l’adresse %(email)s.") % {"name": contact.full_name, "email": one.email})
    say_refused(request, outcome)


def say_refused(request, outcome):
    for _one, reason in outcome.refused:
        messages.error(request, refusal_sentence(reason))


@login_required
@require_POST
def resending(request, pk, invitation):
    client = served(request, pk)
    outcome = resend([found(request, client, invitation)], by=request.user)
    for one in outcome.sent:
        messages.success(request, _("Invitation renvoyée à %(email)s. Le lien d’avant ne vaut plus.") % {"email": one.email})
    say_refused(request, outcome)
    return back(request, client)


@login_required
@require_POST
def revocation(request, pk, invitation):
    client = served(request, pk)
    one = found(request, client, invitation)
    if revoke([one], by=request.user):
        messages.success(request, _("Invitation de %(name)s révoquée : son lien ne vaut plus.") % {"name": one.contact.full_name})
    else:
        messages.error(request, _("Cette invitation n’attend plus de réponse."))
    return back(request, client)


def found(request, client, pk):
    """An invitation to this client, through the person."""
    return get_object_or_404(Invitation.objects.visible_to(request.user).filter(client=client).select_related("contact", "client"), pk=pk)


def contact_of(request, client):
    """The contact of this client that the form or the address names."""
    pk = (request.POST or request.GET).get("contact", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    return get_object_or_404(Contact.objects.served_by(request.user).filter(clients=client).select_related("user"), pk=pk)


def level_of(values):
    level = values.get("level", "")
    return level if level in ClientAccess.Level.values else None


def back(request, client):
    """To the page from which it was done."""
    return redirect(back_path(request, client))


def back_path(request, client):
    asked = (request.POST or request.GET).get("back", "")
    return asked if BACK.fullmatch(asked) else f"/clients/{client.pk}/portal/"


def sent_sentence(count):
    return ngettext("Une invitation envoyée.", "%(count)s invitations envoyées.", count) % {"count": count}
