"""What changed, to the pages that show it: names of channels only, the page then asks for what it may see."""

from comptoir.clients.decisions import Standing
from comptoir.clients.models import ClientAccess
from comptoir.clients.shown import all_kinds
from comptoir.conversations.models import Conversation
from comptoir.kernel.hub import publish


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
    for kind in all_kinds():
        rows = kind.seen_by(Standing(user_id=0)).model.objects
        target_ids = [event.target_id for event in events if event.target_type == rows.model._meta.label_lower]
        if target_ids:
            clients = rows.filter(pk__in=target_ids).values("client_id")
            user_ids.update(ClientAccess.objects.open().filter(client_id__in=clients).values_list("user_id", flat=True))
    return user_ids
