"""What happens when a client user is suspended or deleted, in numbers, before it is done."""

from dataclasses import dataclass

from django.utils import timezone

from comptoir.accounts.models import ApiToken, Session
from comptoir.clients.actions.deleting import has_another_place
from comptoir.clients.models import Dossier, served_rule
from comptoir.clients.shown import all_ends
from comptoir.clients.standing import standings_of


@dataclass(frozen=True)
class Effects:
    """`dossiers` not seen any more; `ends`: [(icon, sentence), …] of what else ends or waits for nobody; `sessions` and `tokens` that end, where they do."""

    dossiers: int
    ends: list
    sessions: int
    tokens: int
    has_another_place: bool


def effects_of(place):
    """The Effects of keeping this ClientUser out of the firm, as things stand now."""
    standing = standings_of([place.user_id])[place.user_id]
    now, elsewhere = timezone.now(), has_another_place(place.user, place)
    counted = [(end, end.count(place, standing)) for end in all_ends()]
    return Effects(
        dossiers=Dossier.objects.filter(served_rule(standing, dossier="pk"), firm=place.firm_id).count(),
        ends=[(end.icon, end.words(count)) for end, count in counted if count],
        sessions=Session.objects.filter(user=place.user_id, expire_date__gt=now).count(),
        tokens=ApiToken.objects.usable(now).filter(user=place.user_id).count(),
        has_another_place=elsewhere,
    )
