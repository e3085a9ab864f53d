"""Applications given to client users, and taken back."""

from django.db import transaction

from comptoir.events.recording import record_events
from comptoir.kernel.among import among

from ..models import ApplicationGrant
from ..offer import catalogue_of

CHANGED = "client_user.applications_changed"


class NotOnOffer(Exception):
    """A choice that the catalogue refuses; `findings` say why."""

    def __init__(self, findings):
        super().__init__(findings)
        self.findings = findings


def give(places, application_ids, *, by):
    """Let each of these client users (of one firm) have exactly these applications: see `give_each`."""
    wanted = frozenset(application_ids)
    return give_each(dict.fromkeys(places, wanted), by=by)


@transaction.atomic
def give_each(wanted, *, by):
    """{ClientUser: the application ids to have, no others}, all of one firm; return those for whom it was news. Raises NotOnOffer.

    The same queries for one and for three thousand. Records client_user.applications_changed with what they had before.
    """
    if not wanted:
        return []
    refuse_wrong(set(wanted.values()), next(iter(wanted)).firm_id)
    held = held_by(wanted)
    changed = [place for place in wanted if held[place.pk] != wanted[place]]
    ApplicationGrant.objects.filter(pk__in=too_many(changed, wanted)).delete()
    rows = [ApplicationGrant(client_user=place, application_id=pk, given_by=by) for place in changed for pk in sorted(wanted[place] - held[place.pk])]
    ApplicationGrant.objects.bulk_create(rows, batch_size=1000)
    words = [(place, {"person": place.user.full_name, "before": sorted(held[place.pk]), "after": sorted(wanted[place])}) for place in changed]
    record_events(CHANGED, words, actor=by)
    return changed


def refuse_wrong(choices, firm_id):
    catalogue = catalogue_of(firm_id)
    for choice in choices:
        findings = catalogue.faults(choice)
        if findings:
            raise NotOnOffer(findings)


def too_many(places, wanted):
    """The ids of the grants that these have and shall not have any more."""
    by_id = {place.pk: wanted[place] for place in places}
    rows = ApplicationGrant.objects.filter(among("client_user_id", by_id)).values_list("pk", "client_user_id", "application_id")
    return [pk for pk, place_id, application_id in rows if application_id not in by_id[place_id]]


def held_by(places):
    """{client user's id: frozenset of application ids}, in one query."""
    held = {place.pk: set() for place in places}
    for place_id, application_id in ApplicationGrant.objects.filter(among("client_user_id", held)).values_list("client_user_id", "application_id"):
        held[place_id].add(application_id)
    return {place_id: frozenset(ids) for place_id, ids in held.items()}
