"""Dossiers for whose questions nobody is there, in the access review (X4, X10)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.findings import Check, Found, Severity, declare, page_at
from comptoir.clients.taking import remedies_of_dossier, undo_taking
from comptoir.firms.rights import Right
from comptoir.ui.moments import full_moment

from .coverage import uncovered
from .decisions import Gap


def find(looker, pk=None):
    dossiers = looker.dossiers if pk is None else looker.dossiers.filter(pk=pk)
    gaps = uncovered(dossiers, looker.now)
    rows = dossiers.values_list("pk", "firm_id", "name") if gaps else ()
    return [Found(firm_id, pk, name, words(gaps[pk]), page_at("dossier", pk)) for pk, firm_id, name in rows if pk in gaps]


def words(one):
    if one.gap == Gap.AWAY and one.returns_at:
        return _("Tous sont absents, premier retour %(moment)s.") % {"moment": full_moment(one.returns_at)}
    said = {Gap.AWAY: _("Tous sont absents, retour inconnu."), Gap.LEFT: _("Ceux qui y participaient ont quitté le cabinet.")}
    return said.get(one.gap) or _("Personne ne participe aux questions de son client.")


declare(
    Check(
        code="uncovered-dossier",
        label=_l("Dossier sans personne"),
        reason=_l("Une question de ce client n’arriverait à personne qui la suive."),
        severity=Severity.WARNING,
        order=60,
        right=Right.DOSSIERS,
        find=find,
        remedies=remedies_of_dossier,
        undo=undo_taking,
    )
)
