"""A new colleague takes part in something: in a dossier that they manage, or by their choice."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.clients.check_lists import Point, declare
from comptoir.clients.models import DossierManager
from comptoir.kernel.among import among

from .models import Participation


def taking_part(firm_id, user_ids):
    chosen = Participation.objects.filter(among("user_id", user_ids), firm=firm_id).values_list("user_id", flat=True)
    managing = DossierManager.objects.filter(among("user_id", user_ids), dossier__firm=firm_id).values_list("user_id", flat=True)
    return set(chosen) | set(managing)


declare(Point("participation", _("Participe aux conversations d’un dossier"), 70, taking_part, is_theirs=True, url=lambda: reverse("participation")))
