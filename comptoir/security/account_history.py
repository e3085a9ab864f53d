"""What concerns the account stands in its owner's history as it was told, and with it what is told to nobody."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.kernel.agents import device_words
from comptoir.preferences.history import SENTENCES

from . import topics


def as_told(sentence):
    return lambda event: sentence(event.data)


def session_ended(event):
    data = event.data
    if "browser" in data:
        return _("Session fermée : %(device)s") % {"device": device_words(data["browser"], data["system"])}
    return ngettext("%(count)s autre session fermée", "%(count)s autres sessions fermées", data["count"]) % {"count": data["count"]}


SENTENCES.update({verb: as_told(sentence) for verb, sentence in topics.SENTENCES.items()} | {"session.ended": session_ended})
