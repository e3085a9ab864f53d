"""What is agreed about the money for client users, when they are made and later."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from comptoir.clients.actions import apply_hold, hold_clients
from comptoir.clients.models import Client, ClientUser
from comptoir.events.recording import record_events
from comptoir.kernel.among import among

from ..models import Plan, Terms
from ..owing import companies_without_method

AGREED = "client_user.terms_agreed"
FIELDS = ["client", "mode", "plan", "agreed_at", "agreed_by"]


class PlanWithdrawn(Exception):
    """The plan is no longer on offer to this firm."""


@dataclass(frozen=True)
class Agreement:
    """For one ClientUser: the company billed, who pays (Terms.Mode), and the plan."""

    place: ClientUser
    client: Client
    mode: str
    plan: Plan


def agree(places, *, client, mode, plan, by):
    """The same agreement for all of these client users of one firm: see `agree_each`."""
    return agree_each([Agreement(place, client, mode, plan) for place in places], by=by)


@transaction.atomic
def agree_each(agreements, *, by):
    """Write these agreements, all of one firm. Raises PlanWithdrawn, unless it is the plan that somebody has already. Records client_user.terms_agreed.

    In the mode «Client» the person's accesses wait for a payment method of the company, unless it has one (I4). The same queries for one and for thousands.
    """
    if not agreements:
        return
    # A method that is given or removed at this moment is seen here, or sees these.
    hold_clients({one.client.pk for one in agreements})
    refuse_withdrawn(agreements)
    now = timezone.now()
    rows = [Terms(client_user=one.place, client=one.client, mode=one.mode, plan=one.plan, agreed_at=now, agreed_by=by) for one in agreements]
    Terms.objects.bulk_create(rows, batch_size=1000, update_conflicts=True, unique_fields=["client_user"], update_fields=FIELDS)
    owing = companies_without_method({one.client.pk for one in agreements if one.mode == Terms.Mode.CLIENT})
    settle({one.place: one.mode == Terms.Mode.CLIENT and one.client.pk in owing for one in agreements})
    record_events(AGREED, [(one.place, words_of(one)) for one in agreements], actor=by)


def refuse_withdrawn(agreements):
    before = dict(Terms.objects.filter(among("client_user_id", [one.place.pk for one in agreements])).values_list("client_user_id", "plan_id"))
    wanted = {one.plan.pk for one in agreements if before.get(one.place.pk) != one.plan.pk}
    if wanted - set(Plan.objects.on_offer(agreements[0].client.firm_id).filter(pk__in=wanted).values_list("pk", flat=True)):
        raise PlanWithdrawn


def settle(owes):
    """{ClientUser: whether a payment method is owed}, all of one firm: write it down where it is news, and hold or open their accesses by it."""
    news = [place for place, is_owed in owes.items() if place.owes_method != is_owed]
    for place in news:
        place.owes_method = owes[place]
    ClientUser.objects.bulk_update(news, ["owes_method"], batch_size=1000)
    apply_hold(news)


def words_of(agreement):
    client = {"client": agreement.client.pk, "client_name": agreement.client.name}
    return client | {"mode": agreement.mode, "plan": agreement.plan.name, "person": agreement.place.user.full_name}
