"""A firm's logo, background and style sheet, for whoever asks: pages before the sign-in and mails show them.

The address names the content, so that every cache may keep it for good; one that names nothing of today's is not there.
"""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from comptoir.firms.looks import version_of
from comptoir.firms.models import Brand, Firm

from ..pictures import LOGO, PICTURE, place_of

# A mail program that shows pages of the web asks from another site.
PUBLIC = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@require_safe
def logo(request, slug, name):
    return the_file(get_object_or_404(brands_at(slug), logo=name).logo, LOGO, "image/png")


@require_safe
def picture(request, slug, name):
    return the_file(get_object_or_404(brands_at(slug), picture=name).picture, PICTURE, "image/webp")


@require_safe
def style(request, slug):
    firm = get_object_or_404(Firm.objects.select_related("brand"), slug=slug)
    sheet = firm.appearance.style_sheet
    if request.GET.get("v") != version_of(sheet):
        raise Http404
    return HttpResponse(sheet, content_type="text/css; charset=utf-8", headers=PUBLIC)


def brands_at(slug):
    """Mails that left while the firm had another name still find the logo."""
    return Brand.objects.filter(firm__in=Firm.objects.at(slug))


def the_file(name, kind, content_type):
    try:
        return FileResponse(default_storage.open(place_of(name, kind)), content_type=content_type, headers=PUBLIC)
    except FileNotFoundError:
        raise Http404 from None
