"""What follows a dossier that goes to another client, and a client that becomes another one: declared by whoever keeps rows of them, in `<app>/moves.py`.

A test walks every foreign key to Client and Dossier, and fails for the model that nobody declared.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True)
class Move:
    """A dossier that goes from one client of its firm to another."""

    dossier: object
    before: object
    after: object
    by: object


@dataclass(frozen=True)
class Merge:
    """A client that becomes another one of its firm. Whether either brings dossiers decides to whom something new could open."""

    gone: object
    kept: object
    gone_dossier_ids: frozenset
    kept_dossier_ids: frozenset
    by: object


@dataclass(frozen=True)
class Following:
    """How the rows of one model («documents.Document») follow: `moved(Move)`, `merged(Merge)`; `stays` says why there is nothing to do.

    Both are called within the transaction, with both clients held, before anybody looks again.
    """

    label: str
    moved: Callable | None = None
    merged: Callable | None = None
    stays: str = ""


_followings: dict[str, Following] = {}


def declare(following):
    if following.label in _followings:
        raise ValueError(f"How {following.label!r} follows is declared twice")
    _followings[following.label] = following
    return following


def all_followings():
    return [_followings[label] for label in sorted(_followings)]


def following_of(label):
    """The Following of a model, or None for one that nobody declared."""
    return _followings.get(label)


def copies_client(label, *, moved=None):
    """Rows with a `dossier` that repeat its `client`; `moved(Move)` does what else there is to do."""

    def on_move(move):
        rows(label).filter(dossier=move.dossier).update(client=move.after)
        if moved:
            moved(move)

    return Following(label, moved=on_move, merged=lambda merge: rows(label).filter(client=merge.gone).update(client=merge.kept))


def belongs_to_client(label, *, once_per=""):
    """Rows of the client alone: of no dossier, so that none follows one. `once_per` names the field that a client has but one of."""

    def on_merge(merge):
        if once_per:
            there = rows(label).filter(client=merge.kept, **{once_per: OuterRef(once_per)})
            rows(label).filter(Exists(there), client=merge.gone).delete()
        rows(label).filter(client=merge.gone).update(client=merge.kept)

    return Following(label, merged=on_merge)


def hangs_on_dossier(label):
    """Rows of the dossier that say nothing of its client: they are where it is."""
    return Following(label, stays="knows the dossier alone")


def rows(label):
    return apps.get_model(label)._base_manager.all()


def autodiscover():
    autodiscover_modules("moves")


declare(Following("clients.Client", merged=lambda merge: rows("clients.Client").filter(merged_into=merge.gone).update(merged_into=merge.kept)))
declare(Following("clients.Dossier", merged=lambda merge: rows("clients.Dossier").filter(client=merge.gone).update(client=merge.kept)))
declare(belongs_to_client("clients.ClientContact", once_per="contact"))
declare(hangs_on_dossier("clients.DossierManager"))
declare(Following("clients.ClientAccess", stays="each person keeps one: `actions.moving.merge_accesses`"))
# Also those of the other client's people, from a time when the dossier was there.
declare(Following("clients.DossierAccess", moved=lambda move: rows("clients.DossierAccess").filter(dossier=move.dossier).delete()))
