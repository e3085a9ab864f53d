"""Who could be reminded of questions that wait, read for many questions at once in a constant number of queries (X4)."""

from collections import defaultdict

from comptoir.away.models import Absence
from comptoir.clients.models import DossierManager
from comptoir.firms.models import Firm, Membership, Team

from .escalation import Step
from .models import Recipient


class People:
    """Of the firms and dossiers of `conversations`: who works there, who is away at `now`, who is in which team, who manages what."""

    def __init__(self, conversations, now):
        firm_ids = {one.firm_id for one in conversations}
        self.firms = Firm.objects.in_bulk(firm_ids)
        self.members, self.administrators = defaultdict(set), defaultdict(list)
        for firm_id, user_id, role in Membership.objects.active().filter(firm__in=firm_ids).order_by("user_id").values_list("firm_id", "user_id", "role"):
            self.members[firm_id].add(user_id)
            if role == Membership.Role.ADMINISTRATOR:
                self.administrators[firm_id].append(user_id)
        away = defaultdict(set)
        for firm_id, user_id in Absence.objects.covering(now).filter(firm__in=firm_ids).values_list("firm_id", "user_id"):
            away[firm_id].add(user_id)
        self.present = {firm_id: self.members[firm_id] - away[firm_id] for firm_id in firm_ids}
        self.teams = grouped(Team.members.through.objects.filter(team__in=self.teams_of(conversations)).order_by("user_id").values_list("team_id", "user_id"))
        managers = DossierManager.objects.filter(dossier__in={one.dossier_id for one in conversations}).order_by("rank")
        self.managers = grouped(managers.values_list("dossier_id", "user_id"))
        confidential = [one.pk for one in conversations if one.is_confidential]
        self.named = grouped(Recipient.objects.filter(conversation__in=confidential).values_list("conversation_id", "user_id")) if confidential else {}

    def teams_of(self, conversations):
        ids = {one.assigned_team_id for one in conversations} | {firm.fallback_team_id for firm in self.firms.values()}
        return ids - {None}

    def by_step(self, conversation):
        """{step: the ids of those for whom it is, as far as they work for the firm}."""
        people = {
            Step.ASSIGNEE: self.assignees(conversation),
            Step.MANAGERS: self.managers.get(conversation.dossier_id, []),
            Step.FALLBACK: self.fallback(conversation.firm_id),
        }
        members = self.members[conversation.firm_id]
        return {step: tuple(user_id for user_id in ids if user_id in members) for step, ids in people.items()}

    def assignees(self, conversation):
        if conversation.assigned_team_id:
            return self.teams.get(conversation.assigned_team_id, [])
        return [conversation.assigned_user_id]

    def fallback(self, firm_id):
        """Whom the firm named for questions that nobody takes (C5), as far as they work there; else its administrators."""
        firm, members = self.firms[firm_id], self.members[firm_id]
        named = self.teams.get(firm.fallback_team_id, []) if firm.fallback_team_id else [firm.fallback_user_id]
        return [user_id for user_id in named if user_id in members] or self.administrators[firm_id]

    def present_in(self, firm_id):
        return self.present[firm_id]

    def named_in(self, conversation):
        """Who knows of a confidential conversation: whoever takes part, and whoever it is entrusted to."""
        return {*self.named.get(conversation.pk, ()), *self.assignees(conversation)}


def grouped(pairs):
    """{first: [second, …]}"""
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
