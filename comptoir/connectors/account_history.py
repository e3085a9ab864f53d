"""What somebody did with their accounts in other software, in their own history."""

from django.utils.translation import gettext as _

from comptoir.preferences.history import declare_deed


def changed(event):
    words = _("Compte externe modifié : %(label)s, avec son mot de passe") if event.data["secret_changed"] else _("Compte externe modifié : %(label)s")
    return words % {"label": event.data["label"]}


declare_deed("external_account.added", lambda event: _("Compte externe ajouté : %(label)s") % {"label": event.data["label"]})
declare_deed("external_account.changed", changed)
declare_deed("external_account.removed", lambda event: _("Compte externe supprimé : %(label)s") % {"label": event.data["label"]})
