"""«Ce que verra le client» (X9): what becomes visible to a person, found by the very rules by which they will see it; and whom many invitations reach."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.decisions import Standing, standing_with
from comptoir.clients.models import ClientAccess, ClientContact, ClientUser
from comptoir.clients.shown import all_kinds
from comptoir.kernel.among import among

from .decisions import Reason, refusal_of
from .proposals import Asked, Known, address_of
from .wording import refusal_sentence

SHOWN = 50
# How many people's rules fit into one query.
PEOPLE_AT_ONCE = 40
FULL = ClientAccess.Level.FULL


@dataclass(frozen=True)
class Candidate:
    """A contact as a client's user: `user_id` is 0 without an account; `level` is the present one, "" without an open access.

    `chosen`: the ids of the dossiers that their access reaches, open or not; None for all of the client's. Who `is_held` sees nothing, whatever the level.
    """

    contact_id: int
    user_id: int
    client_id: int
    level: str = ""
    chosen: frozenset | None = None
    is_held: bool = False

    def standing(self, level):
        return standing_with(self.contact_id, self.user_id, self.client_id, "" if self.is_held else level, self.chosen)


@dataclass(frozen=True)
class Change:
    """What a level changes for one kind: `new` rows become visible, `lost` ones are seen no more, `already` ones stay.

    `lines`: the first SHOWN of the new ones that the member who asks sees too; `hidden`: how many of the new ones that member does not see.
    """

    kind: object
    new: int
    lost: int
    already: int
    hidden: int
    lines: tuple

    @property
    def more(self):
        """How many new ones are neither shown nor hidden."""
        return self.new - self.hidden - len(self.lines)


def candidate_of(client, contact):
    """The contact as a user of this client; an account that has their address is theirs: it is the one that could accept."""
    user_id = contact.user_id or accounts_with({address_of(contact)}).get(address_of(contact))
    access = ClientAccess.objects.filter(client=client, user=user_id).select_related("user").first() if user_id else None
    if access:
        return candidate_with(access, contact.pk)
    place = ClientUser.objects.kept().filter(firm=client.firm_id, user=user_id).first() if user_id else None
    return Candidate(contact.pk, user_id or 0, client.pk, is_held=bool(place and place.hold))


def accounts_with(addresses):
    """{address: the id of the account that has it}."""
    return dict(get_user_model().objects.filter(among("email", addresses - {""}), is_active=True).values_list("email", "pk"))


def candidate_with(access, contact_id=None):
    """Who has, or had, this access, with the level that they have now."""
    contact_id = contact_id or access.client.contacts.filter(user=access.user_id).order_by("pk").values_list("pk", flat=True).first()
    level = access.level if access.is_open and access.user.is_active else ""
    chosen = None
    if access.scope == ClientAccess.Scope.CHOSEN:
        # Not those that went to another client since.
        chosen = frozenset(access.dossier_accesses.filter(dossier__client=access.client_id).values_list("dossier_id", flat=True))
    return Candidate(contact_id or 0, access.user_id, access.client_id, level, chosen, bool(access.hold))


def foretell(candidate, level, *, by, kinds=None):
    """[Change, …], one of each kind, of giving `level` ("" for none at all) to the candidate, as the member `by` may read it."""
    return [change_of(kind, candidate, level, by) for kind in kinds or all_kinds()]


def change_of(kind, candidate, level, by):
    before = set(ids_of(kind.seen_by(candidate.standing(candidate.level)))) if candidate.level else set()
    after = ids_of(kind.seen_by(candidate.standing(level))) if level else []
    new = [pk for pk in after if pk not in before]
    rows = kind.seen_by(candidate.standing(level))
    own = set(rows.model.objects.worked_on_by(by).filter(among("pk", new)).values_list("pk", flat=True)) if new else set()
    first = [pk for pk in new if pk in own][:SHOWN]
    lines = tuple(kind.line(row) for row in rows.filter(among("pk", first))) if first else ()
    return Change(kind, len(new), len(before.difference(after)), len(before.intersection(after)), len(new) - len(own), lines)


def ids_of(rows):
    return list(rows.values_list("pk", flat=True))


def foretell_many(candidates, level, *, kinds=None):
    """[(kind, how many rows become visible to one of these people at least), …] of giving them all `level`. Nobody of them has an access yet."""
    return [(kind, count_for_many(kind, candidates, level)) for kind in kinds or all_kinds()]


def count_for_many(kind, candidates, level):
    """With full access, people without an account see the same of a client: their clients are asked for together. Everybody else is asked for by name."""
    alike = [one for one in candidates if level == FULL and not one.user_id]
    together = kind.seen_by(Standing(user_id=0, full_client_ids=frozenset(one.client_id for one in alike)))
    named = [one for one in candidates if one not in set(alike)]
    by_name = set()
    for start in range(0, len(named), PEOPLE_AT_ONCE):
        first, *others = [kind.seen_by(one.standing(level)).order_by().values_list("pk") for one in named[start : start + PEOPLE_AT_ONCE]]
        by_name.update(pk for (pk,) in first.union(*others))
    counted_twice = together.filter(among("pk", by_name)).count() if by_name and alike else 0
    return (together.count() if alike else 0) + len(by_name) - counted_twice


# Somebody whose access was closed is invited again by name, not by the dozen.
CLOSED = "closed"


LEFT_OUT = {
    Reason.CLIENT_PORTAL_OFF: _l("Le portail de leur client n’est pas activé"),
    Reason.FIRM_PORTAL_OFF: _l("Le portail client du cabinet n’est pas activé"),
    Reason.NO_ADDRESS: _l("Sans adresse e-mail"),
    Reason.HAS_ACCESS: _l("Ont déjà un accès"),
    Reason.PENDING: _l("Ont déjà une invitation en attente"),
    Reason.BOUNCING: _l("Leur adresse ne reçoit plus nos e-mails"),
    Reason.MEMBER: _l("Travaillent au cabinet"),
    Reason.ONESELF: _l("Vous-même"),
    CLOSED: _l("Leur accès a été fermé : rouvrez-le un à un"),
}


def left_out_sentence(reason):
    return str(LEFT_OUT.get(reason) or refusal_sentence(reason))


@dataclass(frozen=True)
class Reach:
    """Whom an invitation of everybody of some clients reaches: `asked` ([Asked]), and `left_out`: {Reason or CLOSED: [Asked, …]}."""

    asked: list
    left_out: dict

    @property
    def candidates(self):
        """Those who are asked, as the previews take them."""
        accounts = accounts_with({address_of(one.contact) for one in self.asked})
        return [Candidate(one.contact.pk, accounts.get(address_of(one.contact), 0), one.client.pk) for one in self.asked]


def reach_of(client_ids, level, *, by):
    """Sort everybody of these clients into who is to be invited and who is not, by the rule of inviting itself; in as many queries for one as for all."""
    links = ClientContact.objects.filter(among("client_id", client_ids)).select_related("client__firm", "contact__user")
    everybody = [Asked(link.client, link.contact, level) for link in links.order_by("client__name_key", "client_id", "contact__name_key", "contact_id")]
    shut = ClientAccess.objects.filter(among("client_id", client_ids)).exclude(closed_at=None).values_list("client_id", "user__email")
    known, shut = Known(everybody, by, timezone.now()), set(shut)
    asked, left_out = [], defaultdict(list)
    for one in everybody:
        reason = refusal_of(known.facts(one)) or (CLOSED if (one.client.pk, address_of(one.contact)) in shut else None)
        (left_out[reason] if reason else asked).append(one)
    return Reach(asked, dict(left_out))
