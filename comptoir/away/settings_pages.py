from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.preferences.registry import SettingsPage, declare

from .forms import AbsenceForm

declare(
    SettingsPage(
        "away",
        _("Mode absence"),
        AbsenceForm,
        "clock",
        order=30,
        intro=_(
            "Pendant votre absence, les nouvelles conversations vont à la personne ou à l’équipe que vous choisissez. Tout revient de soi-même à votre retour."
        ),
        button=_("Enregistrer les modifications"),
        template="away/settings.html",
        offered_to=lambda user: standing_of(user).is_member,
    )
)
