from .access import LastAdministrator, OwnAccess, change_level, change_type, close_access, has_administrator, hold_clients, open_access, reopen_access
from .contacts import add_contact, change_contact
from .creating import CodeTaken, NewContact, SirenKnown, create_client, known_by_siren, made_before, one_at_a_time
from .deleting import delete_place, restore_place
from .places import apply_hold, resume, suspend, validate
from .portal import disable_portal, enable_portal
from .reach import NothingChosen, NotOfTheCompany, Reach, change_reach, change_reaches

__all__ = [
    "CodeTaken", "LastAdministrator", "NewContact", "NotOfTheCompany", "NothingChosen", "OwnAccess", "Reach", "SirenKnown", "add_contact", "apply_hold",
    "change_contact", "change_level", "change_reach", "change_reaches", "change_type", "close_access", "create_client", "delete_place", "disable_portal",
    "enable_portal", "has_administrator", "hold_clients", "known_by_siren", "made_before", "one_at_a_time", "open_access", "reopen_access", "restore_place",
    "resume", "suspend", "validate",
]  # fmt: skip
