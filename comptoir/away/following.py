"""Who follows a client's dossiers, as the client reads it: the managers in their order, their role, and who stands in while one is away."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Subquery

from comptoir.clients.models import Dossier, DossierManager, served_rule
from comptoir.firms.models import Membership

from .models import Absence

DOSSIERS_SHOWN = 20


@dataclass(frozen=True)
class Follower:
    """A manager of a dossier. `words` is the job title, else the role; `absence` the one that is going on, or None."""

    user: object
    words: str
    is_primary: bool
    absence: object = None

    @property
    def stands_in(self):
        """The person or the team that answers meanwhile; None while the manager is there, or nobody was named."""
        return self.absence.delegate if self.absence else None


@dataclass(frozen=True)
class Followed:
    dossier: object
    followers: list = field(default_factory=list)


def who_follows(standing, firm_id, absences, limit=DOSSIERS_SHOWN):
    """[Followed, …] of the firm's dossiers that somebody of this Standing is served in, by name; `absences` are those of `absences_of`. Two queries."""
    dossiers = Dossier.objects.filter(served_rule(standing, dossier="pk"), firm_id=firm_id).order_by("name_key", "pk")
    dossiers = dossiers.prefetch_related(Prefetch("manager_links", managers_of(firm_id)))[:limit]
    return [Followed(dossier, [follower(link, number, absences) for number, link in enumerate(dossier.manager_links.all())]) for dossier in dossiers]


def absences_of(firm_id, now):
    """{user id: Absence} of who is away from the firm at `now`, with who stands in."""
    return {absence.user_id: absence for absence in Absence.objects.covering(now).filter(firm_id=firm_id).with_delegates()}


def managers_of(firm_id):
    """Links to the managers, each with the `role` of the person: who has left the firm follows nothing any more."""
    here = Membership.objects.active().filter(firm_id=firm_id, user=OuterRef("user_id"))
    return DossierManager.objects.select_related("user").annotate(role=Subquery(here.values("role")[:1])).exclude(role=None).order_by("rank", "id")


def follower(link, number, absences):
    return Follower(link.user, link.user.job_title or str(Membership.Role(link.role).label), number == 0, absences.get(link.user_id))
