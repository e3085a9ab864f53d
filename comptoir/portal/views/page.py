"""«Paramètres > Portail client», for the firm's administrators; nobody else finds it."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from comptoir.clients.models import Client, ClientAccess
from comptoir.firms.addresses import firm_url
from comptoir.firms.contrast import PRESETS
from comptoir.firms.looks import hexadecimal, look_of_preset
from comptoir.firms.models import Brand
from comptoir.firms.portal_page import sections_of
from comptoir.kernel.pagination import page_of
from comptoir.preferences.history import changes_of
from comptoir.preferences.policy import administered_firm
from comptoir.preferences.registry import menu
from comptoir.preferences.resolver import values_of

from ..forms import AddressForm, BackgroundForm, BrandForm
from ..history import events_of

CHANGES_SHOWN = 10


@login_required
@require_GET
def portal_settings(request):
    return show(request, administered_firm(request.user))


def show(request, firm, **refused):
    """The whole page; `refused`: forms that come back with what was typed, and 422."""
    brand = firm.appearance
    forms = {
        "brand_form": BrandForm(brand=brand),
        "background_form": BackgroundForm(brand=brand),
        "address_form": AddressForm(firm=firm),
    }
    context = {
        "pages": menu(request.user),
        "firm": firm,
        "brand": brand,
        "numbers": numbers_of(firm),
        "presets": [
            {"slug": one.slug, "label": one.label, "look": look_of_preset(one.slug), "colours": [hexadecimal(colour) for colour in one.light]}
            for one in PRESETS.values()
        ],
        "picture_slug": Brand.PICTURE,
        "sign_in_url": firm_url(firm, reverse("portal", args=[firm.slug])),
        "door": firm_url(firm, "/p/"),
        "sections": sections_of(request, firm),
    }
    context |= forms | refused | history(request, firm)
    return render(request, "portal/settings.html", context, status=422 if refused else 200)


def numbers_of(firm):
    """How many clients are enabled, and how many people have an account on the portal."""
    people = ClientAccess.objects.open().filter(firm=firm).values("user").distinct().count()
    return {"clients": Client.objects.filter(firm=firm).exclude(portal_enabled_at=None).count(), "people": people}


def history(request, firm):
    page = page_of(events_of(firm), request.GET.get("page"), size=CHANGES_SHOWN)
    return {"events_page": page, "changes": changes_of(page.rows, values_of(request.user)["dates.first_day"])}
