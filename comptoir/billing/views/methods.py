"""A payer's methods: a mandate signed, one made the default, one removed with confirmation, a mandate read again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptoir.documents.serving import file_response
from comptoir.kernel.addresses import client_address

from ..actions import LastMethod, MethodGone, NoCreditor, make_default, make_paper, remove_method, sign_mandate
from ..actions.mandates import Signing
from ..desks import ways
from ..forms import MandateForm
from ..mandate_texts import mandate_text
from ..models import Creditor, Mandate
from ..sentences import last_method_sentence, method_gone_sentence, no_creditor_sentence
from .doors import show
from .gate import leave_the_gate


@sensitive_post_parameters("iban", "bic")
@require_http_methods(["GET", "POST"])
def mandate_new(request, desk):
    """Read, tick «J’accepte», type one's name."""
    creditor = Creditor.objects.first()
    if creditor is None:
        messages.error(request, no_creditor_sentence())
        return redirect(desk.home)
    initial = {"holder": desk.payer.name, "holder_address": desk.postal_address}
    form = MandateForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and (done := sign(request, desk, form)):
        return done
    words = {"form": form, "creditor": creditor, "text": mandate_text(request.user.language, creditor.name)}
    return show(request, desk, "billing/mandate_new.html", status=422 if form.is_bound else 200, **words)


def sign(request, desk, form):
    """The way on once the mandate is signed; None when the operator took the creditor away meanwhile."""
    signing = Signing(**form.signing(), address=client_address(request), agent=request.headers.get("User-Agent", ""))
    was_waiting = desk.billed_and_waiting()
    try:
        method, is_new = sign_mandate(desk.payer, signing, by=request.user)
    except NoCreditor:
        form.add_error(None, no_creditor_sentence())
        return None
    if not is_new:
        messages.info(request, _("Ce compte est déjà enregistré : rien n’a été ajouté."))
        return redirect(desk.home)
    has_paper = make_paper(Mandate.objects.select_related("firm", "method__client", "signed_by").get(method=method)) is not None
    messages.success(request, _("Mandat signé.") if has_paper else _("Mandat signé. Son PDF sera prêt plus tard, à cette page."))
    return leave_the_gate(request, desk, was_waiting)


@require_POST
def default(request, desk, pk):
    """«Utiliser par défaut»."""
    try:
        make_default(find(desk, pk), by=request.user)
        messages.success(request, _("Moyen de paiement par défaut enregistré."))
    except MethodGone:
        messages.error(request, method_gone_sentence())
    return redirect(desk.home)


@require_http_methods(["GET", "POST"])
def removal(request, desk, pk):
    """GET says what it will do, POST does it."""
    method, refusal = find(desk, pk), ""
    if request.method == "POST":
        try:
            remove_method(method, by=request.user)
            messages.success(request, _("Moyen de paiement retiré."))
            return redirect(desk.home)
        except LastMethod as refused:
            refusal = last_method_sentence(refused)
    words = {"method": method, "refusal": refusal, "others": desk.payer.methods().exclude(pk=method.pk).count()}
    return show(request, desk, "billing/removal.html", status=422 if refusal else 200, **words | ways())


@require_safe
def mandate(request, desk, pk):
    """The PDF of a mandate, also of one that was revoked."""
    found = get_object_or_404(Mandate.objects.select_related("file"), method=pk, **{f"method__{name}": value for name, value in desk.payer.fields.items()})
    if found.file is None:
        raise Http404
    return file_response(found.file)


def find(desk, pk):
    return get_object_or_404(desk.payer.methods(), pk=pk)
