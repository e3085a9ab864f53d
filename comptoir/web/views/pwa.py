"""The installed application: what it is called, what it does without a network. Open to everybody, and the same for everybody."""

import hashlib

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# The colours of ui/css/1-tokens.css, as a manifest can say them.
THEME, PAPER = "#0b5a41", "#faf9f6"
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
    """W3C Web Application Manifest."""
    icons = [("ui/icon-192.png", "192x192", "any"), ("ui/icon-512.png", "512x512", "any"), ("ui/icon-maskable-512.png", "512x512", "maskable")]
    icons += [("ui/badge-96.png", "96x96", "monochrome")]
    described = {
        "id": "/",
        "name": "Comptoir",
        "short_name": "Comptoir",
        "description": _("Le comptoir où le cabinet et ses clients se retrouvent."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": PAPER,
        "icons": [{"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in icons],
        "shortcuts": [
            {"name": _("Conversations"), "url": reverse("conversations")},
            {"name": _("Notifications"), "url": reverse("notifications")},
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


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
