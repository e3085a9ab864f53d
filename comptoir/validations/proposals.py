"""To whom a request about a dossier can be addressed, in two queries."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from comptoir.away.models import Absence
from comptoir.clients.models import DossierManager
from comptoir.firms.models import LicenceAccess, Membership

AFTER_THE_MANAGERS = 1000


@dataclass(frozen=True)
class Candidate:
    """A chartered accountant who works on the dossier. `absence` is the one going on now, if any."""

    user: object
    manages: bool
    absence: object = None


def propose_accountants(dossier, *, asked_by=None):
    """Candidates: the dossier's managers in their order, then the others by name; never who asks."""
    memberships = accountants_on(dossier).exclude(user=asked_by).select_related("user").order_by("user__first_name", "user__last_name", "pk")
    rank = DossierManager.objects.filter(dossier=dossier, user=OuterRef("user_id")).values("rank")[:1]
    rows = sorted(memberships.annotate(rank=Subquery(rank)), key=lambda row: AFTER_THE_MANAGERS if row.rank is None else row.rank)
    away = Absence.objects.covering(timezone.now()).filter(firm=dossier.firm_id, user__in=[row.user_id for row in rows])
    absences = {absence.user_id: absence for absence in away}
    return [Candidate(row.user, row.rank is not None, absences.get(row.user_id)) for row in rows]


def accountants_on(dossier):
    """The active memberships of chartered accountants who work on the dossier. An administrator is one only with that role."""
    in_licence = LicenceAccess.objects.filter(membership=OuterRef("pk"), licence=dossier.licence_id)
    manages = DossierManager.objects.filter(dossier=dossier, user=OuterRef("user_id"))
    accountants = Membership.objects.active().filter(firm=dossier.firm_id, role=Membership.Role.ACCOUNTANT)
    return accountants.filter(Q(Exists(in_licence)) | Q(Exists(manages)))


def can_still_decide(validation):
    """Whether the addressee is still a chartered accountant who works on the dossier."""
    return validation.addressed_to_id is not None and accountants_on(validation.dossier).filter(user=validation.addressed_to_id).exists()
