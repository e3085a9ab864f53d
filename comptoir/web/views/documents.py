"""Documents on both sides: the list, one of them, its file, sharing and dropping. Clients are asked for what the firm wants shown before (X11)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from comptoir.clients.choice import choice_of
from comptoir.clients.standing import standing_of
from comptoir.documents.actions import FileRefused, NotOfTheClient, note_download, share_document
from comptoir.documents.actions.sharing import is_client_of
from comptoir.documents.forms import DropForm, PlaceForm, ShareForm
from comptoir.documents.listing import BY_DOSSIER, DROPPED, SHARED, WITHDRAWN, by_dossier_and_month, chosen, in_box
from comptoir.documents.models import Document
from comptoir.documents.serving import file_response
from comptoir.documents.views import show
from comptoir.firms.models import Licence
from comptoir.kernel.pagination import page_of
from comptoir.links.decisions import Act
from comptoir.links.grants import ask_before_lists, ask_for

RECEIVED = "received"


@login_required
@require_GET
def documents(request):
    """The firm's people see their dossiers' documents, clients their own; who is both chooses."""
    standing = standing_of(request.user)
    if standing.is_member and not (standing.client_ids and request.GET.get("box") == RECEIVED):
        return documents_of_the_firm(request, standing)
    if standing.client_ids:
        return documents_of_the_client(request, standing)
    raise Http404


def documents_of_the_firm(request, standing):
    boxes = {SHARED: _("Partagés"), DROPPED: _("Déposés par les clients"), WITHDRAWN: _("Retirés")}
    boxes |= {RECEIVED: _("Reçus comme client")} if standing.client_ids else {}
    box = request.GET.get("box") if request.GET.get("box") in boxes else SHARED
    rows = chosen(in_box(Document.objects.worked_on_by(request.user), box), request.GET)
    context = {
        "page": page_of(rows.with_all().order_by("-pk"), request.GET.get("page")),
        "boxes": boxes.items(),
        "box": box,
        "licences": Licence.objects.visible_to(request.user),
        "kept_filters": [(name, request.GET[name]) for name in ("box", "dossier", "client") if request.GET.get(name)],
        "is_filtered": any(request.GET.get(name) for name in ("q", "licence", "dossier", "client")),
    }
    return render(request, "documents/list.html", context)


def documents_of_the_client(request, standing):
    missing = ask_before_lists(request)
    if missing:
        return missing
    rows = chosen(choice_of(request).narrow(Document.objects.represented_by(request.user)), request.GET).with_all().order_by(*BY_DOSSIER)
    page = page_of(rows, request.GET.get("page"))
    return render(request, "documents/received.html", {"page": page, "dossiers": by_dossier_and_month(page.rows)})


@login_required
@require_GET
def document(request, pk):
    """For who works on the dossier with all that surrounds it, for a client the document itself."""
    row, is_client = found(request, pk)
    if not is_client:
        return show(request, row)
    return ask_for(request, row.firm, Act.SEE) or render(request, "documents/received_one.html", {"document": row})


@login_required
@require_GET
def document_file(request, pk):
    row, is_client = found(request, pk)
    missing = ask_for(request, row.firm, Act.SEE) if is_client else None
    if missing:
        return missing
    note_download(row, by=request.user)
    return file_response(row.file)


def found(request, pk):
    """(the document, whether the person sees it as a client only)."""
    row = get_object_or_404(Document.objects.visible_to(request.user).with_all().select_related("firm"), pk=pk)
    return row, is_client_of(request.user, row.dossier)


@login_required
@require_http_methods(["GET", "POST"])
def new_document(request):
    """First the dossier, from the address or chosen here; then the files, which a colleague shares and a client drops."""
    standing = standing_of(request.user)
    if not (standing.is_member or standing.client_ids):
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    choice = PlaceForm(asked if asked.get("dossier") or request.method == "POST" else None, person=request.user)
    dossier = choice.cleaned_data["dossier"] if choice.is_valid() else None if choice.is_bound else choice.only_one()
    if dossier is None:
        return render(request, "documents/dossier.html", {"form": choice}, status=422 if choice.errors else 200)
    is_client = is_client_of(request.user, dossier)
    missing = ask_for(request, dossier.firm, Act.UPLOAD) if is_client else None
    return missing or fill_in(request, dossier, is_client=is_client)


def fill_in(request, dossier, *, is_client):
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DropForm(*given) if is_client else ShareForm(*given, dossier=dossier)
    if form.is_valid() and (shared := sent(form, dossier, request.user)):
        messages.success(request, sentence_of(len(shared), is_client=is_client))
        return redirect("document", pk=shared[0].pk) if len(shared) == 1 else redirect("documents")
    template = "documents/drop.html" if is_client else "documents/new.html"
    return render(request, template, {"form": form, "dossier": dossier}, status=422 if form.is_bound else 200)


def sent(form, dossier, user):
    """The documents, or None with the form saying why not."""
    words = {"title": form.cleaned_data["title"], "contacts": form.cleaned_data.get("contacts", ()), "key": form.cleaned_data["key"]}
    try:
        return share_document(dossier, form.cleaned_data["files"], by=user, **words)
    except FileRefused as refusal:
        form.add_error("files", str(refusal))
    except NotOfTheClient:
        form.add_error("contacts", form.fields["contacts"].error_messages["invalid_choice"])
    return None


def sentence_of(count, *, is_client):
    if is_client:
        return ngettext("Document déposé : le cabinet le voit.", "%(count)s documents déposés : le cabinet les voit.", count) % {"count": count}
    return ngettext("Document partagé.", "%(count)s documents partagés.", count) % {"count": count}
