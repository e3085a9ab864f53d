"""Companies without an administrator, or with a single one (I2)."""

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.clients.actions import LastAdministrator, OwnAccess, change_type
from comptoir.clients.findings import Check, Done, Found, Refused, Remedy, Severity, declare, page_at
from comptoir.clients.models import Client, ClientAccess
from comptoir.clients.sentences import last_administrator, own_access
from comptoir.firms.rights import Right

ADMINISTRATOR, STANDARD = ClientAccess.Type.ADMINISTRATOR, ClientAccess.Type.STANDARD
# Who is offered on a line; the others are on the client's page.
MOST_OFFERED = 3


def without_one(looker, pk=None):
    administered = ClientAccess.objects.administering().filter(client=OuterRef("pk"))
    there = ClientAccess.objects.filter(client=OuterRef("pk"), closed_at=None)
    rows = one_of(looker.clients, pk).filter(Exists(there), ~Exists(administered))
    words = _("Des personnes ont un accès, et aucune n’administre l’entreprise.")
    return [found(row, words) for row in rows.values_list("pk", "firm_id", "name")]


def with_one_alone(looker, pk=None):
    of_client = Q(accesses__closed_at=None)
    administers = of_client & Q(accesses__type=ADMINISTRATOR) & ~Q(accesses__hold="suspension")
    counted = one_of(looker.clients, pk).annotate(
        people=Count("accesses", filter=of_client, distinct=True), administrators=Count("accesses", filter=administers, distinct=True)
    )
    rows = counted.filter(administrators=1, people__gt=1).values_list("pk", "firm_id", "name", "people")
    return [found(row[:3], alone(row[3] - 1)) for row in rows]


def alone(others):
    return ngettext(
        "Une seule personne l’administre, alors qu’une autre a aussi un accès.",
        "Une seule personne l’administre, alors que %(count)s autres ont aussi un accès.",
        others,
    ) % {"count": others}


def one_of(rows, pk):
    return rows if pk is None else rows.filter(pk=pk)


def found(row, words):
    pk, firm_id, name = row
    return Found(firm_id, pk, name, words, page_at("client", pk))


def dress(founds):
    """Who could be designated: those of the company who see most of it, the longest there first."""
    rows = ClientAccess.objects.filter(client__in=[one.pk for one in founds], closed_at=None, type=STANDARD, user__is_active=True)
    candidates = defaultdict(list)
    for access in rows.exclude(hold="suspension").select_related("user", "client").order_by("level", "opened_at", "pk"):
        candidates[access.client_id].append(access)
    for one in founds:
        one.facts["candidates"] = candidates[one.pk]


def remedies(found):
    offered = [designation(access) for access in found.facts["candidates"][:MOST_OFFERED]]
    return [*offered, Remedy("people", _("Voir ses personnes"), url=page_at("client_portal", found.pk, otherwise=found.url))]


def designation(access):
    words = {"name": access.user.full_name, "client": access.client.name}

    def act(by):
        try:
            is_news = change_type(access, ADMINISTRATOR, by=by)
        except OwnAccess:
            raise Refused(own_access()) from None
        return Done(_("%(name)s administre maintenant %(client)s.") % words, {"access": access.pk} if is_news else None)

    return Remedy(f"designate-{access.pk}", _("Désigner %(name)s administrateur") % words, act)


def undo(data, by):
    access = ClientAccess.objects.filter(pk=data["access"], client__in=by_served(by)).select_related("client", "user").first()
    if access is None:
        return ""
    try:
        change_type(access, STANDARD, by=by)
    except LastAdministrator as refused:
        raise Refused(last_administrator(refused)) from None
    return _("%(name)s n’administre plus %(client)s.") % {"name": access.user.full_name, "client": access.client.name}


def by_served(user):
    return Client.objects.served_by(user).values("pk")


declare(
    Check(
        code="client-without-administrator",
        label=_l("Entreprise sans administrateur"),
        reason=_l("Une entreprise garde au moins un administrateur : sans lui, personne n’y répond de ses accès."),
        severity=Severity.DANGER,
        order=10,
        right=Right.CLIENT_USERS,
        find=without_one,
        dress=dress,
        remedies=remedies,
        undo=undo,
    )
)
declare(
    Check(
        code="single-administrator",
        label=_l("Un seul administrateur"),
        reason=_l("S’il part ou perd son accès, plus personne de l’entreprise ne peut gérer ses utilisateurs. Une cogérance en a plusieurs."),
        severity=Severity.INFORMATION,
        order=10,
        right=Right.CLIENT_USERS,
        find=with_one_alone,
        dress=dress,
        remedies=remedies,
        undo=undo,
    )
)
