"""Invitations when a client becomes another one: nobody was invited to what the other one brings, so that who has not answered yet is invited anew."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comptoir.clients.moves import Following, declare
from comptoir.events.recording import record_events

from .actions.rounds import REVOKED, links_of, words_of
from .models import Invitation


def opening_more(merge):
    """Those without an answer that would open more than they promised."""
    wider = [client.pk for client, other_ids in ((merge.gone, merge.kept_dossier_ids), (merge.kept, merge.gone_dossier_ids)) if other_ids]
    unanswered = Invitation.objects.unanswered()
    twice = Q(Exists(unanswered.filter(client=merge.kept, contact=OuterRef("contact"))), client=merge.gone)
    return unanswered.filter(Q(client__in=wider) | twice)


def merged(merge):
    rows = list(opening_more(merge).select_for_update(of=["self"]).select_related("client", "contact").order_by("pk"))
    now = timezone.now()
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(revoked_at=now, revoked_by=merge.by)
    links_of(rows).alive().update(revoked_at=now, revoked_by=merge.by)
    record_events(REVOKED, [(row, words_of(row)) for row in rows], actor=merge.by)
    Invitation.objects.filter(client=merge.gone).update(client=merge.kept)


declare(Following("invitations.Invitation", merged=merged))
