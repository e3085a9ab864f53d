"""Standing in for somebody who is away, or will be."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.responsibilities import InAColumn

from .models import Absence


def running(firm):
    return Absence.objects.current_or_planned(timezone.now()).filter(firm=firm).select_related("user")


def name(absence):
    return _("Absence de %(name)s") % {"name": absence.user.full_name}


def fits(absence, heir):
    """Nobody stands in for themselves."""
    return heir != absence.user_id


InAColumn("absences", rows=running, field="delegate_user", name=name, fits=fits).declare(_l("Remplacements pendant une absence"), 80)
