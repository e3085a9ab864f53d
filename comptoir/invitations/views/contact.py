"""A «personne-ressource»: who it is, whose, what they may see and were invited to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comptoir.clients.models import Client, Contact

from ..change_forms import ContactForm
from .client import sections_of


@login_required
@require_http_methods(["GET", "POST"])
def contact(request, pk):
    found = get_object_or_404(Contact.objects.served_by(request.user).select_related("user", "firm"), pk=pk)
    form = ContactForm(request.POST or None, contact=found)
    if request.method == "POST" and form.is_valid():
        say(request, found, form.save(request.user))
        return redirect("contact", pk=pk)
    return show(request, found.pk, form)


def show(request, pk, form):
    # Read again: a form that was refused left its words on the row it was made with.
    found = Contact.objects.select_related("user").get(pk=pk)
    clients = list(Client.objects.served_by(request.user).filter(contacts=found).select_related("firm", "portal_enabled_by").order_by("name_key", "pk"))
    context = {"contact": found, "form": form, "sections": sections_of(clients, request.user, contact=found), "back": request.path}
    return render(request, "invitations/contact.html", context, status=422 if form.errors else 200)


def say(request, contact, changed):
    if not changed:
        messages.success(request, _("Rien n’a changé."))
        return
    messages.success(request, _("Fiche de %(name)s enregistrée.") % {"name": contact.full_name})
    waiting = contact.invitations.unanswered().exclude(email=contact.email).count() if "email" in changed else 0
    if waiting:
        sentence = ngettext(
            "L’invitation en cours est partie à l’ancienne adresse : renvoyez-la.",
            "%(count)s invitations sont parties à l’ancienne adresse : renvoyez-les.",
            waiting,
        )
        messages.warning(request, sentence % {"count": waiting})
