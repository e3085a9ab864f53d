"""«Notifications», one's own, and «Notifications du cabinet»."""

from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.preferences.registry import SettingsPage, declare
from comptoir.preferences.resolver import values_of
from comptoir.transports.addresses import bounce_of
from comptoir.transports.devices import devices_of

from .choices import PAGE
from .rows import groups_of, times_of


def notifications_context(request):
    values = values_of(request.user)
    return {
        "groups": groups_of(values),
        "times": times_of(values),
        "prefix": "/settings/notifications",
        "values_prefix": "/settings/values",
        "devices": devices_of(request.user),
        "bounce": bounce_of(request.user),
    }


declare(
    SettingsPage(
        PAGE,
        _("Notifications"),
        None,
        "bell",
        order=40,
        intro=_(
            "De quoi Comptoir vous prévient, par où et quand. La fréquence est celle des e-mails. "
            "«Jamais» ne perd rien : tout reste dans la cloche et dans le dossier."
        ),
        words=_("alertes e-mails push résumé silence calme fréquence téléphone navigateur"),
        template="notifications/settings.html",
        context=notifications_context,
    )
)
declare(
    SettingsPage(
        "firm-notifications",
        _("Notifications du cabinet"),
        None,
        "bell-ring",
        order=125,
        group="firm",
        address="notification_policy",
        words=_("défaut nouveaux utilisateurs imposer rôle"),
        offered_to=lambda user: bool(standing_of(user).administered_firm_ids),
    )
)
