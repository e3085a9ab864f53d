"""The verbs of applications, one module per journey."""

from .catalogue import (
    AddressRefused,
    FamilyInUse,
    ForeignFamily,
    NameTaken,
    PartUnknown,
    add_application,
    add_family,
    change_application,
    change_family,
    move_application,
    remove_family,
    restore_application,
    withdraw_application,
)
from .giving import NotOnOffer, give, give_each
from .locating import locate_application
from .signing_in import ReturnsRefused, change_returns, register_sign_in, remove_sign_in, renew_secret

__all__ = [
    "AddressRefused", "FamilyInUse", "ForeignFamily", "NameTaken", "NotOnOffer", "PartUnknown", "ReturnsRefused", "add_application",
    "add_family", "change_application", "change_family", "change_returns", "give", "give_each", "locate_application", "move_application", "register_sign_in",
    "remove_family", "remove_sign_in", "renew_secret", "restore_application", "withdraw_application",
]  # fmt: skip
