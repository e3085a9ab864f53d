from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.preferences.registry import SettingsPage, declare

from .forms import AbsenceForm
from .showing import own_absences

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
        words=_("congés vacances maladie délégué remplaçant simulation"),
        button=_("Enregistrer les modifications"),
        template="away/settings.html",
        context=own_absences,
        offered_to=lambda user: standing_of(user).is_member,
    )
)
declare(
    SettingsPage(
        "absences",
        _("Absences"),
        None,
        "calendar-off",
        order=130,
        words=_("congés maladie planning équipe"),
        group="firm",
        address="firm_absences",
        offered_to=lambda user: bool(standing_of(user).administered_firm_ids),
    )
)
