"""What somebody of the firm may do and see, and where each comes from."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.clients.models import Dossier
from comptoir.firms.models import Membership, Team
from comptoir.firms.rights import LABELS, Right


@dataclass(frozen=True)
class Effective:
    """One line: what it is, whether it is so, and from where."""

    code: str
    label: str
    is_held: bool
    origin: str


@dataclass(frozen=True)
class Sight:
    """How many dossiers are seen for one reason."""

    code: str
    label: str
    count: int


def rights_of_member(row):
    """[Effective, …] of every right of the catalogue, for a Membership read with its custom role."""
    held, origin = row.rights, origin_of(row)
    nothing = _("non donné : %(origin)s") % {"origin": origin}
    return [Effective(str(right), str(LABELS[right]), right in held, origin if right in held else nothing) for right in Right]


def origin_of(row):
    if row.custom_role_id:
        return _("rôle du cabinet «%(name)s»") % {"name": row.custom_role.name}
    return _("rôle «%(name)s»") % {"name": row.get_role_display()}


def dossiers_seen(row):
    """(how many in all, [Sight, …] one for each reason that there is). Somebody may see one dossier for two reasons."""
    firm = Dossier.objects.filter(firm=row.firm_id)
    if Right.ALL_DOSSIERS in row.rights:
        total = firm.count()
        is_chief = row.role == Membership.Role.ADMINISTRATOR
        code, label = ("administrator", _("administre le cabinet : tous ses dossiers")) if is_chief else ("all_dossiers", _("rôle qui voit tous les dossiers"))
        return total, [Sight(code, label, total)]
    given = list(row.licences.annotate(count=Count("dossiers")).order_by("name"))
    sights = [Sight("licence", _("licence «%(name)s» donnée") % {"name": licence.name}, licence.count) for licence in given]
    managed = firm.filter(manager_links__user=row.user_id)
    sights.append(Sight("manager", _("gestionnaire du dossier"), managed.count()))
    total = firm.filter(Q(licence__in=[licence.pk for licence in given]) | Q(pk__in=managed.values("pk"))).count()
    return total, [one for one in sights if one.count or one.code == "licence"]


def teams_of_member(row):
    return list(Team.objects.filter(firm=row.firm_id, members=row.user_id))


def total_sentence(count):
    return ngettext("%(count)s dossier visible", "%(count)s dossiers visibles", count) % {"count": count}
