"""«Demander une validation»."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.clients.dossier_forms import DossierForm
from comptoir.clients.standing import standing_of
from comptoir.notifications.foretelling import foretold

from ..actions import AlreadySettled, CannotValidate, NotTheirs, request_validation
from ..decisions import Act
from ..forms import RequestForm
from ..models import Validation
from ..preview import preview_request
from ..sentences import cannot_validate_sentence, not_theirs_sentence, settled_sentence
from ..visibility import rights_on


@login_required
@require_http_methods(["GET", "POST"])
def new_validation(request):
    """First the dossier, from the address or chosen here; then the request. `?again=7` begins with the words of another one."""
    if not standing_of(request.user).is_member:
        raise Http404
    source = source_of(request)
    choice = DossierForm(asked_about(request, source), person=request.user)
    if not choice.is_valid():
        return render(request, "validations/dossier.html", {"form": choice}, status=422 if choice.errors else 200)
    dossier = choice.cleaned_data["dossier"]
    form = RequestForm(request.POST or None, dossier=dossier, person=request.user, initial=words_of(source, request.user))
    if request.method == "POST" and form.is_valid() and (made := sent(form, dossier, request.user)):
        return redirect("validation", pk=made.pk)
    return render(request, "validations/new.html", {"form": form, "dossier": dossier, "replaced": replaced(form)}, status=422 if form.is_bound else 200)


@login_required
@require_POST
def preview(request):
    """«Qui sera prévenu ?» (X1)."""
    choice = DossierForm(request.POST, person=request.user)
    if not choice.is_valid():
        raise Http404
    dossier = choice.cleaned_data["dossier"]
    form = RequestForm(request.POST, dossier=dossier, person=request.user)
    form.is_valid()
    addressee = form.cleaned_data.get("addressed_to")
    if addressee is None:
        return foretold(request, problem=_("Choisissez d’abord à qui la demande s’adresse."))
    try:
        words = {"subject": request.POST.get("subject", ""), "body": request.POST.get("body", "")}
        return foretold(request, preview_request(dossier, addressed_to=addressee, by=request.user, **words))
    except CannotValidate:
        return foretold(request, problem=cannot_validate_sentence())


def source_of(request):
    """The request whose words are taken over, found through the person."""
    pk = request.GET.get("again", "")
    if not pk:
        return None
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise Http404
    return get_object_or_404(Validation.objects.visible_to(request.user).with_people(), pk=pk)


def asked_about(request, source):
    """What says which dossier it is about; None when nothing does yet."""
    if request.method == "POST":
        return request.POST
    if request.GET.get("dossier"):
        return request.GET
    return {"dossier": source.dossier_id} if source else None


def words_of(source, user):
    """What a new form holds: the words of another request, which it replaces while that one waits and `user` may withdraw it."""
    if source is None:
        return {}
    is_replaced = source.is_pending and Act.WITHDRAW in rights_on(source, user)
    return {"subject": source.subject, "body": source.body, "due_on": source.due_on} | ({"replaces": source.pk} if is_replaced else {})


def sent(form, dossier, user):
    """The request, or None with the form saying why not."""
    fields = ("subject", "body", "addressed_to", "due_on", "key", "replaces")
    try:
        return request_validation(dossier, by=user, **{name: form.cleaned_data[name] for name in fields})
    except CannotValidate:
        form.add_error("addressed_to", cannot_validate_sentence())
    except AlreadySettled as settled:
        form.add_error(None, settled_sentence(settled.validation))
    except NotTheirs as refusal:
        form.add_error(None, not_theirs_sentence(refusal))
    return None


def replaced(form):
    """The pending request that this one takes the place of, so that the page says so before."""
    pk = str(form["replaces"].value() or "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return form.fields["replaces"].queryset.pending().filter(pk=pk).first()
