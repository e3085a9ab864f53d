"""«Historique de la collaboration»: one time line of everything that a person sees as a client (K10).

What may be seen is asked of the kinds that the features declare (`clients.shown`), by the very rule of each; this file only says which moments
of a row are worth telling. All kinds are one query, whatever their number of rows, and the lines of a page one more for each kind on it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import CharField, F, Q, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import ClientAccess
from comptoir.clients.shown import Kind, Line, all_kinds
from comptoir.kernel.pagination import Slice

PAGE_SIZE = 30
COLUMNS = ("told_kind", "told_code", "pk", "told_at", "told_first", "told_last")
# The message with which a conversation was opened is not told a second time.
SAME_MOMENT = timedelta(seconds=5)


@dataclass(frozen=True)
class Turn:
    """One thing that happens to a row: the column of its moment and of the person who did it, and how it is told, with and without a name."""

    code: str
    at: str
    by: str = ""
    told: str | Promise = ""
    told_of_nobody: str | Promise = ""
    where: Q = field(default_factory=Q)


TURNS = {
    "conversations": (
        Turn("opened", "opened_at", "opened_by", _l("%(who)s a ouvert cette conversation"), _l("Cette conversation a été ouverte")),
        Turn(
            "message",
            "messages__sent_at",
            "messages__author",
            _l("%(who)s a écrit"),
            _l("Un message est arrivé"),
            Q(messages__is_note=False, messages__sent_at__gt=F("opened_at") + SAME_MOMENT),
        ),
        Turn("closed", "closed_at", "closed_by", _l("%(who)s a clos cette conversation"), _l("Cette conversation a été close")),
    ),
    "requests": (
        Turn("sent", "sent_at", "sent_by", _l("%(who)s a fait cette demande"), _l("Cette demande a été envoyée")),
        Turn("completed", "completed_at", "completed_by", _l("%(who)s a répondu à cette demande"), _l("Cette demande a reçu sa réponse")),
        Turn("cancelled", "cancelled_at", "cancelled_by", _l("%(who)s a annulé cette demande"), _l("Cette demande a été annulée")),
    ),
    "documents": (Turn("shared", "shared_at", "shared_by", _l("%(who)s a partagé ce document"), _l("Ce document a été partagé")),),
    "accesses": (Turn("opened", "opened_at", "", told_of_nobody=_l("Votre accès a été ouvert")),),
}


@dataclass(frozen=True)
class Told:
    """One line of the time line. `what` is the sentence, `title` and `url` the thing, `client` whose it is."""

    kind: Kind
    code: str
    at: datetime
    what: str
    title: str
    url: str
    client: str


def kinds_told(home):
    """The kinds of the time line, in their order; `home` is the address of the portal, to which an access leads."""
    return [kind for kind in all_kinds() if kind.slug in TURNS] + [accesses_leading_to(home)]


def accesses_leading_to(home):
    """One's own accesses: no feature's, and seen by nobody but the person on the portal."""

    def own(standing):
        rows = ClientAccess.objects.open().filter(user_id=standing.user_id, client_id__in=standing.client_ids)
        return rows.select_related("client").order_by("-opened_at", "-pk")

    def line(access):
        return Line(access.client.name, str(ClientAccess.Level(access.level).label), access.opened_at, home)

    return Kind("accesses", _l("Accès"), "key-round", 90, own, line)


def history_of(standing, *, home, names, kinds=None, start=0, size=PAGE_SIZE):
    """A Slice of the time line from place `start` on, the latest first. `names`: {client id: name} of what is shown; `kinds`: slugs, None for all."""
    looked_at = {one.slug: one for one in kinds_told(home) if kinds is None or one.slug in kinds}
    found = list(moments_of(looked_at.values(), standing)[start : start + size + 1]) if looked_at else []
    shown = found[:size]
    lines = lines_of(looked_at, standing, shown)
    rows = [told(looked_at[slug], code, at, f"{first or ''} {last or ''}".strip(), *lines[slug, pk], names) for slug, code, pk, at, first, last in shown]
    return Slice(rows, start // size + 1, len(found) > size)


def moments_of(kinds, standing):
    """Every turn of every row that may be seen, as one query."""
    parts = [turns_of(kind.slug, turn, kind.seen_by(standing)) for kind in kinds for turn in TURNS[kind.slug]]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return rows.order_by("-told_at", "-pk")


def turns_of(slug, turn, rows):
    names = {
        name: F(f"{turn.by}__{column}") if turn.by else Value("", CharField()) for name, column in (("told_first", "first_name"), ("told_last", "last_name"))
    }
    marked = rows.order_by().select_related(None).filter(turn.where, **{f"{turn.at}__isnull": False})
    told_at = {"told_at": F(turn.at)}
    return marked.annotate(told_kind=Value(slug, CharField()), told_code=Value(turn.code, CharField()), **told_at, **names).values_list(*COLUMNS)


def lines_of(kinds, standing, shown):
    """{(slug, pk): (Line, client id)} of what is shown, one query for each kind."""
    ids = defaultdict(set)
    for slug, _code, pk, *_rest in shown:
        ids[slug].add(pk)
    return {(slug, row.pk): (kinds[slug].line(row), row.client_id) for slug, pks in ids.items() for row in kinds[slug].seen_by(standing).filter(pk__in=pks)}


def told(kind, code, at, who, line, client_id, names):
    turn = next(turn for turn in TURNS[kind.slug] if turn.code == code)
    what = str(turn.told) % {"who": who} if who and turn.told else str(turn.told_of_nobody)
    return Told(kind, code, at, what, line.title, line.url, names.get(client_id, ""))
