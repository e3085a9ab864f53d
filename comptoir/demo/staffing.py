"""The firm's own ways: a role that it made for itself, in use, and a second team."""

from comptoir.firms.models import Membership
from comptoir.firms.rights import Right
from comptoir.staffing.actions.changes import GiveRole
from comptoir.staffing.actions.members import change_members
from comptoir.staffing.actions.roles import create_role
from comptoir.staffing.actions.teams import create_team


def show_staffing(firm, people):
    alix, marie, jean = (people[name] for name in ("alix", "marie", "jean"))
    role = create_role(firm, name="Responsable social", rights=[Right.CLIENT_USERS, Right.EXPORTS], by=alix)
    change_members(Membership.objects.filter(firm=firm, user=jean), GiveRole(custom_role=role), by=alix)
    create_team(firm, name="Pôle social", member_ids=[jean.pk, marie.pk], by=alix)
