"""The link of one recipient: sent anew, withdrawn."""

from django.db import transaction

from comptoir.links.actions import revoke_links
from comptoir.transports.addresses import clear_bounce

from ..mailing import give_links, write_to
from .telling import AlreadyDone, as_it_is_now, recipients_of, tell


class NotReachable(Exception):
    """There is no address to send a link to."""


@transaction.atomic
def resend_link(request, contact, *, by, address=""):
    """A new link for this recipient, the old one being dead; it goes to `address` where given. Raises AlreadyDone and NotReachable.

    `by` is None where the recipient asked for it on the page of a link that had expired. Records request.link_sent.
    """
    now = as_it_is_now(request)
    if not now.is_open:
        raise AlreadyDone(now)
    # The link remembers where it goes, and a new one asked for by its reader goes to that address and no other.
    contact.email = address or contact.email
    if not give_links(now, [contact], by=by):
        raise NotReachable
    if by:
        clear_bounce(contact, by=by)
    event = tell("request.link_sent", now, recipients_of(now), by=by, recipient=contact.full_name)
    write_to([contact], event, firm=now.firm, address=address)
    return now


def revoke_link(request, contact, *, by):
    """Withdraw this recipient's link; return whether there was one. Records link.revoked."""
    return revoke_links(request, by=by, contacts=[contact]) > 0
