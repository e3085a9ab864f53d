"""What an absence concerns here: requests for validation that wait for who leaves. Nobody decides in their place, so nothing moves (D1)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.away.registry import Concern, Item, declare, section
from comptoir.ui.moments import short_day

from .models import Validation

MOST = 500


def waiting_sections(absence, reader):
    """What waits for the absent person, the nearest due date first; a warning where one falls into the absence."""
    waiting = list(Validation.objects.visible_to(reader).filter(firm=absence.firm_id).to_decide_by(absence.user).select_related("dossier")[:MOST])
    if not waiting:
        return []
    words = {"count": len(waiting), "name": absence.user.full_name}
    sentence = ngettext("Une demande de validation attend %(name)s", "%(count)s demandes de validation attendent %(name)s", len(waiting)) % words
    return [section("validations", sentence, map(line, waiting), is_warning=any(is_due_in(absence, one) for one in waiting))]


def is_due_in(absence, validation):
    last = absence.last_moment
    if validation.due_on is None or validation.due_on < timezone.localdate(absence.starts_at):
        return False
    return last is None or validation.due_on <= timezone.localdate(last)


def line(validation):
    due = validation.due_on and _("à décider pour le %(day)s") % {"day": short_day(validation.due_on)}
    return Item(validation.subject, reverse("validation", args=[validation.pk]), ", ".join(filter(None, [validation.dossier.name, due])), validation.pk)


declare(Concern("validations", order=20, simulate=waiting_sections, at_start=waiting_sections, at_return=waiting_sections))
