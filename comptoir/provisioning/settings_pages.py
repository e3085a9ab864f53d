from django.utils.translation import gettext_lazy as _

from comptoir.links.settings_pages import declare_for_the_firm
from comptoir.preferences.catalogue import Choice

from .by_clients import BY_CLIENTS, ByClients, ways

declare_for_the_firm(
    BY_CLIENTS,
    Choice(ways),
    _("Utilisateurs créés par les administrateurs d’une entreprise cliente"),
    str(ByClients.VALIDATED),
    words=_("utilisateurs client administrateur création portail"),
    order=120,
)
