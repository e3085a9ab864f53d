"""What was changed, by whom, from what to what: read from the events (X3)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comptoir.events.models import Event
from comptoir.events.origin import Door

from .actions import CHANGED
from .catalogue import Scope, get_setting
from .models import Holder

# Verbs of other apps that belong in a person's history, with the sentence of their events; each app adds its own.
SENTENCES: dict[str, Callable] = {}
# Those of them that speak of a thing of the person's, and stand in the history of who did them.
DEEDS: set[str] = set()
# Verbs of other apps that changed something which can be undone: how their events read as a Change.
CHANGES: dict[str, Callable] = {}
FIRST_DAYS = {"monday": 0, "saturday": 5, "sunday": 6}


@dataclass(frozen=True)
class Change:
    """One line of the history. `is_setting`: it has a before and an after, and can be undone."""

    event: Event
    title: str
    before: str = ""
    after: str = ""
    is_setting: bool = False
    can_be_undone: bool = False
    # The address that undoes it, by its name; it takes the event's number.
    undone_at: str = "setting_reversal"
    # The week in which it happened, as a heading, on its first line.
    week: str = ""

    @property
    def by(self):
        return self.event.actor

    @property
    def reversal(self):
        return reverse(self.undone_at, args=[self.event.pk])

    @property
    def place(self):
        """From where, in words."""
        door = {Door.PAGE: _("depuis le site"), Door.API: _("par l’API")}.get(self.event.door, "")
        return " · ".join(part for part in (door, self.event.address) if part)


def declare_deed(verb, sentence):
    """Have what a person did to something of their own stand in their history."""
    SENTENCES[verb] = sentence
    DEEDS.add(verb)


def declare_change(verb, read):
    """Have the events of `verb` stand in the history of the person whom they are about, as `read(event)` → Change tells them."""
    CHANGES[verb] = read


def events_of(target):
    """The events of somebody's or something's history, newest first."""
    theirs = Q(target_type=target._meta.label_lower, target_id=target.pk, verb__in=[CHANGED, *SENTENCES, *CHANGES])
    if isinstance(target, get_user_model()):
        theirs |= Q(actor=target, verb__in=DEEDS)
    return Event.objects.filter(theirs).select_related("actor").order_by("-id")


def events_at(holder):
    """The events of one holder's values: those of a firm and of each of its roles stand apart."""
    return events_of(holder.target).filter(data__scope=holder.scope, data__role=holder.role)


def changes_of(events, first_day):
    """The lines of these events, the first of each week with its heading."""
    changes, week = [], ""
    for event in events:
        heading = week_of(event.occurred_at, first_day)
        changes.append(replace(change_of(event), week=heading if heading != week else ""))
        week = heading
    return changes


def change_of(event):
    if event.verb in CHANGES:
        return CHANGES[event.verb](event)
    if event.verb != CHANGED:
        return Change(event, SENTENCES[event.verb](event))
    setting = get_setting(event.data["key"])
    if setting is None:
        # A setting that no longer exists keeps its history, under the name that programs gave it.
        return Change(event, event.data["key"])
    return Change(
        event,
        str(setting.label),
        before=shown(setting, event.data["before"]),
        after=shown(setting, event.data["after"]),
        is_setting=True,
        can_be_undone=setting.store is None or event.data["before"] is not None,
    )


def shown(setting, state):
    """A state in words: the value, that it is imposed, or that nothing stood."""
    if state is None:
        return _("valeur héritée")
    words = setting.kind.shown(state["value"])
    if "since" in state:
        return _("%(value)s (pour les nouveaux arrivants)") % {"value": words}
    return _("%(value)s (imposé)") % {"value": words} if state["locked"] else words


def week_of(moment, first_day):
    """«Cette semaine», «La semaine dernière», «Plus tôt», by the person's first day of the week."""
    local, now = timezone.localtime(moment), timezone.localtime()
    starts = FIRST_DAYS.get(first_day, 0)
    this_week = (now - timedelta(days=(now.weekday() - starts) % 7)).date()
    if local.date() >= this_week:
        return _("Cette semaine")
    return _("La semaine dernière") if local.date() >= this_week - timedelta(days=7) else _("Plus tôt")


def holder_of(event):
    """Whose value a recorded change was. Raises the model's DoesNotExist when they are gone."""
    target = apps.get_model(event.target_type).objects.get(pk=event.target_id)
    scope = Scope(event.data["scope"])
    return Holder.of_role(target, event.data["role"]) if scope is Scope.ROLE else getattr(Holder, f"of_{scope}")(target)
