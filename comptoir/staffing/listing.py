"""The lists of colleagues and of dossiers with their managers, as their addresses ask for them. What cannot be read is passed over."""

from dataclasses import dataclass
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from comptoir.clients.models import Dossier, DossierManager
from comptoir.firms.models import CustomRole, Licence, LicenceAccess, Membership, Team
from comptoir.kernel.text import fold

from .reach import firms_run_by

BY_NAME = ("user__last_name", "user__first_name", "pk")
CUSTOM = "custom-"
LEFT = "left"


def number_in(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@dataclass(frozen=True)
class MemberFilters:
    words: str = ""
    role: str = ""
    licence: str = ""
    team: str = ""
    state: str = ""

    @classmethod
    def read(cls, values):
        role, state = values.get("role", ""), values.get("state", "")
        known = role in Membership.Role.values or (role.startswith(CUSTOM) and number_in(role.removeprefix(CUSTOM)) is not None)
        return cls(
            words=values.get("q", "").replace("\0", "").strip()[:200],
            role=role if known else "",
            licence=values.get("licence", "") if number_in(values.get("licence", "")) is not None else "",
            team=values.get("team", "") if number_in(values.get("team", "")) is not None else "",
            state=state if state == LEFT else "",
        )

    @property
    def is_narrow(self):
        return any((self.words, self.role, self.licence, self.team, self.state))

    @property
    def query(self):
        named = (("q", self.words), ("role", self.role), ("licence", self.licence), ("team", self.team), ("state", self.state))
        return urlencode({name: value for name, value in named if value})


def members_listed(user, filters):
    """The colleagues that the filters keep, by name. Those who left are shown to who manages colleagues."""
    rows = Membership.objects.visible_to(user)
    rows = rows.filter(firm__in=firms_run_by(user)).exclude(left_at=None) if filters.state == LEFT else rows.active()
    for word in filters.words.split()[:8]:
        rows = rows.filter(Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word) | Q(user__email__icontains=word))
    if filters.role.startswith(CUSTOM):
        rows = rows.filter(custom_role=filters.role.removeprefix(CUSTOM))
    elif filters.role:
        rows = rows.filter(role=filters.role, custom_role=None)
    if filters.licence:
        works_there = LicenceAccess.objects.filter(membership=OuterRef("pk"), licence=filters.licence)
        runs_it = Q(role=Membership.Role.ADMINISTRATOR, firm__in=Licence.objects.filter(pk=filters.licence).values("firm"))
        rows = rows.filter(Q(Exists(works_there)) | runs_it)
    if filters.team:
        rows = rows.filter(Exists(Team.members.through.objects.filter(user=OuterRef("user"), team=filters.team, team__firm=OuterRef("firm"))))
    return rows.order_by(*BY_NAME)


def with_columns(rows):
    """What the list shows of each: role, licences, teams, dossiers managed, whether a second factor protects the account."""
    managed = DossierManager.objects.filter(user=OuterRef("user"), dossier__firm=OuterRef("firm")).order_by().values("user").annotate(count=Count("pk"))
    protected = Exists(Authenticator.objects.filter(user=OuterRef("user"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))
    return (
        rows.select_related("user", "custom_role")
        .prefetch_related("licences", Prefetch("user__teams", Team.objects.order_by("name"), to_attr="teams_of_all_firms"))
        .annotate(managed=Coalesce(Subquery(managed.values("count"), output_field=IntegerField()), 0), has_factor=protected)
    )


def teams_of(row):
    """The names of a row's teams in its firm; read by `with_columns`."""
    return [team.name for team in row.user.teams_of_all_firms if team.firm_id == row.firm_id]


def role_label(row):
    return row.custom_role.name if row.custom_role_id else row.get_role_display()


def role_choices(firm_ids):
    """[(value, label), …]: built-in roles, then those that the firms made."""
    custom = CustomRole.objects.filter(firm__in=firm_ids)
    return [(str(value), label) for value, label in Membership.Role.choices] + [(f"{CUSTOM}{role.pk}", role.name) for role in custom]


@dataclass(frozen=True)
class DossierFilters:
    words: str = ""
    licence: str = ""
    manager: str = ""

    NOBODY = "none"

    @classmethod
    def read(cls, values):
        licence, manager = values.get("licence", ""), values.get("manager", "")
        return cls(
            words=values.get("q", "").replace("\0", "").strip()[:200],
            licence=licence if number_in(licence) is not None else "",
            manager=manager if manager == cls.NOBODY or number_in(manager) is not None else "",
        )

    @property
    def is_narrow(self):
        return any((self.words, self.licence, self.manager))

    @property
    def query(self):
        return urlencode({name: value for name, value in (("q", self.words), ("licence", self.licence), ("manager", self.manager)) if value})


def dossiers_listed(user, filters):
    """The dossiers that `user` works on and that the filters keep, by name."""
    rows = Dossier.objects.worked_on_by(user)
    for word in fold(filters.words).split()[:8]:
        rows = rows.filter(Q(search_text__contains=word) | Q(client__search_text__contains=word))
    if filters.licence:
        rows = rows.filter(licence=filters.licence)
    links = DossierManager.objects.filter(dossier=OuterRef("pk"))
    if filters.manager == filters.NOBODY:
        rows = rows.filter(~Exists(links))
    elif filters.manager:
        rows = rows.filter(Exists(links.filter(user=filters.manager)))
    return rows.order_by("name_key", "pk")


def with_managers(rows):
    """Each with `manager_links` in order, its client and licence."""
    return rows.select_related("client", "licence").prefetch_related(Prefetch("manager_links", DossierManager.objects.select_related("user")))


def licences_with_numbers(user):
    """With how many dossiers and colleagues each has."""
    dossiers = Dossier.objects.filter(licence=OuterRef("pk")).order_by().values("licence").annotate(count=Count("pk")).values("count")
    here = Q(membership__left_at=None, membership__user__is_active=True)
    people = LicenceAccess.objects.filter(here, licence=OuterRef("pk")).order_by().values("licence").annotate(count=Count("pk")).values("count")
    return Licence.objects.visible_to(user).annotate(
        dossier_count=Coalesce(Subquery(dossiers, output_field=IntegerField()), 0), member_count=Coalesce(Subquery(people, output_field=IntegerField()), 0)
    )


def factor_label(row):
    return _("oui") if row.has_factor else _("non")
