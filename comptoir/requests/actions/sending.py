"""Asking a client."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..decisions import Recall
from ..mailing import give_links, write_to
from ..models import Recipient, Request
from ..proposals import candidates
from .telling import tell


class UnknownContact(Exception):
    """Nobody was chosen, or one of those chosen is no contact of the client, or has neither an account nor an address."""


def send_request(dossier, contacts, *, subject, body, asks_file, due_on, by, key=None):
    """Ask these `contacts` of the dossier's client; return the Request. Raises UnknownContact. Records request.sent.

    Each gets a unique link where they have an address. Who has an account hears of it as they chose, the others get a mail.
    `key` is chosen once per form: asked twice, it is one request.
    """
    people = reachable(dossier, contacts)
    words = {"subject": subject, "body": body, "asks_file": asks_file, "due_on": due_on}
    request = prepare(dossier, by=by, key=key, **words)
    try:
        with transaction.atomic():
            return write(request, people, by)
    except IntegrityError:
        sent = key and Request.objects.filter(sent_by=by, key=key).first()
        if not sent:
            raise
        return sent


def reachable(dossier, contacts):
    """The Candidates that these contacts are. Raises UnknownContact."""
    wanted = {one.pk for one in contacts}
    people = candidates(dossier, dossier.client.contacts.filter(pk__in=wanted).order_by("name_key", "pk"))
    if not wanted or len(people) != len(wanted) or not all(one.is_reachable for one in people):
        raise UnknownContact
    return people


def prepare(dossier, *, by, key=None, **words):
    """The request that would be sent, not saved («Qui sera prévenu ?»). One that is due by tomorrow is not recalled before: it has just been asked."""
    due_on = words["due_on"]
    is_close = due_on is not None and due_on <= timezone.localdate() + timedelta(days=1)
    place = {"firm": dossier.firm, "licence_id": dossier.licence_id, "client": dossier.client, "dossier": dossier}
    return Request(**place, **words, sent_by=by, key=key, recalled=Recall.BEFORE if is_close else Recall.NONE)


def write(request, people, by):
    request.save()
    Recipient.objects.bulk_create([Recipient(request=request, contact=one.contact) for one in people])
    give_links(request, [one.contact for one in people], by=by)
    event = tell("request.sent", request, people, by=by)
    write_to([one.contact for one in people if not one.has_access], event, firm=request.firm)
    return request
