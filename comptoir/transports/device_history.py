"""What somebody did with the devices that are told by push, in their own history."""

from django.utils.translation import gettext as _

from comptoir.preferences.history import declare_deed

declare_deed("device.added", lambda event: _("Notifications activées sur un appareil : %(name)s") % {"name": event.data["name"]})
declare_deed("device.renamed", lambda event: _("Appareil renommé : %(before)s → %(name)s") % {"before": event.data["before"], "name": event.data["name"]})
declare_deed("device.removed", lambda event: _("Appareil retiré des notifications : %(name)s") % {"name": event.data["name"]})
