"""By which way what the firm writes reaches the client: chosen with the question, changed by colleagues."""

from django.db import transaction

from comptoir.events.recording import record_event
from comptoir.transports.sms.outlets import can_text

from ..models import Channel, Conversation


class ChannelNotOffered(Exception):
    """This installation has no such channel."""


def offered_channels():
    """[(code, label)] of what this installation can do."""
    return [(channel.value, channel.label) for channel in Channel if channel != Channel.SMS or can_text()]


@transaction.atomic
def set_channel(conversation, channel, *, by):
    """What is written from now on leaves by `channel`. Raises ChannelNotOffered. Records conversation.rerouted when something changed."""
    if channel not in dict(offered_channels()):
        raise ChannelNotOffered
    if Conversation.objects.filter(pk=conversation.pk).exclude(channel=channel).update(channel=channel):
        record_event("conversation.rerouted", conversation, actor=by, channel=str(channel), subject=conversation.subject)
