"""Who can receive a question about a dossier, read in two queries whatever the number of dossiers."""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from comptoir.away.models import Absence
from comptoir.clients.models import ClientAccess, DossierManager
from comptoir.firms.models import SEES_ALL_DOSSIERS, LicenceAccess, Membership

from .decisions import Candidate, Choice, Standing, default_participation, propose, takes_part
from .models import Participation, Side

AFTER_THE_MANAGERS = 1000


@dataclass
class Person:
    """What the rows say of one user about one dossier."""

    user: object
    is_away: bool
    away_until: object
    works_here: bool
    rank: int | None = None
    is_client_user: bool = False
    choices: list = field(default_factory=list)


def propose_recipients(dossier, side, *, asked_by=None):
    """The proposal for a question put to `side` about `dossier` (C5). Two queries; two more when the fallback is needed."""
    people = [person for person in possible_people(dossier, side) if person.user != asked_by]
    candidates = [candidate(person, side) for person in people if can_receive(person, side)]
    proposal = propose(candidates)
    if side == Side.ACCOUNTANT and not proposal.selected_ids:
        return propose(candidates, **fallback_of(dossier.firm))
    return proposal


def possible_people(dossier, side):
    """Everybody whom a row connects with the dossier: its managers or its client's users, and who made a choice that covers it."""
    people = {}
    for row in about(dossier, Participation.objects.covering(dossier, side)):
        person = people.setdefault(row.user_id, person_of(row))
        person.choices.append(Choice(row.takes_part, row.dossier_id, row.licence_id))
    if side == Side.ENTREPRENEUR:
        for row in about(dossier, ClientAccess.objects.open().reaching(dossier.pk, dossier.client_id)):
            people.setdefault(row.user_id, person_of(row)).is_client_user = True
    else:
        for row in about(dossier, DossierManager.objects.filter(dossier=dossier)):
            people.setdefault(row.user_id, person_of(row)).rank = row.rank
    return people.values()


def about(dossier, rows):
    """The rows with their user, whether that user works on the dossier, and until when they are away."""
    absence = Absence.objects.covering(timezone.now()).filter(user=OuterRef("user_id"), firm=dossier.firm_id)
    return rows.filter(user__is_active=True).select_related("user").annotate(
        works_here=Exists(members_working_on(dossier, OuterRef("user_id"))), is_away=Exists(absence), away_until=Subquery(absence.values("ends_at")[:1])
    )  # fmt: skip


def person_of(row):
    return Person(row.user, row.is_away, row.away_until, row.works_here)


def members_working_on(dossier, user):
    """Memberships of `user` (an id or an outer reference) that may work on the dossier."""
    in_licence = LicenceAccess.objects.filter(membership=OuterRef("pk"), licence=dossier.licence_id)
    manages = DossierManager.objects.filter(dossier=dossier, user=OuterRef("user_id"))
    return Membership.objects.filter(SEES_ALL_DOSSIERS | Exists(in_licence) | Exists(manages), firm=dossier.firm_id, left_at=None, user=user)


def can_receive(person, side):
    """Client users receive what is put to the client; members what they manage or chose to follow, if they may work on it."""
    if side == Side.ENTREPRENEUR and person.is_client_user:
        return True
    return person.works_here and (person.rank is not None or any(choice.takes_part for choice in person.choices))


def candidate(person, side):
    is_manager = person.rank is not None
    is_asked_client = person.is_client_user and side == Side.ENTREPRENEUR
    standing = Standing.CLIENT_USER if is_asked_client else Standing.MANAGER if is_manager else Standing.PARTICIPANT
    default = default_participation(side, is_manager=is_manager, is_client_user=is_asked_client)
    rank = person.rank if is_manager else AFTER_THE_MANAGERS
    return Candidate(person.user, standing, rank, takes_part(person.choices, default=default), person.is_away, person.away_until)


def fallback_of(firm):
    """Whom the firm named for questions without a recipient: a team, a person, or else its administrators."""
    members = Membership.objects.active().filter(firm=firm).select_related("user")
    # A team that everybody left answers nobody.
    if firm.fallback_team_id and members.filter(user__teams=firm.fallback_team_id).exists():
        return {"team": firm.fallback_team}
    named = [member.user for member in members if member.user_id == firm.fallback_user_id]
    people = named or [member.user for member in members if member.is_administrator]
    away = Absence.objects.of([person.pk for person in people], timezone.now())
    return {"fallback": [Candidate(person, Standing.FALLBACK, AFTER_THE_MANAGERS, False, person.pk in away, until(away.get(person.pk))) for person in people]}


def until(absence):
    return absence.ends_at if absence else None


def people_to_mention(dossier):
    """The colleagues who may be named in notes about `dossier`, and to whom its conversations may be given."""
    return (
        get_user_model()
        .objects.filter(Exists(members_working_on(dossier, OuterRef("pk"))), is_active=True, memberships__firm=dossier.firm_id)
        .order_by("first_name", "last_name")
    )
