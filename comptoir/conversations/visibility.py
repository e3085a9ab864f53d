"""Who may see conversations, for many pairs at once: the same rule as `Conversation.objects.visible_to`, from the same decision."""

from collections import defaultdict

from comptoir.clients.decisions import DossierFacts
from comptoir.clients.models import Dossier, DossierManager
from comptoir.clients.standing import standings_of
from comptoir.firms.models import Team
from comptoir.kernel.among import among
from comptoir.kernel.prepared import Prepared

from .decisions import ConversationFacts, sees_as_client, sees_as_member
from .models import Conversation, Recipient

COLUMNS = ("pk", "firm_id", "licence_id", "client_id", "dossier_id", "assigned_user_id", "assigned_team_id", "is_confidential")
# Asked for every message that is told.
team_rows = Prepared(lambda ids: Team.members.through.objects.filter(among("user_id", ids)).values_list("user_id", "team_id"), lists=1)
recipient_rows = Prepared(lambda ids: Recipient.objects.filter(among("conversation_id", ids)).values_list("conversation_id", "user_id"), lists=1)
conversation_rows = Prepared(lambda ids: Conversation.objects.filter(among("pk", ids)).values_list(*COLUMNS), lists=1)
manager_rows = Prepared(lambda ids: DossierManager.objects.filter(among("dossier_id", ids)).order_by().values_list("dossier_id", "user_id"), lists=1)


def who_sees(facts_by_key, user_ids):
    """{(key, user id): "member" or "client"} for every pair that sees; `facts_by_key` are ConversationFacts. A few queries for any number."""
    standings = standings_of(user_ids)
    teams = teams_of(user_ids)
    sides = {}
    for key, facts in facts_by_key.items():
        for user_id, standing in standings.items():
            if sees_as_member(standing, facts, team_ids=teams[user_id]):
                sides[key, user_id] = "member"
            elif sees_as_client(standing, facts):
                sides[key, user_id] = "client"
    return sides


def teams_of(user_ids):
    teams = defaultdict(set)
    for user_id, team_id in team_rows(user_ids):
        teams[user_id].add(team_id)
    return teams


def facts_of(conversation_ids):
    """{conversation id: ConversationFacts}, in three queries."""
    recipients, managers = defaultdict(set), defaultdict(set)
    conversation_ids = list(conversation_ids)
    for conversation_id, user_id in recipient_rows(conversation_ids):
        recipients[conversation_id].add(user_id)
    rows = conversation_rows(conversation_ids)
    for dossier_id, user_id in manager_rows({row[4] for row in rows}):
        managers[dossier_id].add(user_id)
    return {
        pk: ConversationFacts(
            DossierFacts(firm, licence, client, frozenset(managers[dossier]), dossier), user, team, frozenset(recipients[pk]), bool(confidential)
        )
        for pk, firm, licence, client, dossier, user, team, confidential in rows
    }


def facts_before(event):
    """The facts of a conversation that does not exist yet, from the event that would open it («Qui sera prévenu ?»)."""
    firm, licence, client = Dossier.objects.values_list("firm_id", "licence_id", "client_id").get(pk=event.data["dossier"])
    managers = DossierManager.objects.filter(dossier=event.data["dossier"]).values_list("user_id", flat=True)
    dossier = DossierFacts(firm, licence, client, frozenset(managers), event.data["dossier"])
    data = event.data
    return ConversationFacts(dossier, data["assigned_user"], data["assigned_team"], frozenset(data["recipients"]), data["is_confidential"])
