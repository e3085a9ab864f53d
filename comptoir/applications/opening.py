"""Which parts of a firm's portal are open to who looks at it."""

from comptoir.clients.choice import choice_of
from comptoir.clients.standing import CLIENT, standing_of

from .granted import NOTHING, holding_of


def holding_at(request):
    """The Holding of who looks at a firm's portal, asked once a request. Nothing for colleagues: the parts are theirs to work in."""
    if not hasattr(request, "_holding"):
        user = request.user
        choice = getattr(request, "portal", None) or (choice_of(request) if is_client(user) else None)
        request._holding = holding_of(user.pk, choice.firm_id) if choice and choice.firm_id else NOTHING
    return request._holding


def is_client(user):
    return user.is_authenticated and not standing_of(user).is_member


def is_closed_everywhere(user, part):
    """Whether no firm that serves this person gives them the part: what programs of theirs are asked."""
    if not is_client(user):
        return False
    firm_ids = {firm_id for firm_id, role in standing_of(user).roles if role == CLIENT}
    return bool(firm_ids) and all(part.code in holding_of(user.pk, firm_id).closed_parts for firm_id in firm_ids)
