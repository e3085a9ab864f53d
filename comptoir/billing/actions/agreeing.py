"""What is agreed about the money for client users, when they are made and later."""

from django.db import transaction
from django.utils import timezone

from comptoir.clients.actions import apply_hold, hold_clients
from comptoir.clients.models import ClientUser
from comptoir.events.recording import record_events

from ..models import Plan, Terms
from ..owing import companies_without_method

AGREED = "client_user.terms_agreed"


class PlanWithdrawn(Exception):
    """The plan is no longer on offer to this firm."""


@transaction.atomic
def agree(places, *, client, mode, plan, by):
    """Bill these client users (of one firm) to `client`, in this mode, on this plan. Raises PlanWithdrawn. Records client_user.terms_agreed.

    In the mode «Client» their accesses wait for a payment method of the company, unless it has one (I4). A plan that they have already may stay.
    """
    places = list(places)
    # A method given or removed at this moment is seen, or sees these.
    hold_clients([client.pk])
    before = {row.client_user_id: row for row in Terms.objects.filter(client_user__in=[place.pk for place in places])}
    is_new = any(place.pk not in before or before[place.pk].plan_id != plan.pk for place in places)
    if is_new and not Plan.objects.on_offer(client.firm_id).filter(pk=plan.pk).exists():
        raise PlanWithdrawn
    rows = [Terms(client_user=place, client=client, mode=mode, plan=plan, agreed_at=timezone.now(), agreed_by=by) for place in places]
    Terms.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["client_user"], update_fields=["client", "mode", "plan", "agreed_at", "agreed_by"]
    )
    owes = mode == Terms.Mode.CLIENT and bool(companies_without_method([client.pk]))
    settle(places, owes)
    words = {"client": client.pk, "client_name": client.name, "mode": mode, "plan": plan.name}
    record_events(AGREED, [(place, words | {"person": place.user.full_name}) for place in places], actor=by)


def settle(places, owes):
    """Write down whether these owe a payment method, and hold or open their accesses by it."""
    news = [place for place in places if place.owes_method != owes]
    ClientUser.objects.filter(pk__in=[place.pk for place in news]).update(owes_method=owes)
    for place in news:
        place.owes_method = owes
        apply_hold(place)
