"""A question that a connected software brings, for the colleague whose identification number it names (P3)."""

import hashlib
import json

from django.db import IntegrityError, transaction

from comptoir.firms.models import Membership

from ..models import Channel, Incoming, Side
from ..verdicts import Verdict
from .ask import ask


def open_by_number(dossier, *, number, subject, draft, external_id):
    """(the first message, whether it is new) of a question about `dossier` for the colleague with this number, or for whoever is proposed.

    The number decides whom it is meant for; absences and delegates decide as for any other question, and the conversation keeps the reason.
    The same `external_id` of the same firm is one question, whoever sends it and however often. Raises FileRefused. Records conversation.opened.
    """
    fingerprint = hashlib.sha256(json.dumps(["external", dossier.firm_id, external_id]).encode()).hexdigest()
    known = message_of(fingerprint)
    if known:
        return known, False
    try:
        with transaction.atomic():
            return open_once(fingerprint, dossier, number, subject, draft), True
    except IntegrityError:
        known = message_of(fingerprint)
        if known is None:
            raise
        return known, False


def open_once(fingerprint, dossier, number, subject, draft):
    row = {"firm": dossier.firm, "channel": Channel.PORTAL, "verdict": Verdict.POSTED, "sender_name": draft.written_by[:160], "subject": subject[:250]}
    # Written first: whoever comes second waits for this transaction to end, then finds the message.
    incoming = Incoming.objects.create(fingerprint=fingerprint, **row)
    member = colleague_with(number, dossier.firm)
    message = ask(dossier, side=Side.ACCOUNTANT, subject=subject, draft=draft, number=number, meant_for=member)
    Incoming.objects.filter(pk=incoming.pk).update(message=message, conversation=message.conversation, user=draft.author)
    return message


def colleague_with(number, firm):
    """Who works for the firm under this number, or None."""
    member = Membership.objects.active().filter(firm=firm, number=number).select_related("user").first() if number else None
    return member.user if member else None


def message_of(fingerprint):
    row = Incoming.objects.filter(fingerprint=fingerprint).select_related("message__conversation").first()
    return row.message if row else None
