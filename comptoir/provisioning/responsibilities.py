"""«Nouveau client» begun and not finished."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.responsibilities import InAColumn

from .models import Draft


def unfinished(firm):
    return Draft.objects.unfinished().filter(firm=firm)


def name(draft):
    return _("Nouveau client n° %(number)s") % {"number": draft.pk}


InAColumn("drafts", rows=unfinished, field="started_by", name=name).declare(_l("Créations d’utilisateurs inachevées"), 100)
