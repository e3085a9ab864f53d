from .access import LastAdministrator, OwnAccess, change_level, change_type, close_access, has_administrator, hold_clients, open_access, reopen_access
from .contacts import add_contact, change_contact
from .creating import CodeTaken, NewContact, SirenKnown, create_client, known_by_siren, made_before, one_at_a_time
from .deleting import delete_place, restore_place
from .managers import change_managers, managers_of, undo_managers
from .moving import ClientGone, SameClient, merge_clients, move_dossier
from .places import apply_hold, resume, suspend, validate
from .portal import disable_portal, enable_portal
from .reach import NothingChosen, NotOfTheCompany, Reach, change_reach, change_reaches
from .relicensing import change_licence, undo_licence

__all__ = [
    "ClientGone", "CodeTaken", "LastAdministrator", "NewContact", "NotOfTheCompany", "NothingChosen", "OwnAccess", "Reach", "SameClient", "SirenKnown",
    "add_contact", "apply_hold", "change_contact", "change_level", "change_licence", "change_managers", "change_reach", "change_reaches", "change_type",
    "close_access", "create_client", "delete_place", "disable_portal", "enable_portal", "has_administrator", "hold_clients", "known_by_siren", "made_before",
    "managers_of", "merge_clients", "move_dossier", "one_at_a_time", "open_access", "reopen_access", "restore_place", "resume", "suspend", "undo_licence",
    "undo_managers", "validate",
]  # fmt: skip
