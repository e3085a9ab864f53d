"""The mail of a request to somebody without an account: written when it leaves, and not at all once it would lead nowhere."""

from datetime import datetime, time

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.clients.models import ClientContact
from comptoir.firms.letterheads import letterhead_of
from comptoir.links.models import Link
from comptoir.transports.registry import Content, Mail, registry
from comptoir.ui.moments import full_moment, long_day

from .mailing import CONTENT, PURPOSE
from .models import Request
from .topics import due_words, received_words, words


def declare_contents():
    registry.declare(Content(CONTENT, render_requests))


def render_requests(deliveries):
    """{delivery id: Mail, or why it is dropped}, in four queries for any number."""
    requests = Request.objects.select_related("firm", "client__firm").in_bulk({one.data["request"] for one in deliveries})
    contact_ids = {one.contact_id for one in deliveries}
    links = Link.objects.alive().filter(purpose=PURPOSE, target_type=Request._meta.label_lower, target_id__in=requests, contact__in=contact_ids)
    by_person = {(link.target_id, link.contact_id): link for link in links.select_related("firm").order_by("pk")}
    still_there = set(ClientContact.objects.filter(contact__in=contact_ids).values_list("client_id", "contact_id"))
    return {one.pk: rendered(one, requests.get(one.data["request"]), by_person, still_there) for one in deliveries}


def rendered(delivery, request, links, still_there):
    if request is None or not request.is_open:
        return "no_longer_true"
    if (request.client_id, delivery.contact_id) not in still_there:
        return "no_longer_allowed"
    link = links.get((request.pk, delivery.contact_id))
    if link is None or not link.is_open(timezone.now()):
        return "withdrawn"
    return mail_of(delivery, request, link)


def mail_of(delivery, request, link):
    language, event = delivery.contact.language, delivery.event
    with translation.override(language), timezone.override(timezone.get_default_timezone()):
        said = said_in(event)
        author = event.data.get("from_colleague")
        context = {
            "language": language,
            "firm": request.firm.name,
            "letterhead": letterhead_of(request.firm),
            "client": request.client.name,
            "words": said,
            "request": request,
            "due_on": day_of(request.due_on) if request.due_on else "",
            "url": link.url,
            "until": full_moment(link.expires_at),
        }
        return Mail(
            subject=" ".join(said.title.split()),
            text=render_to_string("requests/email/request.txt", context),
            html=render_to_string("requests/email/request.html", context),
            from_name=_("%(author)s (%(firm)s)") % {"author": author, "firm": request.firm.name} if author else request.firm.name,
            reply_to=event.data.get("reply_to", ""),
            language=language,
        )


def day_of(due_on):
    """«dimanche 6 décembre»"""
    return long_day(timezone.make_aware(datetime.combine(due_on, time())))


def said_in(event):
    if event.verb == "request.link_sent":
        return words(_("Votre lien pour répondre : %(subject)s"), event)
    return received_words(event) if event.verb == "request.sent" else due_words(event)
