"""«Domaine du cabinet»: the firm's own address for its clients. For administrators."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.firms.addresses import firm_url
from comptoir.firms.decisions import shown_host
from comptoir.firms.models import Domain
from comptoir.preferences.policy import administered_firm
from comptoir.preferences.registry import menu

from ..domain_forms import DomainForm
from ..domain_words import problem_sentence
from ..domains import remove_domain, verify_domain


@login_required
@require_http_methods(["GET", "POST"])
def domain(request):
    """POST registers the host; what then waits for its record says which."""
    firm = administered_firm(request.user)
    form = DomainForm(request.POST or None)
    if form.is_valid() and form.save(firm, by=request.user):
        messages.success(request, _("Domaine enregistré. Il servira dès qu’il mène ici."))
        return redirect("portal_domain")
    context = {"pages": menu(request.user), **domain_context(firm, form)}
    return render(request, "portal/domain.html", context, status=422 if form.is_bound else 200)


def domain_context(firm, form=None):
    """What `portal/domain_section.html` shows."""
    found = Domain.objects.filter(firm=firm).first()
    return {
        "domain": found,
        "domain_form": form or DomainForm(),
        "shown_host": shown_host(found.host) if found else "",
        "problem": problem_sentence(found) if found else "",
        "site_host": settings.SITE_HOST,
        "address": firm_url(firm, "/") if found and found.is_verified else "",
    }


@login_required
@require_POST
def domain_verification(request):
    found = domain_of(request.user)
    if not verify_domain(found, by=request.user).problem:
        messages.success(request, _("Le domaine mène bien ici : vos clients y trouvent votre portail."))
    return redirect("portal_domain")


@login_required
@require_POST
def domain_removal(request):
    if remove_domain(domain_of(request.user).firm, by=request.user):
        messages.success(request, _("Domaine retiré. Vos clients vous trouvent à l’adresse de cette installation."))
    return redirect("portal_domain")


def domain_of(user):
    return get_object_or_404(Domain.objects.select_related("firm"), firm=administered_firm(user))
