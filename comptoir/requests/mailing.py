"""The mails and links of a request: what every verb that writes to its people does."""

from comptoir.links.actions import make_links
from comptoir.links.models import Link
from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import values_at
from comptoir.transports.actions import queue_mail

PURPOSE, CONTENT = "request", "request"
DAYS = "links.days"


def give_links(request, contacts, *, by):
    """A link to the request for each of these contacts who has an address; those of before are dead."""
    days = values_at(Holder.of_firm(request.firm))[DAYS]
    return make_links(contacts, purpose=PURPOSE, target=request, client=request.client, by=by, days=days)


def keep_links(request, contacts, *, by, now):
    """The same for those whose link no longer opens; the others keep theirs, so that a mail of before still leads here."""
    links = links_of(request)
    return give_links(request, [one for one in contacts if one.pk not in links or not links[one.pk].is_open(now)], by=by)


def links_of(request):
    """{contact id: the latest Link} to the request."""
    return {link.contact_id: link for link in Link.objects.about(request).filter(purpose=PURPOSE).order_by("pk")}


def write_to(contacts, event, *, firm):
    """Owe each of these contacts the mail about what happened."""
    for contact in contacts:
        queue_mail(contact, CONTENT, firm=firm, event=event, request=event.target_id)
