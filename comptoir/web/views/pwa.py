"""The installed application: what it is called, what it does without a network. Open to everybody, and the same for everybody."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comptoir.firms.models import Firm
from comptoir.portal.app_icons import ICONS, icon_of

# The colours of ui/css/1-tokens.css, as a manifest can say them.
THEME, PAPER = "#0b5a41", "#faf9f6"
# Letters that telephones show under an icon.
SHORT = 12
# What the offline page is made of.
KEPT = ["ui/comptoir.css", "ui/icon.svg"]


@require_safe
def service_worker(request):
    """One script for the whole site. Browsers ask for it again by themselves; another stamp makes them take the new one."""
    kept = [static(name) for name in KEPT]
    stamp = hashlib.sha256(" ".join([settings.VERSION, *kept]).encode()).hexdigest()[:12]
    source = render_to_string("web/service-worker.js", {"kept": kept, "stamp": stamp})
    return HttpResponse(source, content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"})


@require_safe
def manifest(request):
    """W3C Web Application Manifest of the house."""
    words = {"id": "/", "name": "Comptoir", "short_name": "Comptoir", "start_url": "/"}
    words["description"] = _("Le comptoir où le cabinet et ses clients se retrouvent.")
    places = [(_("Conversations"), reverse("conversations")), (_("Notifications"), reverse("notifications"))]
    return described(words, places, house_icons())


@require_safe
def portal_manifest(request, slug):
    """That of one firm's portal: on the client's telephone it is the firm's application (K10). It names the firm, as its sign-in page does, and nobody else."""
    firm = get_object_or_404(Firm.objects.select_related("brand"), slug=slug)
    home = reverse("portal", args=[slug])
    words = {"id": home, "name": firm.name, "short_name": short_name(firm.name), "start_url": home}
    words["description"] = _("Votre espace chez %(firm)s : demandes, documents et messages.") % {"firm": firm.name}
    places = [(_("Demandes"), "/requests/"), (_("Documents"), "/documents/"), (_("Messages"), reverse("conversations"))]
    return described(words, places, icons_of(firm))


def short_name(name):
    """What stands under an icon: the name as far as there is room, whole words where they fit."""
    return name if len(name) <= SHORT else name[: SHORT + 1].rpartition(" ")[0] or name[:SHORT]


def described(words, places, icons):
    common = {"lang": get_language(), "dir": "ltr", "scope": "/", "display": "standalone", "theme_color": THEME, "background_color": PAPER}
    shortcuts = [{"name": name, "url": url} for name, url in places]
    content = words | common | {"icons": icons, "shortcuts": shortcuts}
    return JsonResponse(content, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


def house_icons():
    icons = [("ui/icon-192.png", "192x192", "any"), ("ui/icon-512.png", "512x512", "any"), ("ui/icon-maskable-512.png", "512x512", "maskable")]
    icons += [("ui/badge-96.png", "96x96", "monochrome")]
    return [{"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in icons]


def icons_of(firm):
    """The pictures of a firm's application: its logo, where it shows one; else the house's."""
    brand = firm.appearance
    if not brand.shows_logo:
        return house_icons()
    return [
        {
            "src": reverse("portal_icon", args=[firm.slug, brand.logo, name]),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": "maskable" if "maskable" in name else "any",
        }
        for name, (side, _share) in ICONS.items()
    ]


@require_safe
def portal_icon(request, slug, logo, name):
    """One of these pictures. The address names the logo: a new one has another."""
    firm = get_object_or_404(Firm.objects.select_related("brand"), slug=slug)
    brand = firm.appearance
    if name not in ICONS or not brand.shows_logo or brand.logo != logo:
        raise Http404
    return HttpResponse(icon_of(brand, name), content_type="image/png", headers={"Cache-Control": "public, max-age=31536000, immutable"})


@require_safe
def offline(request):
    """What is read when the network is gone, in every language: whoever keeps it does not know who will read it."""
    return render(request, "web/offline.html", {"languages": [words_in(code) for code, _name in settings.LANGUAGES]})


def words_in(code):
    with override(code):
        return {
            "code": code,
            "title": _("Pas de connexion"),
            "advice": _("Comptoir est injoignable pour l’instant. Rien n’est gardé sur cet appareil ; tout revient avec le réseau."),
            "again": _("Réessayer"),
        }
