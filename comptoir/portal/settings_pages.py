from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.preferences.registry import SettingsPage, declare

declare(
    SettingsPage(
        "portal",
        _("Portail client"),
        None,
        "door-open",
        order=140,
        group="firm",
        address="portal_settings",
        words=_("logo couleur image fond apparence page de connexion adresse marque activer"),
        offered_to=lambda user: bool(standing_of(user).administered_firm_ids),
    )
)
