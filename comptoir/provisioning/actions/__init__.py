"""The verbs of provisioning, one module per journey."""

from .creating import Outcome, provision

__all__ = ["Outcome", "provision"]
