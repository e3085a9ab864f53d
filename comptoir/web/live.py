"""What changed, to the pages that show it: names of channels only, the page then asks for what it may see."""

from comptoir.conversations.models import Conversation
from comptoir.kernel.hub import publish


def announce(events):
    """Listener of the outbox: wake the pages that show what these events are about."""
    names = {f"{event.target_type.rpartition('.')[2]}:{event.target_id}" for event in events}
    # A firm's inbox changes with each of its conversations, also those that were not on the page before.
    names |= {f"inbox:{event.firm_id}" for event in events if event.target_type == Conversation._meta.label_lower}
    publish(*sorted(names))
