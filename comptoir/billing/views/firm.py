"""«Facturation»: the firm's billing address. The rest of the page is the desk's."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..actions import change_billing_address
from ..forms import BillingAddressForm
from ..models import BillingAddress
from .doors import at_the_firm, show


@at_the_firm
@require_http_methods(["GET", "POST"])
def address(request, desk):
    firm = desk.payer.firm
    known = BillingAddress.objects.filter(firm=firm).first()
    form = BillingAddressForm(request.POST if request.method == "POST" else None, instance=known, initial={} if known else {"name": firm.name})
    if form.is_valid():
        change_billing_address(firm, form.cleaned_data, by=request.user)
        messages.success(request, _("Adresse de facturation enregistrée."))
        return redirect(desk.home)
    return show(request, desk, "billing/address.html", form=form, status=422 if form.is_bound else 200)
