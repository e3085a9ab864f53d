from .access import OwnAccess, change_level, close_access, open_access, reopen_access
from .contacts import add_contact, change_contact
from .creating import CodeTaken, NewContact, SirenKnown, create_client, known_by_siren, made_before, one_at_a_time
from .portal import disable_portal, enable_portal

__all__ = [
    "CodeTaken", "NewContact", "OwnAccess", "SirenKnown", "add_contact", "change_contact", "change_level", "close_access", "create_client",
    "disable_portal", "enable_portal", "known_by_siren", "made_before", "one_at_a_time", "open_access", "reopen_access",
]  # fmt: skip
