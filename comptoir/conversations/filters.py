"""What narrows the inbox, read from its address and written back into it. What cannot be read narrows nothing."""

from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import Dossier
from comptoir.firms.models import Licence, Membership, Team

from .models import Channel, Mission, Side

LONGEST_WORDS = 200
DUE = {"late": _l("Échéance passée"), "week": _l("Échéance cette semaine")}
SUNDAY = 6


@dataclass(frozen=True)
class Filters:
    """One value per name of the address. `assignee`: «user:5» or «team:3»; `licence`, `dossier`, `mission`: ids."""

    q: str = ""
    assignee: str = ""
    licence: int | None = None
    dossier: int | None = None
    mission: int | None = None
    due: str = ""
    side: str = ""
    channel: str = ""
    confidential: str = ""

    @classmethod
    def read(cls, query):
        """From an address; clients have the words alone, which the caller sees to."""
        return cls(
            q=query.get("q", "").replace("\0", "")[:LONGEST_WORDS],
            assignee=query.get("assignee", "") if all(person_or_team(query.get("assignee", ""))) else "",
            licence=as_id(query.get("licence", "")),
            dossier=as_id(query.get("dossier", "")),
            mission=as_id(query.get("mission", "")),
            due=one_of(query.get("due"), DUE),
            side=one_of(query.get("side"), Side.values),
            channel=one_of(query.get("channel"), Channel.values),
            confidential=one_of(query.get("confidential"), {"yes"}),
        )

    @property
    def active(self):
        """{name: value} of what narrows."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}

    def narrow(self, conversations, today):
        """All but the words, which `search` looks for. `today` is the person's."""
        kind, pk = person_or_team(self.assignee)
        wanted = {
            "assigned_user_id": pk if kind == "user" else None,
            "assigned_team_id": pk if kind == "team" else None,
            "licence_id": self.licence,
            "dossier_id": self.dossier,
            "mission_id": self.mission,
            "side": self.side,
            "channel": self.channel,
            "is_confidential": bool(self.confidential),
        }
        return due(conversations.filter(**{name: value for name, value in wanted.items() if value}), self.due, today)


def due(conversations, wanted, today):
    if wanted == "late":
        return conversations.filter(due_on__lt=today)
    if wanted == "week":
        return conversations.filter(due_on__gte=today, due_on__lte=today + timedelta(days=SUNDAY - today.weekday()))
    return conversations


def as_id(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def person_or_team(text):
    """("user" or "team", id), or ("", None)."""
    kind, _colon, pk = text.partition(":")
    return (kind, as_id(pk)) if kind in {"user", "team"} and as_id(pk) else ("", None)


def one_of(value, known):
    return value if value in known else ""


@dataclass(frozen=True)
class Chip:
    """A filter in force, in words, and the query of the address without it."""

    words: str
    without: str


def chips_of(filters, user, *, box):
    """What narrows the list, in words; the words that were typed stand in their field. One query, none where nothing narrows by name."""
    active = filters.active
    names = names_of(filters, user) if set(active) & {"assignee", "licence", "dossier", "mission"} else {}
    unknown = _("inconnu")
    words = {
        "assignee": lambda: _("Assignée à %(name)s") % {"name": names.get(person_or_team(filters.assignee), unknown)},
        "licence": lambda: _("Licence %(name)s") % {"name": names.get(("licence", filters.licence), unknown)},
        "dossier": lambda: _("Dossier %(name)s") % {"name": names.get(("dossier", filters.dossier), unknown)},
        "mission": lambda: _("Mission %(name)s") % {"name": names.get(("mission", filters.mission), unknown)},
        "due": lambda: str(DUE[filters.due]),
        "side": lambda: str(Side(filters.side).label),
        "channel": lambda: _("Par %(channel)s") % {"channel": Channel(filters.channel).label},
        "confidential": lambda: _("Confidentielles"),
    }
    return [Chip(words[name](), as_query(replace(filters, **{name: ""}), box=box)) for name in active if name in words]


def names_of(filters, user):
    """{(kind, id): name} of what the filters name and `user` may see, in one query."""
    kind, pk = person_or_team(filters.assignee)
    full_name = Concat(F("user__first_name"), Value(" "), F("user__last_name"), output_field=CharField())
    members = Membership.objects.visible_to(user).filter(user=pk if kind == "user" else None).annotate(named=full_name)
    rows = members.order_by().values_list(Value("user"), "user_id", "named")
    for name, found in {
        "team": Team.objects.visible_to(user).filter(pk=pk if kind == "team" else None),
        "licence": Licence.objects.visible_to(user).filter(pk=filters.licence),
        "dossier": Dossier.objects.visible_to(user).filter(pk=filters.dossier),
        "mission": Mission.objects.visible_to(user).filter(pk=filters.mission),
    }.items():
        rows = rows.union(found.order_by().values_list(Value(name), "pk", "name"))
    return {(kind, pk): name for kind, pk, name in rows}


def as_query(filters, **more):
    """The address's query for these filters and some more names, without «?»; empty values are left out."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in (more | filters.active).items() if value not in ("", None)})
    return query.urlencode()
