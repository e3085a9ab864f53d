"""What changed, to the pages that show it: names of channels only, the page then asks for what it may see."""

from functools import cache, partial

from comptoir.clients.decisions import Standing
from comptoir.clients.models import ClientAccess
from comptoir.clients.shown import all_kinds
from comptoir.conversations.models import Conversation
from comptoir.kernel.among import among
from comptoir.kernel.hub import publish
from comptoir.kernel.prepared import Prepared


def announce(events):
    """Listener of the outbox: wake the pages that show what these events are about."""
    names = {f"{event.target_type.rpartition('.')[2]}:{event.target_id}" for event in events}
    # A firm's inbox changes with each of its conversations, also those that were not on the page before.
    names |= {f"inbox:{event.firm_id}" for event in events if event.target_type == Conversation._meta.label_lower}
    names |= {f"portal:{user_id}" for user_id in on_the_portal(events)}
    publish(*sorted(names))


def on_the_portal(events):
    """Whose portal may show something else now: the people of the clients whose things these events are about. One query for each kind of thing."""
    user_ids = set()
    for label, people in people_by_kind().items():
        target_ids = [event.target_id for event in events if event.target_type == label]
        if target_ids:
            user_ids.update(user_id for (user_id,) in people(target_ids))
    return user_ids


@cache
def people_by_kind():
    """{label of a model that clients see: the compiled query from ids of its rows to their clients' people}."""
    models = [kind.seen_by(Standing(user_id=0)).model for kind in all_kinds()]
    return {model._meta.label_lower: Prepared(partial(people_of, model), lists=1) for model in models}


def people_of(model, ids):
    clients = model.objects.filter(among("pk", ids)).values("client_id")
    return ClientAccess.objects.open().filter(client_id__in=clients).values_list("user_id")
