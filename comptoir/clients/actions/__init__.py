from .access import change_level, close_access, open_access
from .creating import CodeTaken, NewContact, SirenKnown, create_client, known_by_siren, made_before, one_at_a_time
from .portal import disable_portal, enable_portal

__all__ = [
    "CodeTaken", "NewContact", "SirenKnown", "change_level", "close_access", "create_client", "disable_portal", "enable_portal", "known_by_siren",
    "made_before", "one_at_a_time", "open_access",
]  # fmt: skip
