"""The verbs of billing, one module per journey."""

from .agreeing import Agreement, PlanWithdrawn, agree, agree_each, settle

__all__ = ["Agreement", "PlanWithdrawn", "agree", "agree_each", "settle"]
