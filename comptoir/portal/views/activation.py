"""The portal on and off, for the whole firm (K1)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.preferences.policy import administered_firm
from comptoir.preferences.registry import menu

from ..actions import disable_portal, enable_portal
from .page import numbers_of


@login_required
@require_POST
def activation(request):
    enable_portal(administered_firm(request.user), by=request.user)
    messages.success(request, _("Portail client activé. Rien ne change pour un client tant que vous ne l’avez pas activé."))
    return redirect("portal_settings")


@login_required
@require_http_methods(["GET", "POST"])
def deactivation(request):
    """What it will do, in numbers; then it is done."""
    firm = administered_firm(request.user)
    if request.method == "POST":
        disable_portal(firm, by=request.user)
        messages.success(request, _("Portail client désactivé."))
        return redirect("portal_settings")
    context = {"pages": menu(request.user), "firm": firm, "numbers": numbers_of(firm)}
    return render(request, "portal/deactivation.html", context)
