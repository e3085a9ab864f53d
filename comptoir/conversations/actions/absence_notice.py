"""The client who writes to somebody who is away is told so: once per absence, in their language, with who follows (X12).

It answers people only: nothing that is automatic, and never a colleague. It tells nobody of the firm.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.accounts.middleware import zone
from comptoir.away.models import Absence, ClientTold, KeptClient
from comptoir.ui.moments import full_moment

from ..models import Message, Recipient
from .posting import Draft, write_message

WRITTEN = frozenset({"conversation.opened", "message.posted"})


def tell_clients(events):
    """Listener of the outbox. One query as long as what is written is meant for nobody who is away."""
    written = [event for event in events if event.verb in WRITTEN]
    away = set(running(timezone.now()).filter(firm__in={event.firm_id for event in written}).values_list("user_id", flat=True)) if written else set()
    concerned = [event.pk for event in written if away.intersection([event.data["assigned_user"], *event.data.get("recipients", ())])]
    for message in client_messages(concerned) if concerned else ():
        tell_client_once(message)


def client_messages(event_ids):
    """What client users wrote, oldest first, with what an answer needs."""
    messages = Message.objects.filter(event__in=event_ids, from_client=True, is_automatic=False).exclude(author=None)
    around = ("firm", "dossier", "assigned_team", "assigned_user")
    return messages.select_related("author", *(f"conversation__{name}" for name in around)).order_by("pk")


@transaction.atomic
def tell_client_once(message):
    """Answer a client's message where somebody it was meant for is away; the answer, or None where there is nothing new to say. Records message.posted."""
    if not message.from_client or message.is_automatic or message.author is None:
        return None
    absences = [absence for absence in absences_met(message) if is_first_time(absence, message.author)]
    return answer(message, absences) if absences else None


def running(moment):
    return Absence.objects.covering(moment).filter(tells_clients=True)


def absences_met(message):
    """The absences, then and still, of the colleague who has the conversation and of those who are its recipients. Who kept this client answers it (A4)."""
    conversation = message.conversation
    people = Q(user=conversation.assigned_user_id) | Q(user__in=Recipient.objects.filter(conversation=conversation).values("user"))
    kept = KeptClient.objects.filter(client=conversation.client_id).values("absence")
    absences = running(message.sent_at).covering(timezone.now()).filter(people, firm=conversation.firm_id)
    return list(absences.exclude(pk__in=kept).select_related("user").order_by("pk"))


def is_first_time(absence, client):
    """Claims it: of two messages of one moment, one is answered."""
    _told, is_new = ClientTold.objects.get_or_create(absence=absence, user=client)
    return is_new


def answer(message, absences):
    conversation, client = message.conversation, message.author
    with translation.override(client.language), timezone.override(zone(client.time_zone)):
        body = sentences(conversation, absences)
    draft = Draft(body, None, sender_name=conversation.firm.name, is_automatic=True)
    return write_message(conversation, draft, verb="message.posted", recipients=[client.pk])


def sentences(conversation, absences):
    """«Marie Dubois est en absence jusqu’au lun. 30 nov. à 9 h. Paul Petit suit votre question.»"""
    away = {absence.user_id for absence in absences}
    return " ".join([*(absence_sentence(absence) for absence in absences), follower_sentence(conversation, away)])


def absence_sentence(absence):
    words = {"name": absence.user.full_name, "moment": full_moment(absence.ends_at)}
    return (_("%(name)s est en absence jusqu’au %(moment)s.") if absence.ends_at else _("%(name)s est en absence.")) % words


def follower_sentence(conversation, away):
    """Who follows: who has the conversation, unless that is who is away."""
    if conversation.assigned_team:
        return _("L’équipe %(team)s suit votre question.") % {"team": conversation.assigned_team.name}
    if conversation.assigned_user_id and conversation.assigned_user_id not in away:
        return _("%(name)s suit votre question.") % {"name": conversation.assigned_user.full_name}
    return _("Votre question sera lue dès le retour.")
