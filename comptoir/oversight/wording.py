"""What people read of a move and a merge."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def carried_in_words(carried):
    """[«3 conversations», …] of what goes along, for the kinds that people know."""
    say = {
        "conversations.Conversation": lambda count: ngettext("%(count)s conversation", "%(count)s conversations", count),
        "requests.Request": lambda count: ngettext("%(count)s demande", "%(count)s demandes", count),
        "documents.Document": lambda count: ngettext("%(count)s document", "%(count)s documents", count),
    }
    return [say[label](count) % {"count": count} for label, count in carried if label in say]


def client_gone(client):
    return _("%(client)s n’est plus là : ce client a été réuni à un autre entre-temps. Cherchez de nouveau.") % {"client": client.name}


def same_client():
    return _("C’est le même client : choisissez-en un autre.")
