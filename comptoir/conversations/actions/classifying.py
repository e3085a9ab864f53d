"""What the firm notes of a conversation for itself: its mission and its due date. And the firm's list of missions."""

from django.db import IntegrityError, transaction

from comptoir.events.recording import record_event

from ..models import Conversation, Mission

# Offered to a firm that has none yet.
USUAL = ("Tenue", "Révision", "Fiscalité", "Paie", "Juridique")


class ForeignMission(Exception):
    """The mission is another firm's."""


class NameTaken(Exception):
    """The firm has a mission of this name already."""


@transaction.atomic
def classify_conversation(conversation, *, by, mission, due_on):
    """Write the mission (or None) and the due date (or None). Raises ForeignMission. Records conversation.classified, unless nothing changed."""
    if mission and mission.firm_id != conversation.firm_id:
        raise ForeignMission
    conversation = Conversation.objects.select_for_update(of=["self"]).select_related("mission").get(pk=conversation.pk)
    before = as_words(conversation)
    conversation.mission, conversation.due_on = mission, due_on
    if as_words(conversation) != before:
        conversation.save(update_fields=["mission", "due_on"])
        record_event("conversation.classified", conversation, actor=by, subject=conversation.subject, before=before, **as_words(conversation))
    return conversation


def as_words(conversation):
    """What is true now, in words that stay true when the mission is renamed."""
    mission, due_on = conversation.mission, conversation.due_on
    return {"mission": mission.name if mission else None, "due_on": due_on.isoformat() if due_on else None}


@transaction.atomic
def add_mission(firm, name, *, by):
    """Add a mission to the firm's list. Raises NameTaken. Records mission.added."""
    mission = with_free_name(lambda: Mission.objects.create(firm=firm, name=name))
    record_event("mission.added", mission, actor=by, name=name)
    return mission


@transaction.atomic
def rename_mission(mission, name, *, by):
    """Conversations keep it under its new name. Raises NameTaken. Records mission.renamed, unless nothing changed."""
    before, mission.name = mission.name, name
    if before != name:
        with_free_name(lambda: mission.save(update_fields=["name"]))
        record_event("mission.renamed", mission, actor=by, name=name, before=before)


@transaction.atomic
def remove_mission(mission, *, by):
    """Take it off the list and off its conversations; return how many carried it. Records mission.removed."""
    count = mission.conversations.count()
    record_event("mission.removed", mission, actor=by, name=mission.name, conversations=count)
    mission.delete()
    return count


@transaction.atomic
def add_usual_missions(firm, *, by):
    """The missions that most firms have, those of them that this firm has not; return how many were added. Records mission.added for each."""
    known = set(Mission.objects.filter(firm=firm).values_list("name", flat=True))
    added = [add_mission(firm, name, by=by) for name in USUAL if name not in known]
    return len(added)


def with_free_name(write):
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as error:
        raise NameTaken from error
