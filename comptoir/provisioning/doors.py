"""Unique links that lead to the first sign-in of a client user."""

from django.utils.translation import gettext as _

from comptoir.links.purposes import Purpose, declare

from .actions.welcoming import PURPOSE, welcome_again
from .views.welcome import find, serve


def sentence(link):
    return _("%(firm)s vous ouvre son portail client.") % {"firm": link.firm.name}


def renew(link):
    return welcome_again(find(link), sender=link.made_by)


def no_page(place):
    return ""


declare(Purpose(PURPOSE, find=find, invitation=sentence, serve=serve, renew=renew, page=no_page, needs_no_door=True))
