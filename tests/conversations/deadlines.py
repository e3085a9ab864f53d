"""Questions that wait, for the tests of deadlines: asked at moments of a week in November 2026 without a public holiday."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

from comptoir.conversations.actions import Draft, ask
from comptoir.conversations.actions.escalate import escalate_due
from comptoir.conversations.actions.waiting import question_waits
from comptoir.conversations.models import Conversation, Side
from comptoir.preferences.actions import change_settings_at
from comptoir.preferences.models import Holder

PARIS = ZoneInfo("Europe/Paris")


def at(day, hour, minute=0, month=11):
    """23 November 2026 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


MONDAY = at(23, 9)


def question(cast, moment=MONDAY, by=None, dossier=None, **columns):
    """A client's question of that moment; `columns` of the conversation are set before anybody looks."""
    dossier = dossier or cast.dossier
    with time_machine.travel(moment, tick=False):
        conversation = ask(dossier, side=Side.ACCOUNTANT, subject="Bail du fournil", draft=Draft("Qu’en pensez-vous ?", by or cast.helene)).conversation
        question_waits(conversation, moment)
    Conversation.objects.filter(pk=conversation.pk).update(**columns)
    return Conversation.objects.get(pk=conversation.pk)


def work_at(moment):
    """What the worker does at that moment, once."""
    with time_machine.travel(moment, tick=False):
        return escalate_due(moment)


def set_answering(cast, holder=None, **values):
    """`set_answering(cast, target=4)`"""
    return change_settings_at(holder or Holder.of_firm(cast.firm), {f"answering.{name}": value for name, value in values.items()}, by=cast.admin)
