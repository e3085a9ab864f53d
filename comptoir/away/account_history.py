"""What was decided of a person's absences, by themselves or by an administrator (A6), in that person's history."""

from datetime import datetime

from django.utils.translation import gettext as _

from comptoir.preferences.history import SENTENCES
from comptoir.ui.moments import full_moment

from .actions.planning import CALLED_OFF, CHANGED, ENDED, PLANNED


def when_of(event):
    """«du lun. 30 nov. à 9 h au …»."""
    starts_at, ends_at = (value and full_moment(datetime.fromisoformat(value)) for value in (event.data.get("starts_at"), event.data.get("until")))
    if ends_at:
        return _("du %(start)s au %(end)s") % {"start": starts_at, "end": ends_at}
    return _("à partir du %(start)s, sans date de retour") % {"start": starts_at}


SENTENCES.update(
    {
        PLANNED: lambda event: _("Absence prévue %(when)s") % {"when": when_of(event)},
        CHANGED: lambda event: _("Absence modifiée : %(when)s") % {"when": when_of(event)},
        CALLED_OFF: lambda event: _("Absence annulée : elle était prévue %(when)s") % {"when": when_of(event)},
        ENDED: lambda event: _("Fin de l’absence commencée le %(start)s") % {"start": full_moment(datetime.fromisoformat(event.data["starts_at"]))},
    }
)
