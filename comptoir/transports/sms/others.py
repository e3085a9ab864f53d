"""Everybody whom Apprise knows how to speak to."""

from urllib.parse import quote

from django.utils.translation import gettext as _

from ..email import NotNow, Refused


class AppriseOutlet:
    """One service of Apprise. It says only whether it worked: no id, no reason, and what failed may pass, so it is tried again."""

    def __init__(self, service):
        self.url = service.options["url"]

    def send(self, number, text, reference, sender=""):
        """ "" always: Apprise gives no id. Raises Refused and NotNow."""
        from apprise import Apprise, NotifyFormat  # where it is used: it weighs as much as everything else here

        plugin = Apprise.instantiate(self.url.replace("{number}", quote(number, safe="+")), suppress_exceptions=True)
        if plugin is None:
            raise Refused(_("SMS_URL ne peut pas être lu par Apprise pour ce numéro."))
        if not plugin.notify(body=text, body_format=NotifyFormat.TEXT):
            raise NotNow(_("Le service de SMS n’a pas pris le message."))
        return ""

    def close(self):
        pass
