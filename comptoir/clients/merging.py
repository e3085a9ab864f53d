"""What becomes of people's accesses when two clients turn out to be one. Nobody may see by it what they did not see before. Values in, answer out."""

from dataclasses import dataclass

from .decisions import FULL, LIMITED

ADMINISTRATOR, STANDARD = "administrator", "standard"


@dataclass(frozen=True)
class Held:
    """An access of one person to one client. `dossier_ids`: those chosen, where it is not to the whole client."""

    level: str
    type: str
    is_whole: bool
    dossier_ids: frozenset = frozenset()
    is_closed: bool = False

    def within(self, client_dossier_ids):
        """What it reaches of the client's dossiers."""
        return client_dossier_ids if self.is_whole else self.dossier_ids & client_dossier_ids


def merged_access(gone, kept, gone_dossier_ids, kept_dossier_ids):
    """The one access that a person keeps; `gone` and `kept` are their Held, or None for who had no access there.

    The lower of the two levels, the stronger of the two types, and the dossiers that they reached before. It stays one to the whole client only where it
    was so on each side, or where the other side brings no dossier. An access that is closed counts for nothing beside one that is not.
    """
    sides = [(gone, gone_dossier_ids), (kept, kept_dossier_ids)]
    is_closed = all(one is None or one.is_closed for one, _ids in sides)
    counted = [(one if one is not None and one.is_closed == is_closed else None, ids) for one, ids in sides]
    there = [one for one, _ids in counted if one is not None]
    is_whole = all(one.is_whole if one is not None else not ids for one, ids in counted)
    reached = frozenset().union(*(one.within(ids) for one, ids in counted if one is not None))
    return Held(
        level=LIMITED if any(one.level == LIMITED for one in there) else FULL,
        type=ADMINISTRATOR if any(one.type == ADMINISTRATOR for one in there) else STANDARD,
        is_whole=is_whole,
        dossier_ids=frozenset() if is_whole else reached,
        is_closed=is_closed,
    )
