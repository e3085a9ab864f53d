"""The name of the firm's door in its address (K4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.preferences.policy import administered_firm

from ..actions import SlugTaken, change_slug
from ..forms import AddressForm
from .page import show


@login_required
@require_POST
def address(request):
    firm = administered_firm(request.user)
    form = AddressForm(request.POST, firm=firm)
    if form.is_valid():
        try:
            change_slug(firm, form.cleaned_data["slug"], by=request.user)
        except SlugTaken:
            form.say_taken()
        else:
            messages.success(request, _("Adresse enregistrée. L’ancienne mène toujours chez vous."))
            return redirect("/firm/portal/#address")
    return show(request, firm, address_form=form)
