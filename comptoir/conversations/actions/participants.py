"""Who takes part in a conversation: bringing somebody in, taking somebody out, and keeping it to those who are named."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from comptoir.clients.models import ClientAccess
from comptoir.events.recording import record_event

from ..models import Conversation, Recipient
from ..proposals import people_to_mention
from .posting import is_client_of

FORWARDED = "conversation.forwarded"


class CannotJoin(Exception):
    """Somebody was chosen who has nothing to do with this conversation's dossier."""


class LastOneNamed(Exception):
    """A confidential conversation keeps at least one colleague."""


def people_to_add(conversation, by):
    """Whom `by` may bring in, by name: the client's other users; for a colleague, also whoever works on the dossier."""
    users = Q(pk__in=ClientAccess.objects.open().reaching(conversation.dossier_id, conversation.client_id).values("user"))
    if not is_client_of(by, conversation):
        users |= Q(pk__in=people_to_mention(conversation.dossier).order_by().values("pk"))
    taking_part = Recipient.objects.filter(conversation=conversation).values("user")
    return get_user_model().objects.filter(users, is_active=True).exclude(pk__in=taking_part).order_by("first_name", "last_name", "pk")


@transaction.atomic
def add_participants(conversation, users, *, by):
    """«Transmettre»: these people take part from now on and read the whole of it. Raises CannotJoin. Records conversation.forwarded, which tells them."""
    ids = {user.pk for user in users}
    if ids - set(people_to_add(conversation, by).values_list("pk", flat=True)) - taking_part(conversation):
        raise CannotJoin
    fresh = sorted(ids - taking_part(conversation))
    Recipient.objects.bulk_create([Recipient(conversation=conversation, user_id=user_id) for user_id in fresh], ignore_conflicts=True)
    if fresh:
        record_event(FORWARDED, conversation, actor=by, recipients=fresh, **what_is_passed_on(conversation, by))
    return len(fresh)


def taking_part(conversation):
    return set(conversation.recipients.values_list("user_id", flat=True))


def what_is_passed_on(conversation, by):
    return {
        "dossier": conversation.dossier_id,
        "dossier_name": conversation.dossier.name,
        "subject": conversation.subject,
        "author": by.full_name,
        "excerpt": conversation.last_excerpt,
        "is_confidential": conversation.is_confidential,
        "from_colleague": None if is_client_of(by, conversation) else by.full_name,
    }


@transaction.atomic
def remove_participant(conversation, user, *, by):
    """Take somebody out, for colleagues to decide. Raises LastOneNamed. Records participant.removed, unless they took no part."""
    conversation = Conversation.objects.select_for_update(of=["self"]).get(pk=conversation.pk)
    if conversation.is_confidential and conversation.assignee is None and not colleagues_beside(conversation, user):
        raise LastOneNamed
    if conversation.recipients.filter(user=user).delete()[0]:
        record_event("participant.removed", conversation, actor=by, subject=conversation.subject, user=user.pk)


def colleagues_beside(conversation, user):
    """Whether another colleague than `user` takes part."""
    colleagues = conversation.recipients.filter(user__memberships__firm=conversation.firm_id, user__memberships__left_at=None)
    return colleagues.exclude(user=user).exists()


@transaction.atomic
def set_confidential(conversation, *, by, value):
    """Keep a conversation to those who take part and those to whom it is entrusted, or open it again. Whoever does it takes part.

    Records conversation.restricted or conversation.unrestricted, unless it was so already.
    """
    if not Conversation.objects.filter(pk=conversation.pk, is_confidential=not value).update(is_confidential=value):
        return
    Recipient.objects.get_or_create(conversation=conversation, user=by)
    record_event("conversation.restricted" if value else "conversation.unrestricted", conversation, actor=by, subject=conversation.subject)
