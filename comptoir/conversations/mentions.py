"""@Prénom Nom in a note of a conversation: who is meant."""

from django.db.models import Q

from comptoir.clients.mentions import named_in
from comptoir.firms.models import Team

from .proposals import people_to_mention


def people_who_read(conversation):
    """The colleagues who may be named in a note: those who work on the dossier; in a confidential conversation, of them those who are named there already."""
    colleagues = people_to_mention(conversation.dossier)
    if not conversation.is_confidential:
        return colleagues
    in_team = Team.members.through.objects.filter(team=conversation.assigned_team_id).values("user")
    return colleagues.filter(Q(pk__in=conversation.recipients.values("user")) | Q(pk=conversation.assigned_user_id) | Q(pk__in=in_team))


def read_mentions(body, conversation):
    """The colleagues named in `body`. Raises UnknownMention with the names that belong to nobody who reads the conversation."""
    return named_in(body, people_who_read(conversation))
