"""A sheet of client users taken back: the accounts that it made go, as long as nobody has used them or built on them since.

Who was deleted here before and came back by the sheet is deleted again: the account is theirs. Whoever stays is listed with the reason.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils import timezone

from comptoir.accounts.models import ApiToken, Session
from comptoir.clients.actions import hold_clients
from comptoir.clients.models import ClientAccess, ClientUser, Contact
from comptoir.events.recording import record_events
from comptoir.imports.kinds import Undoing
from comptoir.imports.models import ImportMade
from comptoir.kernel.among import among

DELETED = "client_user.deleted"
AT_ONCE = 1000
# What the machine itself writes about somebody who never came, and what goes with the account.
OF_THE_MACHINE = {"clients.ClientUser", "clients.ClientAccess", "clients.Contact", "notifications.Notification", "transports.Delivery", "account.EmailAddress"}
OWN_APP = "provisioning"

GONE, USED, INVOLVED, CHANGED, LAST = "undo_gone", "undo_used", "undo_involved", "undo_changed", "undo_last_administrator"


@dataclass(frozen=True)
class Plan:
    """`removed`: those whose account goes; `deleted`: those who keep theirs and lose their place; `kept`: [(ImportMade, reason)]."""

    removed: list
    deleted: list
    kept: list

    def told(self):
        return Undoing(len(self.removed) + len(self.deleted), tuple((row.line, row.name, reason) for row, reason in self.kept))


def undoing(job):
    """What taking this import back would do now. Writes nothing."""
    return plan_of(job).told()


@transaction.atomic
def undo(job, *, by):
    """Take this import back. Records client_user.deleted for each."""
    hold_clients({pk for about in job.made.values_list("about", flat=True) for pk in about["clients"]})
    plan, now = plan_of(job), timezone.now()
    places = {
        place.pk: place for place in ClientUser.objects.filter(among("id", [row.target_id for row in (*plan.removed, *plan.deleted)])).select_related("user")
    }
    record_events(DELETED, [(place, {"person": place.user.full_name, "import": job.pk}) for place in places.values()], actor=by)
    remove([places[row.target_id].user_id for row in plan.removed], [row.about["contact"] for row in plan.removed if row.about["contact"]])
    delete([places[row.target_id] for row in plan.deleted], now, by)
    for row in (*plan.removed, *plan.deleted):
        row.undone_at = now
    for row, reason in plan.kept:
        row.kept = reason
    ImportMade.objects.bulk_update([*plan.removed, *plan.deleted, *(row for row, _reason in plan.kept)], ["undone_at", "kept"], batch_size=AT_ONCE)
    return plan.told()


def remove(user_ids, contact_ids):
    """The accounts and all that hangs on them; the contacts that were made with them, where nothing else speaks of these."""
    if user_ids:
        get_user_model().objects.filter(among("id", user_ids)).delete()
    if contact_ids:
        Contact.objects.filter(among("id", set(contact_ids) - referred(Contact, contact_ids, {"clients.ClientContact"}))).delete()


def delete(places, now, by):
    """These people keep their account; their place here is deleted and what they saw is closed, as it was before."""
    for place in places:
        ClientAccess.objects.filter(firm=place.firm_id, user=place.user_id, closed_at=None).update(closed_at=now)
    ClientUser.objects.filter(pk__in=[place.pk for place in places]).update(deleted_at=now, deleted_by=by)


def plan_of(job):
    made = list(job.made.all())
    places = {one.pk: one for one in ClientUser.objects.filter(among("id", [row.target_id for row in made])).select_related("user")} if made else {}
    users = [place.user_id for place in places.values()]
    clients, here = defaultdict(set), ClientAccess.objects.filter(among("user_id", users), firm=job.firm_id, closed_at=None) if users else ()
    for access in here:
        clients[access.user_id].add(access.client_id)
    used, involved = used_by(users), referred(get_user_model(), users, OF_THE_MACHINE)
    elsewhere = set(ClientUser.objects.filter(among("user_id", users)).exclude(firm=job.firm_id).values_list("user_id", flat=True)) if users else set()
    plan = Plan([], [], [])
    for row in made:
        place = places.get(row.target_id)
        reason = reason_to_stay(row, place, used, involved, clients)
        if reason:
            plan.kept.append((row, reason))
        elif row.about["account"] and place.user_id not in elsewhere:
            plan.removed.append(row)
        else:
            plan.deleted.append(row)
    return with_administrators(plan, places)


def reason_to_stay(row, place, used, involved, clients):
    if place is None or place.deleted_at is not None:
        return GONE
    if place.user_id in used:
        return USED
    if not clients[place.user_id] <= set(row.about["clients"]):
        return CHANGED
    # An account that was there before has a past, which is no reason.
    return INVOLVED if place.user_id in involved and row.about["account"] else ""


def used_by(user_ids):
    """The ids of those who came in, or are about to: signed in, a password chosen, a session, a token."""
    if not user_ids:
        return set()
    people = get_user_model().objects.filter(among("id", user_ids))
    used = set(people.exclude(last_login=None).values_list("pk", flat=True))
    used |= set(people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).values_list("pk", flat=True))
    for model in (Session, ApiToken):
        used |= set(model.objects.filter(among("user_id", user_ids)).values_list("user_id", flat=True))
    return used


def referred(model, ids, but):
    """The ids of those of these rows of which rows of other tables speak, leaving out the tables `but` and those of this app."""
    found = set()
    for relation in model._meta.get_fields(include_hidden=True):
        is_of_others = (relation.one_to_many or relation.one_to_one) and relation.auto_created and not relation.concrete
        if ids and is_of_others and relation.related_model._meta.label not in but and relation.related_model._meta.app_label != OWN_APP:
            column = relation.field.attname
            rows = relation.related_model._base_manager.filter(among(column, ids))
            found |= set(rows.values_list(column, flat=True).distinct())
    return found


def with_administrators(plan, places):
    """The same, with whoever must stay so that no company with users is left without administrator (I2)."""
    going = {places[row.target_id].user_id: row for row in (*plan.removed, *plan.deleted)}
    client_ids = {pk for row in going.values() for pk in row.about["clients"]}
    if not client_ids:
        return plan
    leading, staying = defaultdict(list), defaultdict(set)
    for client_id, user_id in ClientAccess.objects.administering().filter(among("client_id", client_ids)).values_list("client_id", "user_id"):
        leading[client_id].append(user_id)
    for client_id, user_id in ClientAccess.objects.filter(among("client_id", client_ids), closed_at=None).values_list("client_id", "user_id"):
        if user_id not in going or going[user_id] in plan.deleted:
            staying[client_id].add(user_id)
    for client_id in sorted(client_ids):
        left = [user_id for user_id in leading[client_id] if user_id not in going]
        if staying[client_id] and leading[client_id] and not left:
            keep(plan, going.pop(min(leading[client_id], key=lambda user_id: going[user_id].line)))
    return Plan(plan.removed, plan.deleted, sorted(plan.kept, key=lambda one: one[0].line))


def keep(plan, row):
    for going in (plan.removed, plan.deleted):
        if row in going:
            going.remove(row)
    plan.kept.append((row, LAST))
