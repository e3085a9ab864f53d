"""Dossiers that nobody manages."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.findings import Check, Found, Severity, declare, page_at
from comptoir.clients.models import DossierManager
from comptoir.clients.taking import remedies_of_dossier, undo_taking
from comptoir.firms.models import Membership
from comptoir.firms.rights import Right


def without_manager(looker, pk=None):
    here = Membership.objects.active().filter(user=OuterRef("user"), firm=OuterRef("dossier__firm"))
    managed = DossierManager.objects.filter(Exists(here), dossier=OuterRef("pk"))
    rows = looker.dossiers.filter(~Exists(managed))
    rows = rows if pk is None else rows.filter(pk=pk)
    words = _("Personne du cabinet n’en est gestionnaire.")
    return [Found(firm_id, pk, name, words, page_at("dossier", pk)) for pk, firm_id, name in rows.values_list("pk", "firm_id", "name")]


declare(
    Check(
        code="dossier-without-manager",
        label=_l("Dossier sans gestionnaire"),
        reason=_l("Sans gestionnaire, les questions du client vont à la personne ou à l’équipe de repli du cabinet."),
        severity=Severity.INFORMATION,
        order=20,
        right=Right.DOSSIERS,
        find=without_manager,
        remedies=remedies_of_dossier,
        undo=undo_taking,
    )
)
