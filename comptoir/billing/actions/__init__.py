"""The verbs of billing, one module per journey."""

from .agreeing import PlanWithdrawn, agree

__all__ = ["PlanWithdrawn", "agree"]
