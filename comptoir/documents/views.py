"""What the firm's people do with a document, and how its page is shown. Lists, files and what clients see: web.views.documents."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.notifications.actions import mark_read
from comptoir.notifications.foretelling import foretold

from .actions import rename_document, restore_document, share_with, stop_sharing_with, withdraw_document
from .actions.sharing import is_client_of
from .forms import DropForm, PlaceForm, ReadersForm, ShareForm, TitleForm
from .history import downloads_of, story_of
from .models import Document
from .preview import preview_sharing
from .proposals import audience_of
from .visibility import readers_of


def found(request, pk):
    """The document, for who works on its dossier."""
    return get_object_or_404(Document.objects.worked_on_by(request.user).with_all(), pk=pk)


@login_required
@require_POST
def preview(request):
    """«Qui sera prévenu ?» (X1). Clients read the names alone."""
    choice = PlaceForm(request.POST, person=request.user)
    if not choice.is_valid():
        raise Http404
    dossier = choice.cleaned_data["dossier"]
    is_client = is_client_of(request.user, dossier)
    form = DropForm(request.POST) if is_client else ShareForm(request.POST, dossier=dossier)
    form.is_valid()
    if "contacts" in form.errors:
        return foretold(request, problem=" ".join(form.errors["contacts"]))
    seen = preview_sharing(dossier, title=request.POST.get("title", ""), contacts=form.cleaned_data.get("contacts", ()), by=request.user)
    return foretold(request, seen, with_details=not is_client)


@login_required
@require_POST
def withdrawal(request, pk):
    withdraw_document(found(request, pk), by=request.user)
    messages.success(request, _("Document retiré : le client ne le voit plus."))
    return redirect("document", pk=pk)


@login_required
@require_POST
def restoration(request, pk):
    restore_document(found(request, pk), by=request.user)
    messages.success(request, _("Document remis : qui le voyait le voit à nouveau."))
    return redirect("document", pk=pk)


@login_required
@require_POST
def title(request, pk):
    document, form = found(request, pk), TitleForm(request.POST)
    if not form.is_valid():
        return show(request, document, title_form=form, status=422)
    if rename_document(document, title=form.cleaned_data["title"], by=request.user):
        messages.success(request, _("Titre enregistré."))
    return redirect("document", pk=pk)


@login_required
@require_POST
def readers(request, pk):
    """Sharing it with more people."""
    document = found(request, pk)
    form = ReadersForm(request.POST, candidates=not_named(document, readers_of(document)))
    if not form.is_valid():
        return show(request, document, readers_form=form, status=422)
    share_with(document, form.cleaned_data["contacts"], by=request.user)
    messages.success(request, _("Document partagé."))
    return redirect("document", pk=pk)


@login_required
@require_POST
def reader_removal(request, pk, contact_pk):
    document = found(request, pk)
    share = get_object_or_404(document.shares.select_related("contact"), contact=contact_pk)
    stop_sharing_with(document, share.contact, by=request.user)
    messages.success(request, _("%(name)s ne voit plus ce document.") % {"name": share.contact.full_name})
    return redirect("document", pk=pk)


@login_required
@require_POST
def reading(request, pk):
    """The page was seen: what the bell says of this document is read."""
    mark_read(request.user, about=get_object_or_404(Document.objects.visible_to(request.user), pk=pk))
    return HttpResponse(status=204)


def not_named(document, readers):
    """The contacts with whom it can be shared yet."""
    known = {reader.contact.pk for reader in readers if reader.contact}
    return [one for one in audience_of(document.dossier).candidates if one.contact.pk not in known]


def show(request, document, *, title_form=None, readers_form=None, status=200):
    """The document as the firm knows it."""
    people = readers_of(document)
    context = {
        "document": document,
        "readers": people,
        "seeing": sum(reader.sees for reader in people),
        "downloads": downloads_of(document),
        "story": story_of(document),
        "title_form": title_form or TitleForm(initial={"title": document.title}),
        "readers_form": readers_form or ReadersForm(candidates=not_named(document, people)),
    }
    return render(request, "documents/document.html", context, status=status)
