"""What happened to a number stands in its owner's history."""

from django.utils.translation import gettext as _

from comptoir.kernel.phones import shown_phone
from comptoir.preferences.history import SENTENCES

from .numbers import STARTED, STOPPED


def stopped(event):
    return _("Vous avez répondu STOP : aucun SMS ne part plus vers le %(number)s") % {"number": shown_phone(event.data["number"])}


def started(event):
    return _("Les SMS vers le %(number)s reprennent") % {"number": shown_phone(event.data["number"])}


SENTENCES.update({STOPPED: stopped, STARTED: started})
