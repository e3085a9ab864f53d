"""What happened to an address stands in its owner's history."""

from django.utils.translation import gettext as _

from comptoir.kernel.emails import shown_address
from comptoir.preferences.history import SENTENCES

from .addresses import BOUNCED, CLEARED


def bounced(event):
    words = {"address": shown_address(event.data["address"]), "reason": event.data["reason"]}
    return _("L’adresse %(address)s ne reçoit plus nos e-mails : %(reason)s") % words


def cleared(event):
    return _("L’adresse %(address)s est de nouveau essayée") % {"address": shown_address(event.data["address"])}


SENTENCES.update({BOUNCED: bounced, CLEARED: cleared})
