"""The verbs of applications, one module per journey."""

from .giving import NotOnOffer, give

__all__ = ["NotOnOffer", "give"]
