"""Everything that somebody can hold in a firm, as values that can be compared."""

from comptoir.away.models import Absence
from comptoir.clients.models import DossierManager
from comptoir.conversations.models import Conversation, Participation
from comptoir.firms.models import Firm, LicenceAccess, Membership, Team
from comptoir.invitations.models import Invitation
from comptoir.provisioning.models import Draft
from comptoir.requests.models import Request
from comptoir.validations.models import Validation


def state_of(firm):
    """{what: [rows as tuples]} of all kinds, without the ids of rows that only link two others."""

    def rows(queryset, *fields):
        return sorted(queryset.values_list(*fields), key=repr)

    return {
        "managers": rows(DossierManager.objects.filter(dossier__firm=firm), "dossier", "user", "rank"),
        "conversations": [
            (one.pk, one.assigned_user_id, one.assigned_team_id, one.assignment) for one in Conversation.objects.filter(firm=firm).order_by("pk")
        ],
        "participations": rows(Participation.objects.filter(firm=firm), "user", "licence", "dossier", "side", "takes_part"),
        "teams": rows(Team.objects.filter(firm=firm), "pk", "members"),
        "requests": rows(Request.objects.filter(firm=firm), "pk", "sent_by"),
        "validations": rows(Validation.objects.filter(firm=firm), "pk", "addressed_to", "requested_by"),
        "absences": rows(Absence.objects.filter(firm=firm), "pk", "user", "delegate_user", "delegate_team"),
        "fallback": rows(Firm.objects.filter(pk=firm.pk), "fallback_user", "fallback_team"),
        "invitations": rows(Invitation.objects.filter(firm=firm), "pk", "sent_by"),
        "drafts": rows(Draft.objects.filter(firm=firm), "pk", "started_by"),
        "memberships": rows(Membership.objects.filter(firm=firm), "pk", "role", "custom_role", "number", "trigram", "left_at"),
        "licences": rows(LicenceAccess.objects.filter(membership__firm=firm), "membership", "licence"),
    }


def held_by(user, firm):
    """{kind: how many} of what the person answers for in the firm now."""
    from comptoir.clients.responsibilities import all_responsibilities

    return {kind.code: number for kind in all_responsibilities() if (number := kind.count(user, firm))}
