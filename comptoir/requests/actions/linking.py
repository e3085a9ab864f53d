"""The link of one recipient: sent anew, withdrawn."""

from django.db import transaction

from comptoir.links.actions import revoke_links
from comptoir.transports.addresses import clear_bounce

from ..mailing import give_links, write_to
from .telling import AlreadyDone, as_it_is_now, recipients_of, tell


class NotReachable(Exception):
    """There is no address to send a link to."""


@transaction.atomic
def resend_link(request, contact, *, by):
    """A new link for this recipient, the old one being dead. Raises AlreadyDone and NotReachable. Records request.link_sent.

    `by` is None where the recipient asked for it on the page of a link that had expired.
    """
    now = as_it_is_now(request)
    if not now.is_open:
        raise AlreadyDone(now)
    if not give_links(now, [contact], by=by):
        raise NotReachable
    if by:
        clear_bounce(contact, by=by)
    event = tell("request.link_sent", now, recipients_of(now), by=by, recipient=contact.full_name)
    write_to([contact], event, firm=now.firm)
    return now


def revoke_link(request, contact, *, by):
    """Withdraw this recipient's link; return whether there was one. Records link.revoked."""
    return revoke_links(request, by=by, contacts=[contact]) > 0
