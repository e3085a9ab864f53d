"""Members who can see nothing, and people who left and are still named."""

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.clients.actions.managers import change_managers
from comptoir.clients.findings import Check, Done, Found, Remedy, Severity, declare, page_at
from comptoir.clients.managing import without_manager
from comptoir.clients.models import Dossier, DossierManager
from comptoir.firms.models import SEES_ALL_DOSSIERS, LicenceAccess, Membership
from comptoir.firms.rights import Right

WITH_NAMES = ("pk", "firm_id", "user_id", "user__first_name", "user__last_name")


def without_anything(looker, pk=None):
    licences = LicenceAccess.objects.filter(membership=OuterRef("pk"))
    managed = DossierManager.objects.filter(user=OuterRef("user"), dossier__firm=OuterRef("firm"))
    rows = Membership.objects.active().filter(~Exists(licences), ~Exists(managed), firm__in=looker.firm_ids).exclude(SEES_ALL_DOSSIERS)
    rows = rows if pk is None else rows.filter(pk=pk)
    words = _("Ni licence ni dossier : cette personne ne voit aucun client.")
    return [
        Found(firm_id, pk, f"{first_name} {last_name}".strip(), words, page_at("members"))
        for pk, firm_id, first_name, last_name in rows.values_list("pk", "firm_id", "user__first_name", "user__last_name")
    ]


def still_named(looker, pk=None):
    """Members who left, or whose account is closed, and who still manage dossiers: questions of clients are addressed to nobody."""
    gone = Membership.objects.filter(~Q(left_at=None) | Q(user__is_active=False), firm__in=looker.firm_ids)
    gone = gone if pk is None else gone.filter(pk=pk)
    links = DossierManager.objects.filter(user=OuterRef("user"), dossier__firm=OuterRef("firm"))
    rows = gone.filter(Exists(links)).annotate(count=Count("user__manager_links", filter=Q(user__manager_links__dossier__firm=F("firm"))))
    return [
        Found(firm_id, pk, f"{first_name} {last_name}".strip(), managing(count), page_at("clients"), {"user": user_id})
        for pk, firm_id, user_id, first_name, last_name, count in rows.values_list(*WITH_NAMES, "count")
    ]


def managing(count):
    return ngettext("A quitté le cabinet et gère encore un dossier.", "A quitté le cabinet et gère encore %(count)s dossiers.", count) % {"count": count}


def withdrawal(found):
    words = {"name": found.subject}

    def act(by):
        count = withdraw(found.facts["user"], found.firm_id, by=by)
        done = ngettext("%(name)s ne gère plus un dossier.", "%(name)s ne gère plus %(count)s dossiers.", count)
        return Done(done % (words | {"count": count}))

    asks = _("%(name)s ne sera plus gestionnaire d’aucun dossier ; les autres gestionnaires gardent leur ordre.") % words
    return [Remedy("withdrawal", _("Retirer de ses dossiers"), act, asks=asks), Remedy("dossiers", _("Voir les dossiers"), url=found.url)]


def withdraw(user_id, firm_id, *, by):
    """Take somebody away from the managers of every dossier of the firm; return of how many."""
    dossiers = Dossier.objects.filter(firm=firm_id, pk__in=DossierManager.objects.filter(user=user_id).values("dossier"))
    return len(change_managers(dossiers, lambda ids: without_manager(ids, user_id), by=by).events)


declare(
    Check(
        code="member-without-anything",
        label=_l("Collaborateur sans licence ni dossier"),
        reason=_l("Un périmètre vide n’est jamais «tout» : sans licence ni dossier, un collaborateur ne peut aider personne."),
        severity=Severity.WARNING,
        order=50,
        right=Right.MEMBERS,
        find=without_anything,
        remedies=lambda found: [Remedy("licences", _("Lui donner une licence"), url=found.url)],
    )
)
declare(
    Check(
        code="left-and-managing",
        label=_l("Gestionnaire qui est parti"),
        reason=_l("Les questions de ces clients sont adressées à quelqu’un qui ne les lira pas."),
        severity=Severity.WARNING,
        order=55,
        right=Right.MEMBERS,
        find=still_named,
        remedies=withdrawal,
    )
)
