"""The operator's price plans: made, priced anew from a day on, withdrawn and taken back. No price is ever changed."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.events.recording import record_event

from ..models import Plan, PlanPrice

CREATED, PRICED, WITHDRAWN, RESTORED = "plan.created", "plan.priced", "plan.withdrawn", "plan.restored"


class CodeTaken(Exception):
    """Another plan of the same firms has this code."""


class PriceInThePast(Exception):
    """A price holds from today on at the earliest: what was due yesterday is not rewritten."""


class PriceSet(Exception):
    """The plan has a price from that very day already."""


@transaction.atomic
def create_plan(*, name, code, firm, amount, valid_from, by):
    """A plan for one firm, or for all (None), with its first price. Raises CodeTaken, PriceInThePast. Records plan.created, plan.priced."""
    if Plan.objects.filter(firm=firm, code=code).exists():
        raise CodeTaken
    try:
        with transaction.atomic():
            plan = Plan.objects.create(name=name, code=code, firm=firm)
    except IntegrityError:
        raise CodeTaken from None
    record_event(CREATED, plan, actor=by, plan=plan.name, of_firm=firm.name if firm else "")
    price_plan(plan, amount=amount, valid_from=valid_from, by=by)
    return plan


@transaction.atomic
def price_plan(plan, *, amount, valid_from, by):
    """What the plan costs from this day on, in cents. Raises PriceInThePast, PriceSet. Records plan.priced."""
    if valid_from < timezone.localdate():
        raise PriceInThePast
    price, is_new = PlanPrice.objects.get_or_create(plan=plan, valid_from=valid_from, defaults={"amount": amount, "set_by": by})
    if not is_new:
        raise PriceSet
    record_event(PRICED, plan, actor=by, plan=plan.name, amount=amount, valid_from=str(valid_from))
    return price


@transaction.atomic
def withdraw_plan(plan, *, by):
    """Nobody chooses it any more; who has it keeps it. Return whether it was news. Records plan.withdrawn."""
    return turn(plan, WITHDRAWN, by, {"withdrawn_at": None}, timezone.now())


@transaction.atomic
def restore_plan(plan, *, by):
    """Offer a withdrawn plan again. Return whether it was news. Records plan.restored."""
    return turn(plan, RESTORED, by, {"withdrawn_at__isnull": False}, None)


def turn(plan, verb, by, only_if, moment):
    changed = Plan.objects.filter(pk=plan.pk, **only_if).update(withdrawn_at=moment)
    plan.refresh_from_db()
    if changed:
        record_event(verb, plan, actor=by, plan=plan.name)
    return bool(changed)
