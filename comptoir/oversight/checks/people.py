"""Client users whose access opens nothing, who share an address, or who no longer belong there."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.clients.actions import LastAdministrator, OwnAccess, close_access
from comptoir.clients.findings import Check, Done, Found, Refused, Remedy, Severity, declare, page_at
from comptoir.clients.models import ClientAccess, Dossier, DossierAccess
from comptoir.clients.sentences import last_administrator, own_access
from comptoir.firms.models import Membership
from comptoir.firms.rights import Right
from comptoir.kernel.emails import is_generic

from ..actions.widening import narrow_again, open_to_whole

WITH_NAMES = ("pk", "firm_id", "client_id", "user_id", "user__first_name", "user__last_name", "client__name", "scope")


# --- an access to no dossier at all (I5) ---


def reaching_nothing(looker, pk=None):
    chosen = DossierAccess.objects.filter(access=OuterRef("pk"), dossier__client=F("access__client"))
    any_dossier = Dossier.objects.filter(client=OuterRef("client"))
    empty = Q(~Exists(chosen), scope=ClientAccess.Scope.CHOSEN) | Q(~Exists(any_dossier), scope=ClientAccess.Scope.WHOLE)
    return [nothing_reached(row) for row in one_of(looker.accesses, pk).filter(empty).values_list(*WITH_NAMES)]


def nothing_reached(row):
    is_whole = row[-1] == ClientAccess.Scope.WHOLE
    words = _("Son accès est ouvert, mais l’entreprise n’a aucun dossier.") if is_whole else _("Son accès est ouvert, mais aucun dossier n’est choisi.")
    return of_access(row, words)


def of_access(row, words):
    pk, firm_id, client_id, _user, first_name, last_name, client, _scope = row
    subject = _("%(name)s, pour %(client)s") % {"name": f"{first_name} {last_name}".strip(), "client": client}
    return Found(firm_id, pk, subject, words, page_at("client_portal", client_id))


def dress_accesses(founds):
    rows = ClientAccess.objects.filter(pk__in=[one.pk for one in founds]).select_related("client", "user").in_bulk()
    counts = {}
    for client_id in Dossier.objects.filter(client__in={row.client_id for row in rows.values()}).values_list("client_id", flat=True):
        counts[client_id] = counts.get(client_id, 0) + 1
    for one in founds:
        one.facts["access"] = rows[one.pk]
        one.facts["dossiers"] = counts.get(rows[one.pk].client_id, 0)


def remedies_of_nothing(found):
    access, count = found.facts["access"], found.facts["dossiers"]
    return ([widening(access, count)] if count else []) + [closing(access)]


def widening(access, count):
    words = {"name": access.user.full_name, "client": access.client.name, "count": count}
    asks = ngettext("%(name)s verra le dossier de %(client)s, et ceux à venir.", "%(name)s verra les %(count)s dossiers de %(client)s, et ceux à venir.", count)

    def act(by):
        try:
            is_news = open_to_whole(access, by=by)
        except OwnAccess:
            raise Refused(own_access()) from None
        return Done(_("%(name)s voit maintenant tous les dossiers de %(client)s.") % words, {"access": access.pk} if is_news else None)

    return Remedy("whole", _("Donner l’accès à l’entreprise entière"), act, asks=asks % words)


def undo_widening(data, by):
    access = ClientAccess.objects.filter(pk=data["access"]).visible_to(by).exclude(user=by).select_related("client", "user").first()
    return _("%(name)s ne voit plus aucun dossier.") % {"name": access.user.full_name} if access and narrow_again(access, by=by) else ""


def closing(access):
    words = {"name": access.user.full_name, "client": access.client.name}

    def act(by):
        try:
            close_access(access, by=by)
        except OwnAccess:
            raise Refused(own_access()) from None
        except LastAdministrator as refused:
            raise Refused(last_administrator(refused)) from None
        return Done(_("Accès fermé : %(name)s ne voit plus rien de %(client)s.") % words)

    asks = _("%(name)s ne verra plus rien de %(client)s. Son compte et ce qui lui a été envoyé sont gardés : l’accès peut être rouvert.") % words
    return Remedy("closing", _("Fermer l’accès"), act, asks=asks)


# --- who left the firm, and is its client ---


def who_left(looker, pk=None):
    """Somebody who worked here and does no more, whose access as a client stayed open: of a former colleague it is worth a look whether it should."""
    left = Membership.objects.filter(firm=OuterRef("firm"), user=OuterRef("user")).exclude(left_at=None)
    rows = one_of(looker.accesses, pk).filter(Exists(left))
    words = _("Cette personne a quitté le cabinet, et son accès de client est resté ouvert.")
    return [of_access(row, words) for row in rows.values_list(*WITH_NAMES)]


# --- an address that nobody in particular reads ---


def at_a_desk(looker, pk=None):
    rows = one_of(looker.places, pk).values_list("pk", "firm_id", "user__first_name", "user__last_name", "user__email")
    words = _("Se connecte avec %(email)s : qui lit cette boîte a son accès, et garde le sien après un départ.")
    found = [(row, f"{row[2]} {row[3]}".strip()) for row in rows if is_generic(row[4])]
    return [Found(row[1], row[0], name or row[4], words % {"email": row[4]}, page_of_user(row[0])) for row, name in found]


def page_of_user(pk):
    return page_at("client_user", pk, otherwise=page_at("portal_management"))


def to_profile(found):
    return [Remedy("profile", _("Changer son adresse"), url=found.url)]


def one_of(rows, pk):
    return rows if pk is None else rows.filter(pk=pk)


declare(
    Check(
        code="empty-scope",
        label=_l("Accès à aucun dossier"),
        reason=_l("Un accès ouvert qui n’atteint rien : la personne se connecte et ne trouve rien, ou l’accès aurait dû être fermé."),
        severity=Severity.WARNING,
        order=20,
        right=Right.CLIENT_USERS,
        find=reaching_nothing,
        dress=dress_accesses,
        remedies=remedies_of_nothing,
        undo=undo_widening,
    )
)
declare(
    Check(
        code="left-with-access",
        label=_l("Accès de quelqu’un qui est parti"),
        reason=_l("Qui a quitté le cabinet ne devrait plus rien voir de ses clients, sauf à être client lui-même."),
        severity=Severity.DANGER,
        order=20,
        right=Right.CLIENT_USERS,
        find=who_left,
        dress=dress_accesses,
        remedies=lambda found: [closing(found.facts["access"])],
    )
)
declare(
    Check(
        code="generic-address",
        label=_l("Adresse générique"),
        reason=_l("L’adresse sert d’identifiant personnel : une boîte partagée ne dit pas qui a lu, répondu ou signé."),
        severity=Severity.WARNING,
        order=30,
        right=Right.CLIENT_USERS,
        find=at_a_desk,
        remedies=to_profile,
    )
)
