"""The portal of single clients, switched on and off (K6). Nobody gets an access by it, and nobody loses one."""

from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_events
from comptoir.kernel.among import among

from ..models import Client

ENABLED, DISABLED = "client.portal_enabled", "client.portal_disabled"


def enable_portal(clients, *, by):
    """From now on requests to these clients (a queryset) lead to the portal; return those that it was news for. Records client.portal_enabled."""
    return switch(clients.filter(portal_enabled_at=None), ENABLED, by, portal_enabled_at=timezone.now(), portal_enabled_by=by)


def disable_portal(clients, *, by):
    """Requests to these clients go through the page without account again; accesses stay. Return whom it was news for. Records client.portal_disabled."""
    return switch(clients.exclude(portal_enabled_at=None), DISABLED, by, portal_enabled_at=None, portal_enabled_by=None)


@transaction.atomic
def switch(clients, verb, by, **changes):
    # Locked, so that of two presses at once the second finds nothing to do.
    changed = list(Client.objects.filter(pk__in=clients.order_by().values("pk")).select_for_update(of=["self"]).order_by("pk"))
    changed = [one for one in changed if (one.portal_enabled_at is None) == (verb == ENABLED)]
    Client.objects.filter(among("pk", [one.pk for one in changed])).update(**changes)
    record_events(verb, [(one, {"name": one.name}) for one in changed], actor=by)
    return changed
