"""What changed, to the pages that show it: names of channels only, the page then asks for what it may see."""

from comptoir.kernel.hub import publish


def announce(events):
    """Listener of the outbox: wake the pages that show what these events are about."""
    names = {f"{event.target_type.rpartition('.')[2]}:{event.target_id}" for event in events}
    publish(*sorted(names))
