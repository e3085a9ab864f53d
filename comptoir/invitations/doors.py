"""Unique links that lead to an invitation."""

from django.utils.translation import gettext as _

from comptoir.links.purposes import Purpose, declare

from .actions import renew
from .actions.rounds import PURPOSE
from .views.accepting import find, serve


def sentence(link):
    return _("%(firm)s vous invite sur son portail client.") % {"firm": link.firm.name}


def renew_link(link):
    invitation = find(link)
    return renew(invitation) if invitation else None


def no_page(invitation):
    return ""


declare(Purpose(PURPOSE, find=find, invitation=sentence, serve=serve, renew=renew_link, page=no_page, needs_no_door=True))
