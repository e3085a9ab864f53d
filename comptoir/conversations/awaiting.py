"""What the portal's home shows of conversations: the latest, what is unread, the firm's questions that wait for the client."""

from django.db.models import BooleanField, ExpressionWrapper, Q

from comptoir.notifications.models import Notification

from .models import Conversation, Side
from .models.conversation import takes_part


def unread_by(user_id):
    """The ids of the conversations of which a person's bell speaks."""
    told = Notification.objects.filter(user=user_id, read_at=None, in_app=True, event__target_type=Conversation._meta.label_lower)
    return told.order_by().values("event__target_id")


def unread_for(standing):
    """Conversations that this person sees as a client and has not read."""
    return Conversation.objects.seen_by(standing).filter(pk__in=unread_by(standing.user_id))


def awaiting(standing):
    """The condition that a conversation is a question of the firm to this very person that is not answered yet."""
    return Q(side=Side.ENTREPRENEUR, awaits_firm=False, closed_at=None) & takes_part(standing.user_id)


def awaiting_for(standing):
    """The conversations of that condition that the person sees."""
    return Conversation.objects.seen_by(standing).filter(awaiting(standing))


def latest_for(standing):
    """Open conversations: the questions that wait for this person, then the latest. Each with `is_unread` and `awaits_them`."""
    marks = {"is_unread": Q(pk__in=unread_by(standing.user_id)), "awaits_them": awaiting(standing)}
    rows = Conversation.objects.seen_by(standing).open().annotate(**{name: ExpressionWrapper(rule, BooleanField()) for name, rule in marks.items()})
    return rows.select_related("last_message_by", "client").order_by("-awaits_them", "-last_message_at", "-pk")
