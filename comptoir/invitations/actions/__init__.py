"""The verbs of an invitation, one module per journey."""

from ..proposals import Asked
from .accepting import AccountExists, NotAcceptable, accept, join
from .inviting import invite
from .resending import renew, resend
from .revoking import revoke
from .rounds import Outcome

__all__ = ["AccountExists", "Asked", "NotAcceptable", "Outcome", "accept", "invite", "join", "renew", "resend", "revoke"]
