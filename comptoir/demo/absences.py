"""Absences in each state: Marie's going on (loading.py), Paul's planned, and Jean's over, with what moved and came back."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from comptoir.away.actions import end_absence, plan_absence
from comptoir.away.models import Absence, ClientTold
from comptoir.clients.models import Dossier
from comptoir.conversations.actions import Draft, ask, post_message
from comptoir.conversations.models import Conversation, Message, Reassignment, Side
from comptoir.events.models import Event
from comptoir.events.outbox import drain
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery

LONG_AGO = timedelta(days=12)


def show_absences(firm, people):
    """Paul leaves in three weeks; Jean was away, Paul answered for him, and everything came back."""
    paul, jean = people["paul"], people["jean"]
    monday = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=21 - timezone.localtime().weekday())
    plan_absence(
        paul, firm, by=paul, starts_at=monday, ends_at=monday + timedelta(days=7), delegate_user=jean, moves=Absence.Moves.ALL, notices=Absence.Notices.DIGEST
    )
    absence, conversation = come_and_go(firm, people)
    put_back(absence, conversation, LONG_AGO)


def come_and_go(firm, people):
    """Jean's absence, from the first question to the return."""
    paul, jean, helene = people["paul"], people["jean"], people["helene"]
    roux = Dossier.objects.get(firm=firm, name="Boulangerie Roux")
    draft = Draft("Ma vendeuse reprend à mi-temps : que devient sa fiche de paie ?", helene)
    conversation = ask(roux, side=Side.ACCOUNTANT, subject="Fiche de paie à mi-temps", draft=draft, recipient_ids=(jean.pk,)).conversation
    absence = plan_absence(jean, firm, by=jean, delegate_user=paul, moves=Absence.Moves.ALL)
    post_message(conversation, Draft("Bonjour Madame Roux, je remplace Jean cette semaine : la fiche sera prête vendredi.", paul))
    end_absence(jean, firm, by=jean)
    while drain():
        pass
    return absence, conversation


def put_back(absence, conversation, by):
    """All of it happened that long before; its mails have arrived, and the return was a few days after the start."""
    returned, events = by - timedelta(days=4), Event.objects.about(conversation) | Event.objects.about(absence.user).filter(verb__startswith="absence.")
    Delivery.objects.filter(event__in=events.values("pk"), state=Delivery.State.PENDING).update(state=Delivery.State.SENT, sent_at=timezone.now() - by)
    Notification.objects.filter(event__in=events.values("pk")).update(created_at=F("created_at") - by, read_at=timezone.now() - returned)
    events.update(occurred_at=F("occurred_at") - by)
    Message.objects.filter(conversation=conversation).update(sent_at=F("sent_at") - by)
    Conversation.objects.filter(pk=conversation.pk).update(opened_at=F("opened_at") - by, last_message_at=F("last_message_at") - by)
    Reassignment.objects.filter(absence=absence).update(moved_at=F("moved_at") - by, returned_at=F("returned_at") - returned)
    ClientTold.objects.filter(absence=absence).update(told_at=F("told_at") - by)
    begun = {name: F(name) - by for name in ("starts_at", "created_at", "opened_at")}
    Absence.objects.filter(pk=absence.pk).update(**begun, ended_at=F("ended_at") - returned, settled_at=F("settled_at") - returned)
