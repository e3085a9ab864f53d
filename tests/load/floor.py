"""The floors: the least Django code that does the same reads, writes and bytes as ours."""

from django.db import transaction
from django.utils import timezone

from comptoir.conversations.models import Conversation, Message, Recipient
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery


@transaction.atomic
def post_plainly(conversation_id, author, body):
    """One transaction: the message and its event, and for every recipient a notification and a delivery."""
    now = timezone.now()
    conversation = Conversation.objects.select_related("dossier").get(pk=conversation_id)
    recipients = list(Recipient.objects.filter(conversation_id=conversation_id).values_list("user_id", flat=True))
    data = {"subject": conversation.subject, "author": author.full_name, "excerpt": body[:160], "recipients": recipients}
    event = Event.objects.create(
        firm_id=conversation.firm_id, actor=author, verb="message.posted", target_type="conversation", target_id=conversation_id, data=data, drained_at=now
    )
    Message.objects.create(conversation_id=conversation_id, event=event, author=author, body=body, signature=author.full_name)
    Conversation.objects.filter(pk=conversation_id).update(last_message_at=now, last_message_by=author, last_excerpt=body[:160])
    told = [user_id for user_id in recipients if user_id != author.pk]
    reasons, channels = [["conversation.message", "recipient"]], {"in_app": "default", "web": "default", "mobile": "default", "email": "default"}
    Notification.objects.bulk_create(
        [
            Notification(firm_id=conversation.firm_id, event=event, user_id=user_id, topic="conversation.message", reasons=reasons, channels=channels)
            for user_id in told
        ]
    )
    Delivery.objects.bulk_create([Delivery(firm_id=conversation.firm_id, event=event, user_id=user_id, content="notification") for user_id in told])
