"""«Nouveau client» on its way: begun, kept step by step, dropped, finished. Nothing of it exists before the last step (I1)."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..asking import asked_of, companies_for, one_id
from ..models import Draft
from ..steps import Step, with_step
from .creating import provision

DROPPED = "draft.dropped"


class DraftOver(Exception):
    """The draft was finished or dropped meanwhile; `client_user` is who was created, None for a draft that was dropped."""

    def __init__(self, client_user=None):
        super().__init__()
        self.client_user = client_user


class Refused(Exception):
    """Something of the draft cannot be any more; `problems` say what."""

    def __init__(self, problems):
        super().__init__(problems)
        self.problems = problems


@transaction.atomic
def begin(given, *, firm_id, by, key):
    """A draft with its first step as it was typed. The same `key` from the same person begins one, however often it is sent."""
    found = Draft.objects.unfinished().filter(started_by=by, answers__key=key).first()
    if found:
        return found
    draft = Draft.objects.create(firm_id=firm_id, answers={"key": key}, started_by=by, changed_by=by)
    return keep(draft, Step.COMPANY, given, by=by)


@transaction.atomic
def keep(draft, step, given, *, by):
    """Write down what was typed at one step, right or wrong, beside what the other steps hold now; return the draft. Raises DraftOver."""
    held = Draft.objects.unfinished().select_for_update(of=["self"]).filter(pk=draft.pk).first()
    if held is None:
        raise over(draft)
    held.answers = with_step(held.answers, step, given)
    if step is Step.COMPANY:
        held.client = companies_for(by).filter(pk=one_id(given["client"])).first()
        held.firm_id = held.client.firm_id if held.client else held.firm_id
    held.step, held.changed_by, held.changed_at = step, by, timezone.now()
    held.save(update_fields=["answers", "client", "firm", "step", "changed_by", "changed_at"])
    return held


def stand_at(draft, step):
    """Where whoever resumes the draft finds it."""
    Draft.objects.unfinished().filter(pk=draft.pk).update(step=step)


@transaction.atomic
def drop(draft, *, by):
    """Throw an unfinished draft away; return whether it was news. Records draft.dropped."""
    dropped = Draft.objects.unfinished().filter(pk=draft.pk).update(dropped_at=timezone.now(), changed_by=by) == 1
    if dropped:
        record_event(DROPPED, draft, actor=by)
    return dropped


@transaction.atomic
def finish(draft, *, by):
    """Create the client user that the draft describes, and return them. Raises DraftOver, and Refused with nothing done.

    The draft is claimed by the update that marks it finished: of two people, or two clicks, at once one creates somebody and the other is told whom.
    """
    now = timezone.now()
    if not Draft.objects.unfinished().filter(pk=draft.pk).update(finished_at=now, changed_at=now, changed_by=by):
        raise over(draft)
    held = Draft.objects.select_related("firm").get(pk=draft.pk)
    outcome = provision([asked_of(held.answers)], by=by, firm=held.firm)
    if outcome.refused:
        raise Refused(outcome.refused[0][1])
    [(_asked, made)] = outcome.made
    Draft.objects.filter(pk=draft.pk).update(client_user=made)
    return made


def over(draft):
    """What a draft that is no longer open became."""
    return DraftOver(Draft.objects.select_related("client_user__user").get(pk=draft.pk).client_user)
