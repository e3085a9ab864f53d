"""What a request's unique link leads to."""

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.links.decisions import Act
from comptoir.links.purposes import Purpose, declare

from .actions import AlreadyDone, resend_link
from .mailing import PURPOSE
from .models import Request
from .views.answering import serve_link


def find(link):
    """The request, as long as its reader is one of the client's people; None once there is nothing to open."""
    requests = Request.objects.with_people().filter(cancelled_at=None, client=link.client_id, recipients__contact=link.contact_id)
    return requests.filter(pk=link.target_id).first()


def invitation(link):
    return _("%(firm)s vous a adressé une demande.") % {"firm": link.firm.name}


def renew(link):
    """To the address that the link had, and no other: the door offers it only while that is still the contact's (Link.can_be_renewed)."""
    request = find(link)
    if request is None:
        return
    try:
        resend_link(request, link.contact, by=None)
    except AlreadyDone:
        return


def page(request):
    return reverse("request", args=[request.pk])


declare(Purpose(PURPOSE, find, invitation, serve_link, renew, page, act=Act.SEE))
