"""The verbs of applications, one module per journey."""

from .giving import NotOnOffer, give, give_each

__all__ = ["NotOnOffer", "give", "give_each"]
