"""The verbs of the operator, one module per journey."""

from .creating import SlugTaken, create_firm
from .deleting import WrongName, cancel_deletion, delete_due_firms, order_deletion
from .exporting import ask_for_export, forget_old_exports, make_waiting_exports
from .suspending import resume_firm, suspend_firm

__all__ = [
    "SlugTaken", "WrongName", "ask_for_export", "cancel_deletion", "create_firm", "delete_due_firms", "forget_old_exports", "make_waiting_exports",
    "order_deletion", "resume_firm", "suspend_firm",
]  # fmt: skip
