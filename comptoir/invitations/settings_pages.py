from django.utils.translation import gettext_lazy as _

from comptoir.links.settings_pages import declare_for_the_firm
from comptoir.preferences.catalogue import Number

from .actions.rounds import DAYS
from .decisions import DEFAULT_DAYS, FEWEST_DAYS, MOST_DAYS

declare_for_the_firm(
    DAYS, Number(FEWEST_DAYS, MOST_DAYS), _("Durée des invitations, en jours"), DEFAULT_DAYS, words=_("invitation expiration portail"), order=110
)  # fmt: skip
