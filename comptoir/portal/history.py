"""What was changed on «Portail client», in words."""

from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.firms.contrast import PRESETS
from comptoir.firms.models import Brand
from comptoir.preferences.history import SENTENCES

from .actions import (
    BACKGROUND_CHANGED,
    BRAND_CHANGED,
    DISABLED,
    ENABLED,
    LOGO_CHANGED,
    LOGO_REMOVED,
    PICTURE_REMOVED,
    SLUG_CHANGED,
    VERBS,
)


def events_of(firm):
    return Event.objects.filter(firm=firm, verb__in=VERBS).select_related("actor").order_by("-id")


def brand_sentence(event):
    return _("En haut à gauche : %(shown)s") % {"shown": Brand.Shows(event.data["shows"]).label}


def background_sentence(event):
    preset = PRESETS.get(event.data["background"])
    return _("Fond : %(name)s") % {"name": preset.label if preset else _("votre image")}


def slug_sentence(event):
    return _("Adresse de connexion : de %(before)s à %(after)s") % {"before": event.data["before"], "after": event.data["after"]}


SENTENCES.update(
    {
        ENABLED: lambda event: _("Portail client activé"),
        DISABLED: lambda event: _("Portail client désactivé"),
        BRAND_CHANGED: brand_sentence,
        LOGO_CHANGED: lambda event: _("Nouveau logo"),
        LOGO_REMOVED: lambda event: _("Logo supprimé"),
        BACKGROUND_CHANGED: background_sentence,
        PICTURE_REMOVED: lambda event: _("Image de fond supprimée"),
        SLUG_CHANGED: slug_sentence,
    }
)
