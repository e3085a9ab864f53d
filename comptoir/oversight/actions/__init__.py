"""The verbs of the access review."""

from .asking import AskedToday, ask_for_second_factor
from .ignoring import DAYS, attend_to, ignore

__all__ = ["DAYS", "AskedToday", "ask_for_second_factor", "attend_to", "ignore"]
