"""The verbs of provisioning, one module per journey."""

from .creating import Outcome, provision
from .mass import AlreadyUndone, change_many, foresee, undo
from .persons import AddressIsTheirs, AddressTaken, NotTheFirms, add_company, change_access, change_details

__all__ = [
    "AddressIsTheirs", "AddressTaken", "AlreadyUndone", "NotTheFirms", "Outcome", "add_company", "change_access", "change_details", "change_many", "foresee",
    "provision", "undo",
]  # fmt: skip
